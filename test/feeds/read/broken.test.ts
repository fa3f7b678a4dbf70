import { describe, expect, test } from "vitest";
import { read, rss, rssEntry } from "./feeds.ts";

const THREE = (second: string) =>
  rss(
    `<item><title>One</title><link>https://n.example/1</link></item>${second}<item><title>Three</title><link>https://n.example/3</link></item>`,
  );

describe("one bad entry never costs the feed", () => {
  test.each([
    ["an unclosed title", "<item><title>Two<link>https://n.example/2</link></item>"],
    ["an unclosed item", "<item><title>Two</title><link>https://n.example/2</link>"],
    ["an unclosed CDATA section", "<item><title><![CDATA[Two</title><link>https://n.example/2</link></item>"],
    [
      "an unclosed quotation mark",
      '<item><guid isPermaLink="false>2</guid><title>Two</title><link>https://n.example/2</link></item>',
    ],
    [
      "a stray end tag",
      "<item></channel></description><title>Two</title></b><link>https://n.example/2</link></item>",
    ],
    [
      "unescaped HTML",
      "<item><title>Two</title><link>https://n.example/2</link><description><p>a<br>b<img src=x></description></item>",
    ],
    [
      "a bare ampersand and less-than",
      "<item><title>Two</title><link>https://n.example/2</link><description>AT&T <3 & x < y</description></item>",
    ],
    ["controls", "<item><title>T\u0001w\u0000o</title><link>https://n.example/2</link></item>"],
    [
      "half a character",
      "<item><title>Two</title><link>https://n.example/2</link><description>&#xD83D; &#x110000;</description></item>",
    ],
    [
      "an impossible date",
      "<item><title>Two</title><link>https://n.example/2</link><pubDate>31 Feb 2024 25:99</pubDate></item>",
    ],
  ])("%s", async (_name, second) => {
    // A later CDATA section gives an unclosed one an end to run to.
    const document = THREE(second).replace("<title>Three</title>", "<title><![CDATA[Three]]></title>");
    const { entries } = await read(document);
    expect(entries.map((e) => [e.title, e.url])).toEqual([
      ["One", "https://n.example/1"],
      ["Two", "https://n.example/2"],
      ["Three", "https://n.example/3"],
    ]);
  });

  test("a document that ends in the middle keeps what is whole", async () => {
    const whole = rss(
      "<item><title>One</title></item><item><title>Two</title><description>Some words</description></item>",
    );
    const { entries, problems } = await read(whole.slice(0, whole.indexOf(" words")));
    expect(entries.map((e) => e.title)).toEqual(["One", "Two"]);
    expect(problems).toEqual([expect.stringMatching(/ends in the middle/)]);
    const cutTitle = await read(whole.slice(0, whole.indexOf("wo</title>")));
    expect(cutTitle.entries.map((e) => e.title)).toEqual(["One", ""]);
  });

  test("junk before the declaration and around the root", async () => {
    const { entries } = await read(
      `<br />\n<b>Warning</b>: mysql\n<!-- <rss> -->${rss("<item><title>One</title></item>")}<script>x</script>`,
    );
    expect(entries.map((e) => e.title)).toEqual(["One"]);
  });

  test("a CDATA section that is never closed, within the document or at its end", async () => {
    const item = (title: string, text: string) =>
      `<item><title>${title}</title><description>${text}</description></item>`;
    const whole = rss(`${item("One", "first")}${item("Two", "<![CDATA[second")}${item("Three", "third")}`);
    for (const [document, texts] of [
      [whole, ["first", "second", "third"]],
      [whole.slice(0, whole.indexOf("</description></item><item><title>Three")), ["first", "second"]],
      [rss(item("One", "<![CDATA[first")), ["first"]],
    ] as const) {
      const { entries, problems } = await read(document);
      expect(entries.map((e) => e.summary)).toEqual(texts);
      expect(problems.join()).toMatch(/CDATA section was never closed/);
    }
  });

  test("a comment that is never closed", async () => {
    const { entries, problems } = await read(
      rss("<item><title>One</title></item><!-- oops <item><title>Two</title></item>").slice(0, -1),
    );
    expect(entries.map((e) => e.title)).toEqual(["One", "Two"]);
    expect(problems.join()).toMatch(/comment was never closed/);
  });
});

describe("text", () => {
  test.each([
    ["AT&amp;T", "AT&T"],
    ["AT&amp;amp;T", "AT&T"],
    ["AT&T &unknown; &copy; x", "AT&T &unknown; © x"],
    ["1 &lt; 2 &gt; 0", "1 < 2 > 0"],
    ["&lt;b&gt;Bold&lt;/b&gt; words", "Bold words"],
    ["<![CDATA[The <b>big</b> one]]>", "The big one"],
    ["The <em>big</em> one", "The big one"],
    ["The &lt;blink> tag", "The <blink> tag"],
    ["It&#8217;s &#146;here&#x2019;", "It’s ’here’"],
    ["Two\n   lines", "Two lines"],
    ["&lt;script&gt;alert(1)&lt;/script&gt;Safe", "Safe"],
    ["Part <![CDATA[& <i>parcel</i>]]>", "Part & parcel"],
    ["&lang;x&rang;", "\u2329x\u232A"],
  ])("title %j is %j", async (markup, text) => {
    expect((await rssEntry(`<title>${markup}</title>`)).title).toBe(text);
  });

  test("an entity of the document type stands for its text, with those declared before it", async () => {
    const { entries } = await read(
      `<!DOCTYPE rss [<!ENTITY n "N&amp;ws"><!ENTITY nn "&n;&n;">]>${rss("<item><title>&n; &nn;</title></item>").slice(21)}`,
    );
    expect(entries[0]?.title).toBe("N&ws N&wsN&ws");
  });

  test("white space and stray base URLs in links", async () => {
    expect((await rssEntry("<link>\n  https://n.example/a b\n</link>")).url).toBe("https://n.example/a%20b");
    expect((await rssEntry("<link>//n.example/1</link>", { url: "file.xml" })).url).toBe(
      "https://n.example/1",
    );
    expect((await rssEntry("<link/>https://n.example/1")).url).toBe("https://n.example/1");
    expect((await rssEntry("<link>/1</link>", { url: "file.xml" })).url).toBe("https://news.example/1");
  });

  test("names of objects' prototypes are names like any other", async () => {
    const entry = await rssEntry(
      '<__proto__ __proto__="x">1</__proto__><constructor/><title __proto__="y">T</title><category>__proto__</category>',
    );
    expect(entry).toMatchObject({ title: "T", categories: ["__proto__"] });
    expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
  });
});
