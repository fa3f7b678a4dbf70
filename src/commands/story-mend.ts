import { z } from "zod";
import { createTelling } from "../alerts/telling.ts";
import type { DeskView } from "../desk/desk.ts";
import { personalChannel } from "../desk/personal.ts";
import type { Reply } from "../model/command.ts";
import type { Mute } from "../store/editing.ts";
import { type Changes, type KeptEntry, noChanges, type Snapshot } from "../store/store.ts";
import { actor, type CommandContext, command, text } from "./command.ts";
import { EditError } from "./list-change.ts";
import { ownOf } from "./merged.ts";
import { again, noSuchStory, type StoryAt, storyAt, suggestStories } from "./story-at.ts";

/** Two stories that report one event: the older stays. */
export const storyMerge = command({
  name: "story merge",
  summary: "Make two stories one: the older alert stays, the newer points to it",
  permission: "editor",
  options: z.object({ story: text("A story's number"), other: text("The other's") }),
  positional: ["story", "other"],
  example: "story merge 12 15",
  suggest: { story: suggestStories, other: suggestStories },
  run: (context, { story: one, other }) => again(context.store, () => merge(context, one, other)),
});

export async function merge(context: CommandContext, one: string, other: string): Promise<Reply> {
  const { store, clock } = context;
  const now = clock.now();
  const a = await storyAt(store, one, now);
  const b = await storyAt(store, other, now);
  if (a === undefined) return noSuchStory(one);
  if (b === undefined) return noSuchStory(other);
  const [into, from] = a.story.id < b.story.id ? [a, b] : [b, a];
  if (into.story.id === from.story.id) {
    return {
      kind: "text",
      text: `They are one story, ${into.story.id}, already.`,
      data: { story: into.story.id },
    };
  }
  const basedOn = Math.min(a.basedOn, b.basedOn);
  const snapshot = await store.snapshot([into.story.id, from.story.id], now);
  const changes: Changes = { ...noChanges(now), basedOn };
  const telling = createTelling(snapshot, viewOf(context), changes);
  telling.merge({ from: from.story.id, into: into.story.id });
  telling.finish();
  const before = {
    story: from.story.id,
    headline: from.story.headline,
    entries: from.entries.map((e) => e.id),
    ...(await ownOf(context, from, into)),
  };
  await store.mend(changes, [
    {
      ...actor(context),
      action: "story merge",
      subject: String(into.story.id),
      before,
      after: { story: into.story.id },
    },
  ]);
  // What muted the one mutes both from now on.
  await context.refresh();
  const entries = into.entries.length + from.entries.length;
  return {
    kind: "text",
    text: `Story ${from.story.id} is part of story ${into.story.id} now: ${into.story.headline}. \`story split ${into.story.id} ${numbers(into.entries.length + 1, entries)}\` would take it apart again.`,
    data: { story: into.story.id, merged: from.story.id, entries },
  };
}

/** Entries that report another event: a story of their own from now on. */
export const storySplit = command({
  name: "story split",
  summary: "Make entries of a story a story of their own",
  permission: "editor",
  options: z.object({
    story: text("The story's number"),
    entries: text("Which of its entries, as `story show` numbers them: 3, or 2,4-6"),
  }),
  positional: ["story", "entries"],
  example: "story split 12 3,5",
  suggest: { story: suggestStories },
  run: (context, { story, entries }) => again(context.store, () => split(context, story, entries)),
});

async function split(context: CommandContext, given: string, which: string): Promise<Reply> {
  const at = await storyAt(context.store, given, context.clock.now());
  if (at === undefined) return noSuchStory(given);
  const chosen = new Set(numbersOf(which, at.entries.length));
  return splitOff(
    context,
    at,
    at.entries.filter((_, i) => chosen.has(i + 1)).map((e) => e.id),
  );
}

