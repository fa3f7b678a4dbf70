import { createHash } from "node:crypto";
import type { FeedHead, FeedKind, ParsedEntry } from "../../model/feed.ts";
import type { Instant } from "../../model/time.ts";
import { htmlToText } from "../html.ts";
import { creditedAgency } from "./agency.ts";
import type { CanonicalEntry, CanonicalHead } from "./canonical.ts";
import { readDate } from "./dates.ts";
import { languageTag } from "./language.ts";

/** A document's entry of the model from its canonical form; its language still unsaid if nobody said it. */
export function toEntry(from: CanonicalEntry, language: string, now: Instant): ParsedEntry {
  const publishedAt = readDate(from.published, language, now);
  const updatedAt = readDate(from.updated, language, now);
  const agency = creditedAgency([from.summary, edges(from.content)], from.author, from.credits);
  return {
    ...identity(from),
    url: from.link,
    title: from.title,
    summary: from.summary,
    content: from.content,
    author: from.author,
    ...(publishedAt === undefined ? {} : { publishedAt }),
    ...(updatedAt === undefined ? {} : { updatedAt }),
    language,
    categories: from.categories,
    ...(from.image === "" ? {} : { image: from.image }),
    enclosures: from.enclosures,
    ...(agency === undefined ? {} : { agency }),
    ...(from.status === "" ? {} : { status: from.status }),
    ...(from.urgency === "" ? {} : { urgency: from.urgency }),
  };
}

/** The publisher's id, else the URL, else a hash of the text. */
function identity({
  guid,
  link,
  title,
  summary,
  content,
}: CanonicalEntry): Pick<ParsedEntry, "id" | "idKind"> {
  if (guid !== "") return { id: guid, idKind: "guid" };
  if (link !== "") return { id: link, idKind: "url" };
  const hash = createHash("sha256").update(JSON.stringify([title, summary, content]));
  return { id: hash.digest("hex"), idKind: "hash" };
}

/** The text's beginning and end, where agencies are credited. */
function edges(content: string): string {
  if (content.length <= 4_000) return htmlToText(content);
  return `${htmlToText(content.slice(0, 2_000))}\n${htmlToText(content.slice(-1_000))}`;
}

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** A document's head of the model from its canonical form. */
export function toHead(from: CanonicalHead, kind: FeedKind): FeedHead {
  const ttl = /^\s*\d{1,7}\s*$/.test(from.ttl) ? Number(from.ttl) : 0;
  const hours = from.skipHours.filter((hour) => /^\d{1,2}$/.test(hour)).map((hour) => Number(hour) % 24);
  const days = DAYS.filter((day) => from.skipDays.some((said) => said.toLowerCase() === day.toLowerCase()));
  return {
    title: from.title,
    link: from.link,
    language: languageTag(from.language),
    kind,
    ...(ttl > 0 ? { ttl } : {}),
    ...(hours.length > 0 ? { skipHours: [...new Set(hours)].filter((hour) => hour < 24) } : {}),
    ...(days.length > 0 ? { skipDays: days } : {}),
    ...(from.hub === "" ? {} : { hub: from.hub }),
    ...(from.self === "" ? {} : { self: from.self }),
  };
}
