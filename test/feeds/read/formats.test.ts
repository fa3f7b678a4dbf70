import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { FeedError } from "../../../src/feeds/read/fault.ts";
import { atom, atomEntry, onlyEntry, read, rss, rssEntry } from "./feeds.ts";

describe("RSS", () => {
  test("an ordinary item", async () => {
    const { feed, entries, problems } = await read(
      rss(`<language>en-GB</language><ttl>15</ttl><skipHours><hour>1</hour><hour>24</hour></skipHours>
        <skipDays><day>sunday</day></skipDays><a:link rel="hub" href="https://hub.example/"/>
        <a:link rel="self" href="https://news.example/rss.xml"/>
        <item><title>Talks &amp; truce</title><link>https://news.example/1</link><guid isPermaLink="false">n-1</guid>
        <pubDate>Tue, 05 Mar 2024 10:00:00 +0100</pubDate><dc:creator>Jane Doe</dc:creator><category>World</category>
        <description>&lt;p&gt;They met.&lt;/p&gt;&lt;p&gt;They spoke.&lt;/p&gt;</description>
        <content:encoded><![CDATA[<p>They met in <b>Geneva</b>.</p>]]></content:encoded>
        <enclosure url="https://news.example/1.mp3" type="audio/mpeg" length="1234"/>
        <media:thumbnail url="/1.jpg"/></item>`),
    );
    expect(feed).toEqual({
      title: "Example News",
      link: "https://news.example/",
      language: "en-gb",
      kind: "rss",
      ttl: 15,
      skipHours: [1, 0],
      skipDays: ["Sunday"],
      hub: "https://hub.example/",
      self: "https://news.example/rss.xml",
    });
    expect(problems).toEqual([]);
    expect(entries).toEqual([
      {
        id: "n-1",
        idKind: "guid",
        url: "https://news.example/1",
        title: "Talks & truce",
        summary: "They met.\nThey spoke.",
        content: "<p>They met in <b>Geneva</b>.</p>",
        author: "Jane Doe",
        publishedAt: Date.UTC(2024, 2, 5, 9),
        language: "en-gb",
        categories: ["World"],
        image: "https://news.example/1.jpg",
        enclosures: [{ url: "https://news.example/1.mp3", type: "audio/mpeg", length: 1234 }],
      },
    ]);
  });

  test.each([
    [
      "0.91 with a DTD",
      '<!DOCTYPE rss SYSTEM "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91">',
    ],
    ["without a version", "<rss>"],
    ["with a namespace of its own", '<rss version="2.0" xmlns="http://backend.userland.com/rss2">'],
    ["in capitals", "<RSS VERSION='2.0'>"],
    ["under a prefix", '<r:rss xmlns:r="urn:whatever" version="2.0">'],
  ])("%s", async (_name, root) => {
    const prefix = root.includes("r:rss") ? "r:" : "";
    const tag = (name: string) => `${prefix}${root.includes("RSS") ? name.toUpperCase() : name}`;
    const document = `${root}<${tag("channel")}><${tag("item")}><${tag("title")}>Hello</${tag("title")}></${tag("item")}></${tag("channel")}></${tag("rss")}>`;
    const { feed, entries } = await read(document);
    expect(feed.kind).toBe("rss");
    expect(entries.map((e) => e.title)).toEqual(["Hello"]);
  });

  test("RDF, whose items stand beside the channel", async () => {
    const { feed, entries } = await read(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <channel rdf:about="https://n.example/rdf"><title>N</title><link>https://n.example/</link>
      <items><rdf:Seq><rdf:li rdf:resource="https://n.example/1"/></rdf:Seq></items></channel>
      <image><title>no</title><url>https://n.example/i.png</url></image>
      <item rdf:about="https://n.example/1"><title>One</title><dc:date>2024-03-05T10:00:00Z</dc:date></item></rdf:RDF>`);
    expect(feed).toMatchObject({ kind: "rdf", title: "N", link: "https://n.example/" });
    expect(entries).toMatchObject([
      { id: "https://n.example/1", idKind: "guid", url: "https://n.example/1", title: "One" },
    ]);
    expect(entries[0]?.publishedAt).toBe(Date.UTC(2024, 2, 5, 10));
  });

  test("an identity is the guid, else the link, else a hash of the text", async () => {
    expect(await rssEntry("<guid> a </guid><link>https://n.example/1</link>")).toMatchObject({
      id: "a",
      idKind: "guid",
    });
    expect(await rssEntry("<link>https://n.example/1</link>")).toMatchObject({
      id: "https://n.example/1",
      idKind: "url",
    });
    const one = await rssEntry("<title>Text</title>");
    const other = await rssEntry("<title>Other</title>");
    expect(one).toMatchObject({ idKind: "hash", url: "" });
    expect(one.id).toMatch(/^[\da-f]{64}$/);
    expect(other.id).not.toBe(one.id);
  });

  test("a guid is a link only if it says so, or does not say", async () => {
    expect((await rssEntry("<guid>https://n.example/1</guid>")).url).toBe("https://n.example/1");
    expect((await rssEntry('<guid isPermaLink="false">https://n.example/1</guid>')).url).toBe("");
    expect((await rssEntry("<guid>https://n.example/1</guid><link>https://n.example/2</link>")).url).toBe(
      "https://n.example/2",
    );
  });

  test("a long description is the article, not a summary", async () => {
    const long = "<p>A sentence of an article.</p>".repeat(200);
    const entry = await rssEntry(`<description><![CDATA[${long}]]></description>`);
    expect(entry.summary).toBe("");
    expect(entry.content).toBe(long);
  });

  test("what stands in an image or a source is not the entry's", async () => {
    const entry = await rssEntry(
      "<image><title>no</title><link>https://no.example/</link></image><title>Yes</title><link>https://n.example/1</link>",
    );
    expect(entry).toMatchObject({ title: "Yes", url: "https://n.example/1" });
  });

  test("people are names where there are any", async () => {
    expect((await rssEntry("<author>jane@n.example (Jane Doe)</author>")).author).toBe("Jane Doe");
    expect((await rssEntry("<author>Jane Doe &lt;jane@n.example></author>")).author).toBe("Jane Doe");
    expect((await rssEntry("<author>jane@n.example</author>")).author).toBe("jane@n.example");
  });
});

describe("Atom", () => {
  test("an ordinary entry", async () => {
    const entry = await atomEntry(`<id>urn:1</id><title type="html">Talks &amp;amp; &lt;i>truce&lt;/i></title>
      <link rel="edit" href="https://n.example/edit"/><link rel="alternate" href="/1"/>
      <link rel="enclosure" type="image/jpeg" href="https://n.example/1.jpg" length="9"/>
      <published>2024-03-05T10:00:00Z</published><updated>2024-03-05T11:00:00+01:00</updated>
      <author><name>Jane Doe</name><email>jane@n.example</email></author><author><name>John Roe</name></author>
      <category term="world" label="World"/><summary>A &lt;b&gt; tag</summary>
      <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Text <br/>more</p></div></content>`);
    expect(entry).toMatchObject({
      id: "urn:1",
      url: "https://news.example/1",
      title: "Talks & truce",
      author: "Jane Doe, John Roe",
      categories: ["World", "world"],
      publishedAt: Date.UTC(2024, 2, 5, 10),
      updatedAt: Date.UTC(2024, 2, 5, 10),
      image: "https://n.example/1.jpg",
      content: "<div><p>Text <br />more</p></div>",
    });
  });

  test("plain text stays plain text", async () => {
    const entry = await atomEntry(
      '<title type="text">The &lt;blink&gt; tag &amp;amp; others</title><content type="text">2 &lt; 3</content>',
    );
    expect(entry.title).toBe("The <blink> tag &amp; others");
    expect(entry.content).toBe("2 &lt; 3");
  });

  test("Atom 0.3: modes and dates", async () => {
    const { feed, entries } =
      await read(`<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Old</title>
      <link rel="alternate" type="text/html" href="https://n.example/"/>
      <entry><title mode="base64" type="text/html">${Buffer.from("<b>Bold</b> words").toString("base64")}</title>
      <issued>2003-12-31T10:14:55Z</issued><modified>2004-01-01T00:00:00Z</modified>
      <content mode="xml" type="application/xhtml+xml"><p>Inline</p></content></entry></feed>`);
    expect(feed).toMatchObject({ kind: "atom", link: "https://n.example/" });
    expect(entries).toMatchObject([
      {
        title: "Bold words",
        content: "<p>Inline</p>",
        publishedAt: Date.UTC(2003, 11, 31, 10, 14, 55),
        updatedAt: Date.UTC(2004, 0, 1),
      },
    ]);
  });

  test("xml:base and xml:lang are inherited, and end with their element", async () => {
    const { entries } = await read(
      `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://n.example/a/" xml:lang="uk">
      <entry xml:base="b/"><id>x</id><link href="c"/></entry><entry xml:lang="de-AT"><link href="d"/></entry></feed>`,
      { language: "" },
    );
    expect(entries).toMatchObject([
      { id: "https://n.example/a/b/x", url: "https://n.example/a/b/c", language: "uk" },
      { url: "https://n.example/a/d", language: "de-at" },
    ]);
  });

  test("the feed's author is the entry's where it has none", async () => {
    const { entries } = await read(atom("<author><name>Desk</name></author><entry><id>1</id></entry>"));
    expect(entries[0]?.author).toBe("Desk");
  });

  test("only links to the web are links", async () => {
    expect((await atomEntry('<id>1</id><link href="javascript:alert(1)"/>')).url).toBe("");
    expect((await atomEntry('<id>1</id><link href="ftp://n.example/1"/>')).url).toBe("");
  });
});

describe("JSON Feed", () => {
  const feed = {
    version: "https://jsonfeed.org/version/1.1",
    title: "Example",
    home_page_url: "https://n.example/",
    language: "en-US",
    hubs: [{ type: "WebSub", url: "https://hub.example/" }],
  };

  test("items of 1.0 and 1.1", async () => {
    const document = await read(
      JSON.stringify({
        ...feed,
        items: [
          {
            id: 1,
            url: "/1",
            title: "One",
            content_text: "2 < 3",
            date_published: "2024-03-05T10:00:00+01:00",
            tags: ["a", "a", 3],
          },
          {
            id: "2",
            external_url: "https://o.example/",
            content_html: "<p>Hi</p>",
            author: { name: "Jane" },
            attachments: [{ url: "https://n.example/a.mp3", mime_type: "audio/mpeg", size_in_bytes: 5 }],
          },
          "nonsense",
        ],
      }),
    );
    expect(document.feed).toMatchObject({
      kind: "json",
      title: "Example",
      language: "en-us",
      hub: "https://hub.example/",
    });
    expect(document.entries).toMatchObject([
      {
        id: "1",
        url: "https://news.example/1",
        content: "2 &lt; 3",
        publishedAt: Date.UTC(2024, 2, 5, 9),
        categories: ["a"],
      },
      {
        id: "2",
        url: "https://o.example/",
        content: "<p>Hi</p>",
        author: "Jane",
        enclosures: [{ length: 5 }],
      },
    ]);
    expect(document.problems).toEqual(["an item that is no object was passed over"]);
  });

  test("a fault in one item, or a document cut off, costs no other item", async () => {
    const one = '{"id":"1","title":"It&#8217;s [one], {really}"}';
    const head =
      '{"version":"https://jsonfeed.org/version/1","title":"T","home_page_url":"https://n.example/",';
    for (const [items, ids] of [
      [`${one},{"id":"2","content_text":"cut`, ["1"]],
      [`${one},{"id":"2","title":"two\nlines"},]}`, ["1", "2"]],
      [`{"id":"0",title:"x"},${one},{"id":"3","tags":["a",]}]}`, ["1", "3"]],
    ] as const) {
      const { feed, entries, problems } = await read(`${head}"items": [${items}`);
      expect(feed).toMatchObject({ title: "T", link: "https://n.example/", kind: "json" });
      expect(entries.map((e) => e.id)).toEqual(ids);
      expect(entries.find((e) => e.id === "1")?.title).toBe("It’s [one], {really}");
      expect(problems[0]).toMatch(/^the document is faulty JSON: \d items could be read, \d could not$/);
    }
  });

  test("JSON that is no feed is refused in words", async () => {
    await expect(read('{"error":"not found"}')).rejects.toThrow(/JSON but no JSON Feed/);
    await expect(read('{"items":[')).rejects.toThrow(/looks like JSON and is not/);
  });
});

