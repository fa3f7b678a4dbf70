import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalUrl } from "../../src/feeds/url.ts";

const PAGE = "https://example.com/news/peace-talks";

test.each([
  ["https://example.com/news/peace-talks"],
  ["http://www.example.com/news/peace-talks/"],
  ["HTTPS://EXAMPLE.com:443/news/peace-talks#comments"],
  ["http://example.com:80/news//peace-talks"],
  ["https://m.example.com/news/peace-talks?utm_source=rss&utm_medium=feed"],
  ["https://mobile.example.com/news/peace-talks?fbclid=1&gclid=2&CMP=rss_world&ref=home"],
  ["https://amp.example.com/news/peace-talks"],
  ["https://www.example.com/amp/news/peace-talks"],
  ["https://www.example.com/news/amp/peace-talks"],
  ["https://www.example.com/news/peace-talks/amp/"],
  ["https://www.example.com/news/peace-talks?amp"],
  ["https://www.example.com/news/peace-talks?amp=1&outputType=amp"],
  ["https://www.example.com/news/peace-talks.amp"],
  ["https://www.example.com/news/peace-talks/index.html"],
  ["https://www.example.com/news/peace-talks;jsessionid=AF01?at_medium=RSS&at_campaign=KARANGA&src=rss"],
  ["https://www.example.com/news/%70eace%2Dtalks"],
  ["https://www-example-com.cdn.ampproject.org/c/s/www.example.com/news/peace-talks"],
  ["https://www.google.com/amp/s/www.example.com/news/peace-talks%3famp=1".replace("%3f", "?")],
  ["https://www.google.com/url?q=https%3A%2F%2Fwww.example.com%2Fnews%2Fpeace-talks&sa=U"],
  ["https://news.google.com/news/url?sa=t&url=https://www.example.com/news/peace-talks&ct=ga"],
  ["https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.com%2Fnews%2Fpeace-talks%3Ffbclid%3DIwAR&h=AT"],
  ["https://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fexample.com%2fnews%2fpeace-talks"],
  [
    "https://eur01.safelinks.protection.outlook.com/?url=http%3A%2F%2Fexample.com%2Fnews%2Fpeace-talks&data=x",
  ],
  ["https://urldefense.com/v3/__https://example.com/news/peace-talks__;!!AbC"],
  [
    "https://r.search.yahoo.com/_ylt=A;_ylu=B/RV=2/RE=1/RU=https%3a%2f%2fexample.com%2fnews%2fpeace-talks/RK=2",
  ],
])("%s is the same page", (url) => {
  expect(canonicalUrl(url)).toBe(PAGE);
});

test("a Google News token that holds its URL gives it up", () => {
  const token = Buffer.from(`\x08\x13"#${PAGE}\xd2\x01\x00`, "latin1").toString("base64url");
  expect(canonicalUrl(`https://news.google.com/rss/articles/${token}?oc=5`)).toBe(PAGE);
});

test("what may name the page is kept", () => {
  expect(canonicalUrl("https://e.com/story?id=7&page=2&source=interview")).toBe(
    "https://e.com/story?id=7&page=2&source=interview",
  );
  expect(canonicalUrl("https://e.com/story?b=2&a=1&b=1")).toBe("https://e.com/story?a=1&b=1&b=2");
  expect(canonicalUrl("https://e.com:8443/a")).toBe("https://e.com:8443/a");
  expect(canonicalUrl("https://amp.dev/guides")).toBe("https://amp.dev/guides");
  expect(canonicalUrl("https://e.com/camp/amplifier")).toBe("https://e.com/camp/amplifier");
  expect(canonicalUrl("https://en.m.wikipedia.org/wiki/Peace")).toBe("https://en.wikipedia.org/wiki/Peace");
  expect(canonicalUrl("https://e.com/?q=%CF%E8%F0")).toBe("https://e.com/?q=%CF%E8%F0");
  expect(canonicalUrl("https://e.com/app#!/story/7")).toBe("https://e.com/app#!/story/7");
});

test.each([[""], ["/news"], ["javascript:alert(1)"], ["http://"], ["ftp://e.com/a"], ["mailto:a@e.com"]])(
  "%j has no canonical form",
  (url) => {
    expect(canonicalUrl(url)).toBe("");
  },
);

test("it is idempotent, and order, scheme and tracking never matter", () => {
  const piece = fc.constantFrom(
    ..."www. m. amp. e.com /amp / // index.html ?a=1 &b= &utm_x=1 #x %7e %2F .amp :80 url= https:// google.com/url?q= ; @ é".split(
      " ",
    ),
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 12 }), (pieces) => {
      const once = canonicalUrl(`http://${pieces.join("")}`);
      expect(canonicalUrl(once)).toBe(once);
    }),
    { numRuns: 5000 },
  );
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true }), (url) => {
      const once = canonicalUrl(url);
      expect(canonicalUrl(once)).toBe(once);
      expect(canonicalUrl(url.replace(/^http:/, "https:"))).toBe(
        canonicalUrl(url.replace(/^https:/, "http:")),
      );
    }),
    { numRuns: 1000 },
  );
});

test("a link of host and path alone, which is read at a glance, is what it is beside a fragment that names nothing", () => {
  const label = fc.constantFrom(
    ..."www www2 m mobile amp wap en a-b e news google xn--p1ai cdn ampproject href li co com org example 0x7f 127 1".split(
      " ",
    ),
  );
  const segment = fc.oneof(
    fc.constantFrom(
      ..."amp amp.html a.amp a.amp.html index.html index.php . .. a..b articles CBMiabcdefghijk c s url go ~u %41 Ab_c RU=http".split(
        " ",
      ),
    ),
    fc.stringMatching(/^[\w.~-]{1,6}$/),
  );
  const link = fc
    .tuple(
      fc.constantFrom("http://", "https://"),
      fc.array(label, { minLength: 1, maxLength: 5 }),
      fc.array(segment, { maxLength: 4 }),
      fc.constantFrom("", "/", "//"),
    )
    .map(
      ([scheme, host, path, end]) => `${scheme}${host.join(".")}${path.map((s) => `/${s}`).join("")}${end}`,
    );
  fc.assert(
    fc.property(link, (url) => {
      expect(canonicalUrl(url)).toBe(canonicalUrl(`${url}#x`));
    }),
    { numRuns: 5000 },
  );
});
