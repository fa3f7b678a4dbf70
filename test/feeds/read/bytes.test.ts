import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { decodeBytes } from "../../../src/feeds/read/bytes.ts";
import { Problems } from "../../../src/feeds/read/limits.ts";
import { read } from "./feeds.ts";

const decode = (bytes: Uint8Array, contentType = "") => decodeBytes(bytes, contentType, new Problems());
const feed = (title: string, encoding?: string) =>
  `<?xml version="1.0"${encoding === undefined ? "" : ` encoding="${encoding}"`}?><rss><channel><title>${title}</title></channel></rss>`;

const RUSSIAN = "Президент России обсудил переговоры о мире с канцлером Германии во вторник";
const JAPANESE = "日本の首相は火曜日にドイツの首相と平和交渉について話し合った。";
const KOREAN = "대통령은 화요일 독일 총리와 평화 협상을 논의했다고 밝혔다";
const CHINESE = "中国国家主席星期二与德国总理讨论了和平谈判问题";
const FRENCH = "Le président a été reçu à Genève où il a déjà rencontré l’Allemagne";

describe("by the declaration", () => {
  test.each([
    ["windows-1251", RUSSIAN],
    ["koi8-r", RUSSIAN],
    ["Shift_JIS", JAPANESE],
    ["EUC-JP", JAPANESE],
    ["EUC-KR", KOREAN],
    ["GB2312", CHINESE],
    ["Big5", "台灣總統星期二在台北"],
    ["iso-8859-1", "Ger\u00e4t caf\u00e9"],
    ["iso-8859-2", "Žluťoučký kůň"],
    ["windows-1252", FRENCH],
  ])("%s", async (encoding, text) => {
    const bytes = iconv.encode(feed(text, encoding), encoding);
    expect((await read(bytes)).feed.title).toBe(text);
    // The HTTP header goes before the declaration.
    const mislabelled = iconv.encode(feed(text, "utf-8"), encoding);
    expect(decode(mislabelled, `text/xml; charset="${encoding}"`)).toContain(text);
  });
});

test("what only the platform knows: ISO-2022-JP, said or not, and Macintosh Cyrillic", async () => {
  // 日本 in JIS X 0208, between the escape sequences of RFC 1468.
  const japanese = "\u001b$BF|K\\\u001b(B";
  expect((await read(Buffer.from(feed(japanese, "iso-2022-jp"), "latin1"))).feed.title).toBe("日本");
  expect((await read(Buffer.from(feed(japanese), "latin1"))).feed.title).toBe("日本");
  const mac = Buffer.from(feed("\u008f\u0090", "x-mac-cyrillic"), "latin1");
  expect((await read(mac)).feed.title).toBe("ПР");
});

describe("by what the bytes are", () => {
  test.each(["utf-16le", "utf-16be", "utf-32le", "utf-32be"])(
    "%s with a mark and without",
    async (encoding) => {
      for (const addBOM of [true, false]) {
        const bytes = iconv.encode(feed(RUSSIAN, encoding.slice(0, 6)), encoding, { addBOM });
        expect((await read(bytes, { contentType: "text/xml; charset=iso-8859-1" })).feed.title).toBe(RUSSIAN);
      }
    },
  );

  test("UTF-8 with a mark, whatever the label says", () => {
    expect(decode(Buffer.from(`\uFEFF${feed(FRENCH, "iso-8859-1")}`))).toBe(feed(FRENCH, "iso-8859-1"));
  });

  test("valid UTF-8 behind a label of one byte a character", () => {
    expect(decode(Buffer.from(feed(FRENCH)), "text/xml; charset=iso-8859-1")).toContain(FRENCH);
  });

  test.each([
    ["windows-1251", RUSSIAN],
    ["koi8-r", RUSSIAN],
    ["Shift_JIS", JAPANESE],
    ["EUC-KR", KOREAN],
    ["GB2312", CHINESE],
  ])("%s that nobody names", (encoding, text) => {
    const document = feed(Array.from({ length: 5 }, () => text).join(" "));
    expect(decode(iconv.encode(document, encoding))).toContain(text);
  });

  test("a label that nobody knows, and one that cannot be", () => {
    expect(decode(Buffer.from(feed(FRENCH, "x-nonsense")))).toContain(FRENCH);
    expect(decode(Buffer.from(feed("plain", "utf-16")))).toContain("plain");
    expect(decode(iconv.encode(feed(FRENCH), "windows-1252"), "text/xml; charset=nonsense")).toContain(
      FRENCH,
    );
  });
});

test("stray bytes in UTF-8 are read as windows-1252, and said", () => {
  const problems = new Problems();
  const bytes = Buffer.concat([
    Buffer.from(`${FRENCH} `),
    Buffer.from([0x93]),
    Buffer.from("mot"),
    Buffer.from([0x94]),
  ]);
  expect(decodeBytes(bytes, "", problems)).toBe(`${FRENCH} “mot”`);
  expect(problems.list()).toEqual([expect.stringMatching(/windows-1252/)]);
});

test("UTF-8 cut inside a character keeps the rest", () => {
  const bytes = Buffer.from(RUSSIAN);
  expect(decode(bytes.subarray(0, bytes.length - 1)).slice(0, -1)).toBe(RUSSIAN.slice(0, -1));
});