describe("sitemaps", () => {
  test("a news sitemap", async () => {
    const { feed, entries, problems } =
      await read(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
      xmlns:n="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
      <url><loc>https://n.example/1</loc><lastmod>2024-03-05</lastmod><n:news><n:publication><n:name>N</n:name>
      <n:language>fr</n:language></n:publication><n:publication_date>2024-03-05T10:00:00Z</n:publication_date>
      <n:title>Un &amp; deux</n:title><n:keywords>a, b</n:keywords></n:news>
      <image:image><image:loc>https://n.example/1.jpg</image:loc></image:image></url>
      <url><loc>https://n.example/about</loc></url></urlset>`);
    expect(feed.kind).toBe("sitemap");
    expect(entries).toMatchObject([
      {
        id: "https://n.example/1",
        url: "https://n.example/1",
        title: "Un & deux",
        language: "fr",
        categories: ["a", "b"],
        image: "https://n.example/1.jpg",
        publishedAt: Date.UTC(2024, 2, 5, 10),
        updatedAt: Date.UTC(2024, 2, 5),
      },
    ]);
    expect(problems[0]).toMatch(/URL without news/);
  });

  test("one that is a gzip file, but not one that grows without end", async () => {
    const xml = `<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://n.example/1</loc>
      <n:news><n:title>One</n:title></n:news></url></urlset>`;
    const packed = gzipSync(xml);
    expect((await read(packed)).entries).toMatchObject([{ title: "One" }]);
    await expect(read(packed.subarray(0, 40))).rejects.toThrow(/gzip file that cannot be unpacked/);
    await expect(read(gzipSync(Buffer.alloc(33 << 20)))).rejects.toThrow(/cannot be unpacked/);
  });

  test("an index names its sitemaps", async () => {
    const document = await read(`<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
      <sitemap><loc>https://n.example/news.xml</loc></sitemap><sitemap><loc>/b.xml</loc></sitemap></sitemapindex>`);
    expect(document).toMatchObject({
      entries: [],
      sitemaps: ["https://n.example/news.xml", "https://news.example/b.xml"],
    });
    expect(document.problems[0]).toMatch(/index of sitemaps/);
  });
});

describe("what is no feed is refused in words", () => {
  test.each([
    ["", /empty/],
    ["\uFEFF  \n", /empty/],
    ["<!DOCTYPE html><html><body>Hi</body></html>", /web page, not a feed/],
    ["<opml><body/></opml>", /begins with <opml>/],
    ["plain words", /no elements at all/],
  ])("%j", async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
    await expect(read(text)).rejects.toBeInstanceOf(FeedError);
  });
});

