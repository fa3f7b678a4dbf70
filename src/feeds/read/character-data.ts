import { decodeHTMLStrict } from "entities";

const REFERENCE = /&(?:#\d{1,8}|#[xX][\da-fA-F]{1,7}|[A-Za-z][A-Za-z\d]{1,31});/g;

/** The references that nearly all are. */
const COMMON: ReadonlyMap<string, string> = new Map([
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&amp;", "&"],
  ["&quot;", '"'],
  ["&apos;", "'"],
  ["&#39;", "'"],
  ["&nbsp;", "\u00A0"],
  ["&#160;", "\u00A0"],
  // As the DTDs of RSS 0.91 and XHTML 1.0 have them; HTML 5 means others by these names.
  ["&lang;", "\u2329"],
  ["&rang;", "\u232A"],
]);

/**
 * Character data decoded once: XML's and HTML's named entities and numeric ones, each closed by its semicolon; a bare
 * `&` and an unknown name stay as they are. Some ten times as fast as decoding by table alone.
 */
export function decodeEntities(raw: string): string {
  if (!raw.includes("&")) return raw;
  return raw.replace(REFERENCE, (reference) => COMMON.get(reference) ?? decodeHTMLStrict(reference));
}
