import iconv from "iconv-lite";
import { afterAll, expect, test } from "vitest";
import { readArticle } from "../../src/feeds/article.ts";
import { createReader } from "../../src/feeds/reader.ts";

const SOURCE = { url: "https://n.example/1" };
const SENTENCE =
  "<p>The president said on Tuesday that talks about a ceasefire would resume next week in Geneva, officials said.</p>";

function page(body: string, head = ""): Buffer {
  return Buffer.from(`<!DOCTYPE html><html lang="en-GB"><head><title>Talks resume</title>${head}</head><body>
    <nav><a href="/">Home</a> <a href="/world">World</a></nav>
    <article><h1>Talks resume</h1>${body}</article>
    <footer>© Example News. All rights reserved.</footer><script>var x = "no";</script></body></html>`);
}

test("an article's text, without what stands around it", () => {
  const read = readArticle(page(SENTENCE.repeat(20)), SOURCE);
  expect(read).toMatchObject({ kind: "article", title: "Talks resume", language: "en-gb" });
  const text = read.kind === "article" ? read.text : "";
  expect(text.split("\n")).toHaveLength(20);
  expect(text).not.toMatch(/Home|rights reserved|var x|</);
});

test.each(["windows-1251", "shift_jis", "gb18030"])(
  "a page says its encoding within itself: %s",
  (encoding) => {
    const text =
      { "windows-1251": "переговоры", shift_jis: "和平交渉を", gb18030: "和平谈判" }[encoding] ?? "";
    const html = page(`<p>${text.repeat(100)}</p>`, `<meta charset="${encoding}">`).toString();
    const read = readArticle(iconv.encode(html.replace("©", ""), encoding), SOURCE);
    expect(read).toMatchObject({ kind: "article", text: text.repeat(100) });
  },
);

test.each([
  ["a notice", page(`${SENTENCE.repeat(2)}<p>Subscribe to continue reading</p>`)],
  ["a German notice", page(`${SENTENCE.repeat(2)}<p>Jetzt weiterlesen mit Beispiel+</p>`)],
  [
    "what it says to search engines",
    page(SENTENCE.repeat(3), '<script type="application/ld+json">{"isAccessibleForFree": false}</script>'),
  ],
])("a paywall is recognised by %s", (_what, bytes) => {
  expect(readArticle(bytes, SOURCE)).toMatchObject({
    kind: "paywall",
    reason: expect.stringMatching(/cookie/),
  });
});

test("a whole article behind a sign of a paywall is read, and the sign said", () => {
  const locked = '<meta property="article:content_tier" content="metered">';
  const read = readArticle(page(SENTENCE.repeat(40), locked), SOURCE);
  expect(read).toMatchObject({ kind: "article", reason: expect.stringMatching(/not free/) });
});

test("a challenge is recognised", () => {
  const challenge = Buffer.from(
    "<html><head><title>Just a moment...</title></head><body>Enable JavaScript and cookies to continue</body></html>",
  );
  expect(readArticle(challenge, SOURCE)).toMatchObject({
    kind: "challenge",
    reason: expect.stringMatching(/Cloudflare/),
  });
});

test.each([
  ["nothing", ""],
  ["no article", "<html><body><p>Hello</p></body></html>"],
  ["junk", "\0<<<>>>&&&"],
  ["elements 40,000 deep", "<div>".repeat(40_000)],
  ["100,000 elements", "<b>x</b>".repeat(100_000)],
])("%s is unreadable, in words", (_what, html) => {
  expect(readArticle(Buffer.from(html), SOURCE)).toMatchObject({
    kind: "unreadable",
    reason: expect.stringMatching(/\w/),
  });
});

const reader = createReader({ workers: 1 });
afterAll(() => reader.close());

test("the reader reads pages too", async () => {
  await expect(reader.article(page(SENTENCE.repeat(20)), SOURCE)).resolves.toMatchObject({ kind: "article" });
});
