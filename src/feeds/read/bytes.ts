import { isAscii, isUtf8 } from "node:buffer";
import chardet from "chardet";
import iconv from "iconv-lite";
import type { Problems } from "./limits.ts";

/** Names that publishers write for an encoding that decodes more than they say (WHATWG's table does the same). */
const WIDER: ReadonlyMap<string, string> = new Map([
  ["ascii", "windows-1252"],
  ["us-ascii", "windows-1252"],
  ["iso-8859-1", "windows-1252"],
  ["latin1", "windows-1252"],
  ["iso-8859-9", "windows-1254"],
  ["iso-8859-11", "windows-874"],
  ["gb2312", "gb18030"],
  ["gb_2312-80", "gb18030"],
  ["gbk", "gb18030"],
  ["x-gbk", "gb18030"],
  ["shift_jis", "shift_jis"],
  ["x-sjis", "shift_jis"],
  ["windows-31j", "shift_jis"],
  ["ks_c_5601-1987", "euc-kr"],
  ["x-euc-kr", "euc-kr"],
  ["big5", "big5-hkscs"],
  ["utf8", "utf-8"],
  ["unicode-1-1-utf-8", "utf-8"],
]);

const JIS = "iso-2022-jp";

/**
 * A document's bytes as text: by byte order mark; the zeros that UTF-16 and UTF-32 have between ASCII letters; the
 * HTTP charset; the XML declaration (RFC 7303 section 3: in this order); if that is missing or cannot be, by what
 * the bytes above 127 look like; then windows-1252. Bytes that are valid UTF-8 and not ASCII are UTF-8 whatever a
 * single-byte label says: such text in another encoding hardly ever is valid UTF-8 by accident.
 */
export function decodeBytes(bytes: Uint8Array, contentType: string, problems: Problems): string {
  const text = decode(bytes, contentType, problems);
  // Controls that no one means: windows-1252's quotation marks, carried along by number.
  return /[\u0080-\u009F]/.test(text)
    ? text.replace(/[\u0080-\u009F]/g, (c) => iconv.decode(Buffer.from(c, "latin1"), "windows-1252"))
    : text;
}

function decode(bytes: Uint8Array, contentType: string, problems: Problems): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = wideEncoding(buffer);
  if (wide !== undefined) return trimMark(iconv.decode(buffer, wide));
  // ISO-2022-JP is ASCII but for its escape sequences (RFC 1468).
  if (isAscii(buffer)) return buffer.includes("\u001b$") ? decodeAs(buffer, JIS) : buffer.toString("latin1");
  const declared = httpCharset(contentType) ?? xmlCharset(buffer) ?? pageCharset(buffer);
  if (isUtf8(buffer)) {
    if (declared === undefined || declared === "utf-8" || isSingleByte(declared))
      return trimMark(buffer.toString("utf8"));
  }
  if (buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf) return mendUtf8(buffer, problems);
  if (declared !== undefined && declared !== "utf-8") return decodeAs(buffer, declared);
  if (isUtf8(trimLast(buffer))) return trimMark(buffer.toString("utf8")); // cut inside a character
  if (mostlyUtf8(buffer)) return mendUtf8(buffer, problems);
  const guessed = guess(buffer);
  problems.add(
    declared === undefined
      ? `the document does not say its encoding; read as ${guessed}`
      : `the document says it is UTF-8 and is not; read as ${guessed}`,
  );
  return iconv.decode(buffer, guessed);
}

/** By iconv, or by the platform where that knows more. */
function decodeAs(buffer: Buffer, encoding: string): string {
  if (iconv.encodingExists(encoding)) return iconv.decode(buffer, encoding);
  return new TextDecoder(encoding).decode(buffer);
}

