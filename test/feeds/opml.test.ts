import fc from "fast-check";
import iconv from "iconv-lite";
import { expect, test } from "vitest";
import { parseOpml, writeOpml } from "../../src/feeds/opml.ts";

test("folders are groups, however deep", () => {
  const { feeds, problems } = parseOpml(`<?xml version="1.0"?><opml version="1.0"><head/><body>
    <outline text="World"><outline text="Europe">
      <outline type="rss" text="A &amp; B" xmlUrl="https://a.example/rss?x=1&amp;y=2" language="EN-gb"/>
    </outline><outline title="C" text="c" xmlUrl="https://c.example/"/></outline>
    <outline text="D" xmlUrl="feed://d.example/rss"/>
    <outline text="E" xmlUrl="https://e.example/rss" category="/Tech/Web,/x"/>
    <outline text="F" type="rss" url="https://f.example/rss"/>
  </body></opml>`);
  expect(problems).toEqual([]);
  expect(feeds).toEqual([
    { url: "https://a.example/rss?x=1&y=2", title: "A & B", group: "World / Europe", language: "en-gb" },
    { url: "https://c.example/", title: "C", group: "World" },
    { url: "http://d.example/rss", title: "D", group: "" },
    { url: "https://e.example/rss", title: "E", group: "Tech / Web" },
    { url: "https://f.example/rss", title: "F", group: "" },
  ]);
});

test("duplicates and addresses that are none are told apart, and cost no other feed", () => {
  const { feeds, duplicates, problems } = parseOpml(`<opml><body>
    <outline text="One" xmlUrl="http://www.a.example/rss/"/>
    <outline text="G"><outline text="Two" xmlUrl="https://a.example/rss"/></outline>
    <outline text="Bad" xmlUrl="javascript:alert(1)"/>
    <outline text="Worse" xmlUrl="rss.xml"/>
    <outline text="Other" xmlUrl="https://a.example/rss?cat=2"/></body></opml>`);
  expect(feeds.map(({ title }) => title)).toEqual(["One", "Other"]);
  expect(duplicates).toEqual([{ url: "https://a.example/rss", title: "Two", group: "G" }]);
  expect(problems).toEqual([
    '"Two" (https://a.example/rss) stands twice, there in "", here in "G"; the first was taken',
    '"Bad": "javascript:alert(1)" is no http or https address',
    '"Worse": "rss.xml" is no http or https address',
  ]);
});

test.each([
  ["", /not an OPML file/],
  ["<html><body>Sign in</body></html>", /not an OPML file/],
  ["<opml><body><outline text='empty'/></body></opml>", /names no feed/],
])("%j is answered in words", (text, words) => {
  expect(parseOpml(text).problems.join()).toMatch(words);
});

test("hostile files end soon, with what could be read", () => {
  const laughs = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]><opml><body>
    <outline text="&b;" xmlUrl="https://a.example/"/></body></opml>`;
  expect(parseOpml(laughs).feeds).toEqual([{ url: "https://a.example/", title: "&b;", group: "" }]);
  const deep = `<opml><body><outline text="in" xmlUrl="https://a.example/"/>${'<outline text="x">'.repeat(1_000_000)}`;
  expect(parseOpml(deep).feeds).toHaveLength(1);
  expect(parseOpml(deep).problems).toEqual(["outlines lie more than 1000 deep; the rest was not read"]);
  const unclosed =
    '<opml><body><outline text="a & b" xmlUrl="https://a.example/?a=1&b=2"><outline xmlUrl=https://b.example/>';
  expect(parseOpml(unclosed).feeds.map(({ url }) => url)).toContain("https://a.example/?a=1&b=2");
  const proto =
    '<opml><body><outline __proto__="x" constructor="y" text="p" xmlUrl="https://p.example/"/></body></opml>';
  expect(parseOpml(proto).feeds).toHaveLength(1);
  expect(parseOpml(`<outline text="${"<".repeat(1_000_000)}`).feeds).toEqual([]);
});

test.each(["utf-16le", "windows-1251", "utf-8"])("a file in %s is read as what it is", (encoding) => {
  const mark = encoding === "utf-16le" ? "\uFEFF" : "";
  const text = `${mark}<?xml version="1.0" encoding="${encoding === "utf-16le" ? "utf-16" : encoding}"?><opml><body>
    <outline text="Новости" xmlUrl="https://a.example/rss"/></body></opml>`;
  expect(parseOpml(iconv.encode(text, encoding)).feeds[0]?.title).toBe("Новости");
});

test("a password in an address is left out, and said", () => {
  const opml = parseOpml(
    '<opml><body><outline text="P" xmlUrl="https://me:pw@a.example/rss"/></body></opml>',
  );
  expect(opml.feeds).toEqual([{ url: "https://a.example/rss", title: "P", group: "" }]);
  expect(opml.problems).toEqual([expect.stringMatching(/^"P" \(https:\/\/a\.example\/rss\): the password/)]);
});

test("what is written is read back, without passwords", () => {
  const name = fc.string({ maxLength: 20 }).map((text) => text.replace(/[\p{Cc}\p{Cs}\s/]+/gu, " ").trim());
  const group = fc
    .array(
      name.filter((text) => text !== ""),
      { maxLength: 3 },
    )
    .map((parts) => parts.join(" / "));
  fc.assert(
    fc.property(fc.array(fc.record({ title: name, group }), { maxLength: 8 }), (parts) => {
      const feeds = parts.map((part, index) => ({
        ...part,
        title: part.title === "" ? "untitled" : part.title,
        url: `https://h${index}.example/rss?a=1&b=%3C`,
      }));
      const back = parseOpml(writeOpml(feeds)).feeds;
      expect(back.toSorted((a, b) => (a.url < b.url ? -1 : 1))).toEqual(feeds);
    }),
  );
  expect(writeOpml([{ url: "https://u:secret@a.example/", title: "a", group: "" }])).not.toContain("secret");
});
