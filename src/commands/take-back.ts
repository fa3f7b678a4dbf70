import { z } from "zod";
import type { Reply } from "../model/command.ts";
import type { AuditRow } from "../store/store.ts";
import { setChannel } from "./channel-set.ts";
import { freed, taken } from "./claim.ts";
import { actor, type CommandContext } from "./command.ts";
import { begin, end, nowCalled } from "./follow.ts";
import { heldBy, inWords, mutesOf } from "./mute.ts";
import { minute } from "./since.ts";
import { again, noSuchStory, type StoryAt, storyAt, storyNumber } from "./story-at.ts";
import { merge } from "./story-mend.ts";
import { unmerge } from "./unmerge.ts";

type Back = (context: CommandContext, row: AuditRow) => Promise<Reply>;

/** What a row says beside its definition was written by the command that made it; an older release may have said less. */
const until = z.object({ until: z.iso.datetime().optional() });
const person = z.object({ by: z.string(), who: z.string() });
const followed = z.object({ kind: z.enum(["story", "watch"]), platform: z.string(), user: z.string() });
const setting = z.object({ set: z.enum(["here", "in the file"]) }).catchall(z.string());
const made = z.object({ story: z.number() });

/** Changes that are no definition's: how each is taken back, by its action in the audit trail. */
const BACK: Record<string, Back> = {
  "channel quiet": (context, row) => resetChannel(context, row, "quiet"),
  "channel layout": (context, row) => resetChannel(context, row, "layout"),
  "channel digest": (context, row) => resetChannel(context, row, "digest"),
  mute: remute,
  unmute: remute,
  "claim take": (context, row) => onStory(context, row, untake),
  "claim free": (context, row) => onStory(context, row, retake),
  irrelevant: unmark,
  follow: (context, row) => refollow(context, row, row.after, end),
  unfollow: (context, row) => refollow(context, row, row.before, begin),
  "story merge": (context, row) => unmerge(context, row, (why) => cannot(row, why)),
  "story split": unsplit,
  "delivery drop": undrop,
};

/** Changes that nothing takes back, and why. */
const FOR_GOOD: [RegExp, string][] = [
  [/^refused /, "it was refused: nothing was changed"],
  [/^digest now$/, "what went out stands on the platform"],
  [/^relevant$/, "`irrelevant` marks the story again"],
  [/^delivery keep$/, "`delivery drop` gives the message up again"],
  [
    /^delivery retry$/,
    "what was sent stands on the platform; if it fails again, `delivery drop` gives it up",
  ],
];

/** A change other than a definition's taken back; what cannot be is said. */
export async function takeBackAct(context: CommandContext, row: AuditRow): Promise<Reply> {
  const back = BACK[row.action];
  if (back !== undefined) return back(context, row);
  const why = FOR_GOOD.find(([action]) => action.test(row.action))?.[1] ?? "this release does not know how";
  return cannot(row, why);
}

function cannot({ id, action, subject }: AuditRow, why: string): Reply {
  return {
    kind: "error",
    usage: true,
    text: `Change ${id} (${action} ${subject}) cannot be taken back: ${why}.`,
  };
}

async function resetChannel(
  context: CommandContext,
  row: AuditRow,
  name: "quiet" | "layout" | "digest",
): Promise<Reply> {
  const before = setting.safeParse(row.before).data;
  const words = before?.set === "here" ? before[name] : "file";
  if (before === undefined || words === undefined) return cannot(row, "it does not say what was before");
  return setChannel(context, row.subject, name, words);
}

/**
 * A mute ends, or the one that it replaced or that was ended goes on until its time. A story's mute went with it into the
 * story that it is told by now; what muted that one before stands.
 */