/** Whether the platform decodes it; the WHATWG's table sends what it thinks unsafe to "replacement". */
function platformKnows(encoding: string): boolean {
  try {
    return new TextDecoder(encoding).encoding !== "replacement";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function trimMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function wideEncoding(b: Buffer): string | undefined {
  const [a0 = 1, a1 = 1, a2 = 1, a3 = 1] = b;
  if (a0 === 0 && a1 === 0 && a2 === 0xfe && a3 === 0xff) return "utf-32be";
  if (a0 === 0xff && a1 === 0xfe && a2 === 0 && a3 === 0) return "utf-32le";
  if (a0 === 0xfe && a1 === 0xff) return "utf-16be";
  if (a0 === 0xff && a1 === 0xfe) return "utf-16le";
  // No mark: where the zeros are in the first letters.
  if (a0 === 0 && a1 === 0 && a2 === 0 && a3 !== 0) return "utf-32be";
  if (a0 !== 0 && a1 === 0 && a2 === 0 && a3 === 0) return "utf-32le";
  if (a0 === 0 && a1 !== 0 && a2 === 0 && a3 !== 0) return "utf-16be";
  if (a0 !== 0 && a1 === 0 && a2 !== 0 && a3 === 0) return "utf-16le";
  return undefined;
}

function httpCharset(contentType: string): string | undefined {
  return known(/charset\s*=\s*["']?([\w.:-]+)/i.exec(contentType)?.[1]);
}

function xmlCharset(b: Buffer): string | undefined {
  const head = b.toString("latin1", 0, 1024);
  return known(/<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)/i.exec(head)?.[1]);
}

/** Of a page, which has no declaration but an element for it (HTML, 4.2.5.4: within its first 1,024 bytes). */
function pageCharset(b: Buffer): string | undefined {
  const head = b.toString("latin1", 0, 4_096);
  if (!/<(?:!doctype\s+html|html|head)\b/i.test(head)) return undefined;
  return known(/<meta\s[^<>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(head)?.[1]);
}

/** The encoding to decode with; undefined for a name nobody knows, or one that these bytes cannot be. */
function known(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const lower = name.toLowerCase();
  const wider = WIDER.get(lower) ?? lower;
  // The bytes have been looked at: they have no zeros, so they are not wide.
  if (/^(?:utf-?(?:7|16|32)|ucs|unicode|iso-10646|base64|hex|binary|internal)/.test(wider)) return undefined;
  return iconv.encodingExists(wider) || platformKnows(wider) ? wider : undefined;
}

function isSingleByte(encoding: string): boolean {
  return /^(?:windows-|iso-8859-|koi8|macintosh|x-mac|ibm|cp\d|tis)/.test(encoding);
}

/** Without a character that the end cut in two. */
function trimLast(b: Buffer): Buffer {
  let end = b.length;
  for (let i = 1; i <= 3 && i <= b.length; i++) {
    const byte = b[b.length - i] ?? 0;
    if (byte >= 0xc0) {
      end = b.length - i;
      break;
    }
    if (byte < 0x80) break;
  }
  return b.subarray(0, end);
}

/** Whether most characters above 127 are valid UTF-8: then the others are accidents (a quotation pasted in). */
function mostlyUtf8(b: Buffer): boolean {
  const text = b.toString("utf8", 0, 1 << 20);
  let bad = 0;
  let good = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0xfffd) bad++;
    else if (unit > 0x7f) good++;
  }
  return good > 4 * bad;
}

/** UTF-8 whose invalid bytes are read as windows-1252. */
function mendUtf8(b: Buffer, problems: Problems): string {
  problems.add("bytes that are not UTF-8 were read as windows-1252");
  const parts: string[] = [];
  let from = 0;
  for (let i = 0; i < b.length; ) {
    const byte = b[i] ?? 0;
    const length = byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0;
    if (length === 1 || (length > 0 && isUtf8(b.subarray(i, i + length)))) i += length;
    else {
      parts.push(b.toString("utf8", from, i), iconv.decode(b.subarray(i, i + 1), "windows-1252"));
      from = ++i;
    }
  }
  parts.push(b.toString("utf8", from));
  return trimMark(parts.join(""));
}

/** Encodings of languages that are mostly ASCII letters. */
const LATIN = /^windows-125[0247]$|^iso-8859-(?:1|2|9|15)$/;

/** What the bytes above 127 look like, markup left out so that it does not count as English. */
function guess(b: Buffer): string {
  const text = b
    .toString("latin1", 0, 1 << 17)
    .replace(/<[^<>]{0,2000}>/g, " ")
    .replace(/&#?\w{1,31};/g, " ");
  const high = text.replace(/[^\x80-\xff]+/g, "").length;
  const isLatin = high < 0.3 * text.replace(/[^\x80-\xffA-Za-z]+/g, "").length;
  const sample = isLatin ? text : text.replace(/[\x20-\x7e]{3,}/g, " ");
  for (const { name } of chardet.analyse(Buffer.from(sample, "latin1"))) {
    const encoding = known(name);
    if (encoding === undefined || encoding === "utf-8" || /^iso-2022|^utf/i.test(name)) continue;
    if (LATIN.test(encoding) === isLatin) return encoding;
  }
  return "windows-1252";
}
