import { afterAll, expect, test } from "vitest";
import { FeedError } from "../../../src/feeds/read/fault.ts";
import { createReader } from "../../../src/feeds/reader.ts";
import { rss } from "./feeds.ts";

// The reader's own limits are what is tested: the time that a worker gets is longer than it has in service, because
// machines that run tests are busy.
const reader = createReader({ workers: 1, timeoutMs: 60_000 });
afterAll(() => reader.close());

const item = (inside: string, title = "ok") =>
  `<item><title>${title}</title><link>https://n.example/1</link>${inside}</item>`;
const description = (text: string) => rss(item(`<description>${text}</description>`));
const many = (count: number, make: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => make(at)).join("");

const LAUGHS = `<!DOCTYPE x [<!ENTITY l0 "lol">${many(9, (at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`)}]>`;

const ATTACKS: Record<string, string> = {
  "billion laughs": LAUGHS + description("&l9;").slice(21),
  "quadratic entities": `<!DOCTYPE x [<!ENTITY a "${"a".repeat(4_000)}">]>${description("&a;".repeat(100_000)).slice(21)}`,
  "elements 100,000 deep in a text": description("<a>".repeat(100_000)),
  "elements 100,000 deep in an entry": rss(item("<x>".repeat(100_000))),
  "roots 100,000 deep": "<rss>".repeat(100_000) + rss(item("")),
  "an attribute of 10 MB": rss(item(`<enclosure url="http://n.example/${"a".repeat(10 << 20)}"/>`)),
  "200,000 attributes": rss(`<item ${many(200_000, (at) => `a${at}="1" `)}><title>ok</title></item>`),
  "200,000 namespaces": rss(item(many(50_000, (at) => `<a${at}:x xmlns:a${at}="u${at}">`))),
  "a million items": rss(item("").repeat(1_000_000)),
  "300 KB of a<p in CDATA": description(`<![CDATA[${"a<p".repeat(100_000)}]]>`),
  "300 KB of a<p, escaped": description("a&lt;p".repeat(100_000)),
  "300 KB of a<p, as it stands": description("a<p".repeat(100_000)),
  "300 KB of <!--": description("<!--".repeat(75_000)),
  "300 KB of <!-- in CDATA": description(`<![CDATA[${"<!--".repeat(75_000)}]]>`),
  "1 MB of <": description("<".repeat(1 << 20)),
  "1 MB of < in CDATA": description(`<![CDATA[${"<".repeat(1 << 20)}]]>`),
  "1 MB of &": description("&".repeat(1 << 20)),
  "CDATA sections that never close": `${rss(many(20_000, () => item("", "<![CDATA[ok")))}]]>`,
  "quotation marks that never close": rss(
    many(20_000, (at) => item(`<enclosure url="http://n.example/${at}>`)),
  ),
  "a million stray end tags": rss("</item>".repeat(1_000_000) + item("")),
  "300,000 categories": rss(item(many(300_000, (at) => `<category>${at}</category>`))),
  "5 MB of spaces": description(`${" ".repeat(5 << 20)}a`),
  "an author of a@": rss(item(`<author>${"a@".repeat(500_000)}</author>`)),
  datelines: rss(item(`<description>${"A".repeat(200)} ${"(".repeat(3_000)}</description>`).repeat(3_000)),
  __proto__: rss(item('<__proto__ __proto__="x"><constructor>1</constructor></__proto__><toString/>')),
};

test.each(Object.entries(ATTACKS))("%s: the entry is read", async (_name, document) => {
  const { entries } = await reader.read(Buffer.from(document), { url: "https://n.example/rss" });
  expect(entries.length).toBeGreaterThan(0);
  expect(entries.length).toBeLessThanOrEqual(5_000);
  expect(entries[0]).toMatchObject({ url: expect.stringMatching(/^(?:https:\/\/n\.example\/1)?$/) });
  expect(entries[0]?.title.startsWith("ok")).toBe(true);
});

test.each([
  ["1 MB of < alone", "<".repeat(1 << 20)],
  ["300 KB of <!-- alone", "<!--".repeat(75_000)],
  ["a tag of 10 MB", `<${"a".repeat(10 << 20)}>`],
  ["1 MB of zeros", "\0".repeat(1 << 20)],
  ["JSON 500,000 deep", `{"items":${"[".repeat(500_000)}`],
])("%s: refused in words", async (_name, document) => {
  await expect(reader.read(Buffer.from(document), { url: "x" })).rejects.toBeInstanceOf(FeedError);
});

test("what is passed over is said", async () => {
  const { problems } = await reader.read(Buffer.from(ATTACKS["a million items"] ?? ""), { url: "x" });
  expect(problems.join("\n")).toMatch(/entries beyond the first 5000 were passed over/);
});