/** Those entries as a story of their own, quiet if it is muted. Throws EditError where none or all of the story's are among them. */
export async function splitOff(
  context: CommandContext,
  at: StoryAt,
  entries: readonly number[],
  muted?: Pick<Mute, "until" | "who">,
): Promise<Reply> {
  const { store, clock } = context;
  const now = clock.now();
  const moved = at.entries.filter((e) => entries.includes(e.id));
  const staying = at.entries.filter((e) => !entries.includes(e.id));
  const [head] = moved;
  const [first] = staying;
  if (head === undefined || first === undefined) {
    throw new EditError(
      `a split takes some of a story's entries and leaves some: story ${at.story.id} has ${at.entries.length}`,
    );
  }
  const snapshot = splitSnapshot(context, at, staying);
  const changes: Changes = { ...noChanges(now), basedOn: at.basedOn };
  const view = viewOf(context);
  const subject = String(snapshot.next.story);
  const mute = muted && { id: 0, kind: "story" as const, subject, since: now, ...muted };
  const mutes = mute === undefined ? view.desk.mutes : [...view.desk.mutes, mute];
  const telling = createTelling(snapshot, { ...view, desk: { ...view.desk, mutes } }, changes);
  const made = telling.begin(head.title, now);
  for (const entry of moved) {
    const own = { ...entry, story: made };
    const matches = snapshot.matches.get(entry.id) ?? [];
    telling.join(own);
    telling.note(own, matches);
    changes.moved.push({ entry: entry.id, story: made });
    // What was kept silently stays silent: a split is no news.
    if (entry.withheld === undefined && entry.withdrawnAt === undefined) telling.tell(own, matches);
  }
  telling.revised(first);
  telling.finish();
  const done = {
    ...actor(context),
    action: "story split",
    subject: String(at.story.id),
    before: { entries: at.entries.map((e) => e.id) },
    after: { story: made, entries: moved.map((e) => e.id) },
  };
  await store.mend(changes, [done], { story: at.story.id, other: made });
  return {
    kind: "text",
    text: `${moved.length} of story ${at.story.id}'s ${at.entries.length} entries are story ${made} now: ${head.title}`,
    data: { story: at.story.id, made, entries: moved.length },
  };
}

/**
 * The snapshot as the split leaves it. An alert of lists that found nothing of what stays goes with what they found, so that
 * it goes on saying what its channel was told; another names only lists that found something of what stays. Whoever
 * follows the story itself stays with it.
 */
function splitSnapshot(context: CommandContext, at: StoryAt, staying: readonly KeptEntry[]): Snapshot {
  const { story, snapshot } = at;
  const made = snapshot.next.story;
  const lists = new Set(staying.flatMap((e) => snapshot.matches.get(e.id) ?? []).map((m) => m.watchList));
  const followers = context
    .desk()
    .follows.filter((f) => f.kind === "story" && f.subject === String(story.id));
  const own = new Set(followers.map(personalChannel));
  const alerts = at.alerts.map((alert) => {
    const left = alert.watchLists.filter((name) => lists.has(name));
    if (left.length > 0) return { ...alert, watchLists: left };
    return alert.watchLists.length === 0 || own.has(alert.channel) ? alert : { ...alert, story: made };
  });
  return {
    ...snapshot,
    entries: new Map(snapshot.entries).set(story.id, [...staying]),
    alerts: new Map([...snapshot.alerts, ...Map.groupBy(alerts, (a) => a.story)]).set(
      story.id,
      alerts.filter((a) => a.story === story.id),
    ),
  };
}

/** "2,4-6" of a story of so many entries. Throws EditError. */
export function numbersOf(given: string, most: number): number[] {
  return given
    .split(/[\s,;]+/)
    .filter((part) => part !== "")
    .flatMap((part) => {
      const [, from, to] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part) ?? [];
      const [low, high] = [Number(from), Number(to ?? from)];
      if (from === undefined || low < 1 || high > most || low > high) {
        throw new EditError(`“${part}” is none of the numbers from 1 to ${most}`);
      }
      return Array.from({ length: high - low + 1 }, (_, i) => low + i);
    });
}

function numbers(from: number, to: number): string {
  return from >= to ? String(to) : `${from}-${to}`;
}

/** What deciding needs to know of the desk, as a command sees it. */
export function viewOf(context: CommandContext): DeskView {
  const { store, channels, urgency, clock } = context;
  return {
    deskId: store.deskId,
    desk: context.desk(),
    channels,
    backfill: "none",
    urgency,
    now: clock.now(),
  };
}
