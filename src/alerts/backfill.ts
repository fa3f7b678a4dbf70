import type { DeskView } from "../desk/desk.ts";
import type { DigestSection, Message } from "../model/message.ts";
import type { Changes, KeptEntry, Snapshot } from "../store/store.ts";
import { deliveryKey } from "./key.ts";
import { noticeMessage } from "./message.ts";
import { routes } from "./routes.ts";
import type { Telling } from "./telling.ts";

const DAY = 24 * 3_600_000;
/** How long a backfill digest waits for the other feeds that a desk is polling for the first time, in milliseconds. */
const SETTLE = 5_000;
/** The most a digest shows of one watch list. */
const SHOWN = 10;

/**
 * What a feed seen for the first time holds of the last 24 hours goes into one plain message a channel; feeds that
 * come within seconds of each other share it.
 */
export function backfillDigests(
  entries: readonly KeptEntry[],
  telling: Telling,
  snapshot: Snapshot,
  view: DeskView,
  changes: Changes,
): void {
  const byChannel = new Map<string, Map<string, DigestSection>>();
  for (const entry of entries) {
    if (entry.publishedAt !== undefined && entry.publishedAt < view.now - DAY) continue;
    const found = changes.matches.filter((m) => m.entry === entry.id).map((m) => m.match);
    for (const [channel, lists] of routes(found, view)) {
      const told = telling.tellElsewhere(entry, channel.name, lists);
      if (told === undefined) continue;
      const sections = byChannel.get(channel.name) ?? new Map<string, DigestSection>();
      byChannel.set(channel.name, sections);
      // A story that two lists matched is told once, under the first.
      const title = view.desk.watchLists.get(lists[0] ?? "")?.title ?? "";
      const section = sections.get(title) ?? { title, items: [], more: 0 };
      sections.set(title, section);
      add(section, told);
    }
  }
  for (const [channel, sections] of byChannel) owe(channel, sections, snapshot, view, changes);
}

function add(section: DigestSection, told: Message): void {
  if (section.items.length >= SHOWN) {
    section.more++;
    return;
  }
  section.items.push({
    headline: told.headline,
    url: told.url,
    outlet: told.outlet,
    sources: told.sources.length,
    ...(told.at === undefined ? {} : { at: told.at }),
    ...(told.story === undefined ? {} : { story: told.story }),
  });
}

function owe(
  channel: string,
  sections: ReadonlyMap<string, DigestSection>,
  snapshot: Snapshot,
  view: DeskView,
  changes: Changes,
): void {
  const dueAt = view.now + SETTLE;
  const waiting = snapshot.waitingDigests.get(channel);
  if (waiting !== undefined && waiting.dueAt > view.now) {
    changes.amended.push({ delivery: waiting.id, message: merged(waiting.message, sections), dueAt });
    return;
  }
  const empty: Message = {
    ...noticeMessage("The last 24 hours in feeds new to this desk", ""),
    kind: "digest",
  };
  changes.deliveries.push({
    key: deliveryKey(view.deskId, `backfill:${channel}:${view.now}`, "digest", 0),
    kind: "digest",
    channel,
    message: merged(empty, sections),
    dueAt,
  });
}

function merged(message: Message, added: ReadonlyMap<string, DigestSection>): Message {
  const sections = message.sections.map((s) => ({ ...s, items: [...s.items] }));
  for (const [title, more] of added) {
    const section = sections.find((s) => s.title === title);
    if (section === undefined) {
      sections.push({ ...more });
      continue;
    }
    const room = Math.max(0, SHOWN - section.items.length);
    section.items.push(...more.items.slice(0, room));
    section.more += more.more + Math.max(0, more.items.length - room);
  }
  return { ...message, sections };
}