test("a language that nobody says is found from the text", async () => {
  const { entries } = await read(
    rss(`<item><title>Le président a annoncé une nouvelle réforme des retraites mardi</title></item>
      <item><title>Die Bundesregierung hat am Dienstag ein neues Gesetz beschlossen</title></item>
      <item><title>Нові переговори про мир відбудуться наступного тижня в Женеві</title></item>`),
    { language: "" },
  );
  expect(entries.map((e) => e.language)).toEqual(["fr", "de", "uk"]);
});

test("an entry's image and status of the wire are kept", async () => {
  const entry = onlyEntry(
    await read(
      rss(`<item xmlns:w="urn:wire"><title>Kill</title><w:urgency>1</w:urgency><w:pubStatus qcode="stat:canceled"/>
      <media:group><media:content url="https://n.example/1.jpg" medium="image"/></media:group></item>`),
    ),
  );
  expect(entry).toMatchObject({ urgency: "1", status: "canceled", image: "https://n.example/1.jpg" });
});

test("a language is the entry's own, else the configuration's, else the feed's, unless its letters say otherwise", async () => {
  const document = rss(`<language>en-us</language>
    <item><title>Нові переговори про мир відбудуться наступного тижня в Женеві</title></item>
    <item><title>Short name</title><dc:language>fr</dc:language></item><item><title>Short name</title></item>`);
  const said = await read(document, { language: "" });
  expect(said.entries.map((entry) => entry.language)).toEqual(["uk", "fr", "en-us"]);
  expect(said.problems).toEqual([expect.stringMatching(/"en-us", which is not its script/)]);
  const configured = await read(document, { language: "de" });
  expect(configured.entries.map((entry) => entry.language)).toEqual(["uk", "fr", "de"]);
});
