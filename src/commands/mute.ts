import { z } from "zod";
import type { Reply } from "../model/command.ts";
import type { Mute } from "../store/editing.ts";
import { actor, type CommandContext, command, optionalText, text } from "./command.ts";
import { EditError } from "./list-change.ts";
import { noSuchWatchList, suggestWatchLists } from "./lookup.ts";
import { minute, parseSpan, rfc3339 } from "./since.ts";
import { noSuchStory, storyAt, storyNumber, suggestStories } from "./story-at.ts";

const HOUR = 3_600_000;
/** Mutes looked at. */
const MUTES = 1_000;
/** Longer than a month, a list is paused. */
const LONGEST = 31 * 24 * HOUR;

/** A story or a watch list left untold for a while. What is withdrawn is said all the same. */
export const mute = command({
  name: "mute",
  summary: "Leave a story or a watch list untold for a while",
  permission: "editor",
  options: z.object({
    subject: optionalText("A story's number or a watch list's name; what is muted now, if unsaid"),
    for: optionalText("How long: 30m, 2h, 1d (2h if unsaid)"),
  }),
  positional: ["subject", "for"],
  example: "mute 12 for 2h",
  suggest: { subject: suggestBoth },
  async run(context, { subject: given, for: span = "2h" }): Promise<Reply> {
    if (given === undefined) return mutesNow(context);
    const ms = parseSpan(span);
    if (ms === undefined) throw new EditError(`“${span}” is no length of time: write 30m, 2h or 1d`);
    if (ms > LONGEST)
      throw new EditError("a mute lasts 31 days at most; `watch pause` stops a list for longer");
    const found = await subjectOf(context, given);
    if ("reply" in found) return found.reply;
    const { store, clock, timezone } = context;
    const since = clock.now();
    const until = since + ms;
    const { who, place } = actor(context);
    const before = heldBy(await mutesOf(context, found));
    const after = { until: rfc3339(until) };
    const audit = [{ who, place, action: "mute", subject: found.subject, before, after }];
    await store.mute({ ...found, since, until, who }, audit);
    await context.refresh();
    const what = inWords(found);
    return {
      kind: "page",
      body: {
        kind: "text",
        text: `${what} is muted until ${minute(until, timezone)}.`,
        data: { muted: found.kind, subject: found.subject, until: rfc3339(until) },
      },
      actions: [{ label: "Unmute", call: { command: "unmute", options: { subject: found.subject } } }],
    };
  },
});

/** A mute ended before its time. */
export const unmute = command({
  name: "unmute",
  summary: "Let a muted story or watch list be told again",
  permission: "editor",
  options: z.object({ subject: text("A story's number or a watch list's name") }),
  positional: ["subject"],
  example: "unmute 12",
  suggest: { subject: suggestBoth },
  async run(context, { subject: given }): Promise<Reply> {
    const found = await subjectOf(context, given);
    if ("reply" in found) return found.reply;
    const { store, clock } = context;
    const before = heldBy(await mutesOf(context, found));
    const audit = [{ ...actor(context), action: "unmute", subject: found.subject, before, after: {} }];
    const ended = await store.unmute(found.kind, found.subject, clock.now(), audit);
    await context.refresh();
    const text = ended === 0 ? `${inWords(found)} was not muted.` : `${inWords(found)} is told again.`;
    return { kind: "text", text, data: { subject: found.subject, ended } };
  },
});

/** What mutes the subject, the longest first: of a story that others were merged into, there may be several. */
export async function mutesOf(
  { store, clock }: Pick<CommandContext, "store" | "clock">,
  { kind, subject }: Pick<Mute, "kind" | "subject">,
): Promise<Mute[]> {
  const held = await store.mutes({ at: clock.now(), limit: MUTES });
  return held.filter((m) => m.kind === kind && m.subject === subject).sort((a, b) => b.until - a.until);
}

/** Until when it is muted, as the audit trail has it; of nothing, {}. */
export function heldBy([longest]: readonly Mute[]) {
  return longest === undefined ? {} : { until: rfc3339(longest.until) };
}

export function inWords({ kind, subject }: Pick<Mute, "kind" | "subject">): string {
  return kind === "story" ? `Story ${subject}` : subject;
}

/** A number is a story's; all else is a watch list's name. */
export async function subjectOf(
  context: CommandContext,
  given: string,
): Promise<Pick<Mute, "kind" | "subject"> | { reply: Reply }> {
  if (storyNumber(given) !== undefined) {
    const at = await storyAt(context.store, given, context.clock.now());
    return at === undefined ? { reply: noSuchStory(given) } : { kind: "story", subject: String(at.story.id) };
  }
  if (!context.desk().watchLists.has(given)) return { reply: noSuchWatchList(context.desk(), given) };
  return { kind: "watch", subject: given };
}

export async function suggestBoth(context: CommandContext, partial: string) {
  return [...(await suggestWatchLists(context, partial)), ...(await suggestStories(context, partial))].slice(
    0,
    25,
  );
}

async function mutesNow({ store, clock, timezone }: CommandContext): Promise<Reply> {
  const mutes = await store.mutes({ at: clock.now(), limit: 100 });
  return {
    kind: "table",
    title: "Muted",
    columns: ["What", "Until", "By"],
    rows: mutes.map((m) => [`${m.kind} ${m.subject}`, minute(m.until, timezone), m.who]),
    empty: "Nothing is muted.",
    data: mutes.map((m) => ({ muted: m.kind, subject: m.subject, until: rfc3339(m.until), by: m.who })),
  };
}
