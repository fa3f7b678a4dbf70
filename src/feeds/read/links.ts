import type { Enclosure } from "../../model/feed.ts";
import { LIMITS } from "./limits.ts";
import { first, type Node, named, textOf } from "./tree.ts";
import { isWebUrl, webUrl } from "./url.ts";

/** A link as written and the `xml:base` it stands under. */
export interface Link {
  href: string;
  base: string;
}

/** Atom's links of one relation (RFC 4287 section 4.2.7.2: none means alternate), those to web pages first. */
export function linksTo(node: Node, relation: string): Node[] {
  const links = node.children.filter(
    (c) =>
      c.name === "link" &&
      (c.vocabulary === "atom" || c.vocabulary === "") &&
      (c.attributes.href ?? "").trim() !== "" &&
      (c.attributes.rel ?? "alternate").trim().toLowerCase().split("/").at(-1) === relation,
  );
  const isPage = (link: Node) => /html/.test(link.attributes.type ?? "html");
  return [...links.filter(isPage), ...links.filter((link) => !isPage(link))];
}

/** The page that a feed or an entry is about; undefined if it names none. */
export function pageLink(node: Node): Link | undefined {
  const original = textOf(node, "origlink", "feedburner");
  if (isWebUrl(original)) return { href: original, base: "" };
  const plain = node.children.find((c) => c.name === "link" && c.vocabulary === "" && c.text.trim() !== "");
  const alternate = linksTo(node, "alternate")[0];
  if (
    alternate !== undefined &&
    (plain === undefined || alternate.vocabulary === "" || node.vocabulary === "atom")
  ) {
    return { href: alternate.attributes.href ?? "", base: alternate.base };
  }
  if (plain !== undefined) return { href: plain.text.trim(), base: plain.base };
  const atomText = first(node, "link", "atom");
  if (atomText !== undefined && atomText.text.trim() !== "") {
    return { href: atomText.text.trim(), base: atomText.base };
  }
  const about = node.attributes.about ?? node.attributes.href ?? "";
  if (about !== "") return { href: about, base: node.base };
  // An HTML tool closed <link> at once: the URL stands loose beside it.
  const loose = /https?:\/\/[^\s<>"]+/.exec(node.text.slice(0, LIMITS.url))?.[0];
  return loose === undefined ? undefined : { href: loose, base: "" };
}

/** Media that comes with an entry: RSS enclosures, Atom's, Media RSS's; each URL once. */
export function enclosuresOf(node: Node, base: string): Enclosure[] {
  const groups = named(node, "group", "media");
  const candidates = [
    ...named(node, "enclosure", ""),
    ...linksTo(node, "enclosure"),
    ...[node, ...groups].flatMap((n) => named(n, "content", "media")),
  ];
  const found = new Map<string, Enclosure>();
  for (const c of candidates.slice(0, LIMITS.list)) {
    const url = webUrl(c.attributes.url ?? c.attributes.href ?? "", c.base || base);
    if (url === "" || found.has(url)) continue;
    const type = (c.attributes.type ?? (c.attributes.medium === "image" ? "image/*" : ""))
      .trim()
      .slice(0, 128);
    const said = c.attributes.length ?? c.attributes.filesize ?? "";
    const length = /^\d{1,15}$/.test(said.trim()) ? Number(said) : undefined;
    found.set(url, length === undefined || length === 0 ? { url, type } : { url, type, length });
  }
  return [...found.values()];
}

/** A picture for an entry: its thumbnail, else a picture that comes with it. */
export function imageOf(node: Node, enclosures: readonly Enclosure[], base: string): string {
  const media = [
    node,
    ...named(node, "group", "media"),
    ...named(node, "content", "media"),
    ...named(node, "group", "media").flatMap((group) => named(group, "content", "media")),
  ];
  for (const holder of media) {
    for (const thumbnail of named(holder, "thumbnail", "media")) {
      const url = webUrl(thumbnail.attributes.url ?? thumbnail.text, thumbnail.base || base);
      if (url !== "") return url;
    }
  }
  const picture = enclosures.find((e) => e.type.startsWith("image/"))?.url;
  if (picture !== undefined) return picture;
  const itunes = first(node, "image", "itunes") ?? named(node, "image", "itunes")[0];
  const image = named(node, "image", "", "image")[0];
  const said =
    itunes?.attributes.href ??
    (image === undefined ? "" : textOf(image, "url", "") || textOf(image, "loc", "image") || image.text);
  return webUrl(said, itunes?.base || base);
}