async function remute(context: CommandContext, row: AuditRow): Promise<Reply> {
  const { store, clock, timezone } = context;
  const now = clock.now();
  const kind = storyNumber(row.subject) === undefined ? "watch" : "story";
  const { who, place } = actor(context);
  const subject = kind === "story" ? await nowCalled(context, row.subject) : row.subject;
  const what = { kind, subject } as const;
  const held = await mutesOf(context, what);
  const asLeft = Date.parse(until.safeParse(row.after).data?.until ?? "");
  const own = held.find((m) => m.since === row.at && m.until === asLeft);
  if (own === undefined && held.some((m) => m.since >= row.at))
    return cannot(row, "it was muted anew since; `unmute` ends that");
  if (own === undefined && asLeft > row.at) return cannot(row, "the mute is over");
  const earlier = until.safeParse(row.before).data?.until;
  if (earlier !== undefined && Date.parse(earlier) > now) {
    const given = { ...what, since: now, until: Date.parse(earlier), who };
    const change = { action: "mute", subject, before: heldBy(held), after: { until: earlier } };
    // Where none is its own, none is ended.
    await store.mute(given, [{ who, place, ...change }], own?.id ?? 0);
    await context.refresh();
    return done(row, `${inWords(what)} is muted until ${minute(given.until, timezone)} again`);
  }
  if (own === undefined) return cannot(row, "the mute would be over by now");
  const [other] = held.filter((m) => m !== own);
  const after = other === undefined ? {} : heldBy([other]);
  const audit = [{ who, place, action: "unmute", subject, before: heldBy([own]), after }];
  await store.unmute(kind, subject, now, audit, own.id);
  await context.refresh();
  if (other === undefined) return done(row, `${inWords(what)} is told again`);
  const still = `is muted until ${minute(other.until, timezone)} still, by ${other.who}`;
  return done(row, `${inWords(what)} ${still}`);
}

async function onStory(
  context: CommandContext,
  row: AuditRow,
  act: (context: CommandContext, at: StoryAt, row: AuditRow) => Promise<Reply>,
): Promise<Reply> {
  return again(context.store, async () => {
    const at = await storyAt(context.store, row.subject, context.clock.now());
    return at === undefined ? noSuchStory(row.subject) : act(context, at, row);
  });
}

const untake: Parameters<typeof onStory>[2] = async (context, at, row) => {
  const standing = await context.store.claimOf(at.story.id);
  if (standing?.who !== row.who)
    return cannot(row, standing === undefined ? "nobody has it any more" : `${standing.name} has it now`);
  return freed(context, at, standing);
};

const retake: Parameters<typeof onStory>[2] = async (context, at, row) => {
  const whose = person.safeParse(row.before).data;
  if (whose === undefined) return cannot(row, "it does not say whose the story was");
  return taken(context, at, { who: whose.who, name: whose.by });
};

async function unsplit(context: CommandContext, row: AuditRow): Promise<Reply> {
  const other = made.safeParse(row.after).data;
  if (other === undefined) return cannot(row, "it does not say which story was made");
  return again(context.store, () => merge(context, row.subject, String(other.story)));
}

async function unmark(context: CommandContext, row: AuditRow): Promise<Reply> {
  const marked = made.safeParse(row.after).data?.story;
  if (marked === undefined) return cannot(row, "it does not say which story was marked");
  const story = Number(await nowCalled(context, String(marked)));
  const audit = [
    { ...actor(context), action: "relevant", subject: row.subject, before: { story }, after: {} },
  ];
  const given = { story, watchList: row.subject, who: row.who, at: context.clock.now() };
  if (!(await context.store.relevant(given, audit))) return cannot(row, "the mark is gone already");
  return done(row, `Story ${story} counts against ${row.subject} no longer`);
}

async function refollow(
  context: CommandContext,
  row: AuditRow,
  said: unknown,
  act: typeof begin,
): Promise<Reply> {
  const whose = followed.safeParse(said).data;
  if (whose === undefined) return cannot(row, "it does not say who followed");
  const subject = whose.kind === "story" ? await nowCalled(context, row.subject) : row.subject;
  if (!(await act(context, { ...whose, subject }))) {
    return cannot(
      row,
      row.action === "follow" ? "it has ended already" : "they follow the most there can be",
    );
  }
  return done(row, `${row.who} ${row.action === "follow" ? "no longer follows" : "follows"} ${subject}`);
}

async function undrop(context: CommandContext, row: AuditRow): Promise<Reply> {
  const { store, clock } = context;
  const change = { before: { state: "dropped" }, after: { state: "dead" } };
  const audit = [{ ...actor(context), action: "delivery keep", subject: row.subject, ...change }];
  const kept = await store.redo(Number(row.subject), "keep", clock.now(), audit);
  if (kept === undefined) return cannot(row, "it is no dropped message any more");
  return done(
    row,
    `“${kept.message.headline.text}” is a dead letter again: \`delivery retry ${row.subject}\` sends it`,
  );
}

function done({ id }: AuditRow, words: string): Reply {
  return { kind: "text", text: `${words} (change ${id} taken back).`, data: { undone: id } };
}
