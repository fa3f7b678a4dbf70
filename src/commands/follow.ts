import { z } from "zod";
import { deliveryKey } from "../alerts/key.ts";
import { createTelling } from "../alerts/telling.ts";
import { personalChannel } from "../desk/personal.ts";
import type { Reply } from "../model/command.ts";
import type { Follow } from "../store/editing.ts";
import { type Changes, noChanges } from "../store/store.ts";
import { actor, type CommandContext, command, optionalText, text } from "./command.ts";
import { subjectOf, suggestBoth } from "./mute.ts";
import { again, storyAt } from "./story-at.ts";
import { viewOf } from "./story-mend.ts";

/** What one person follows at most: each is a stream of direct messages. */
const MOST = 20;

/** A story or a watch list told to one person, by direct message. */
export const follow = command({
  name: "follow",
  summary: "Be told of a story or a watch list by direct message",
  permission: "member",
  chatOnly: true,
  options: z.object({
    subject: optionalText("A story's number or a watch list's name; what you follow, if unsaid"),
  }),
  positional: ["subject"],
  example: "follow ukraine-peace",
  suggest: { subject: suggestBoth },
  async run(context, { subject: given }): Promise<Reply> {
    const { caller } = context;
    if (given === undefined) return following(context);
    const found = await subjectOf(context, given);
    if ("reply" in found) return found.reply;
    const wanted: Follow = { platform: caller.platform, user: caller.user, ...found };
    if (!(await begin(context, wanted))) {
      return {
        kind: "error",
        text: `You follow ${MOST} stories and lists already, the most there can be.`,
        hint: "`follow` shows them, `unfollow` ends one.",
      };
    }
    const what =
      found.kind === "story"
        ? `story ${found.subject}: it comes now, and its updates`
        : `${found.subject}: its alerts come`;
    return { kind: "text", text: `You follow ${what} by direct message.`, data: found };
  },
});

/** No longer. */
export const unfollow = command({
  name: "unfollow",
  summary: "Be told of a story or a watch list no longer",
  permission: "member",
  chatOnly: true,
  options: z.object({ subject: text("A story's number or a watch list's name") }),
  positional: ["subject"],
  example: "unfollow ukraine-peace",
  suggest: { subject: suggestBoth },
  async run(context, { subject }): Promise<Reply> {
    const { store, caller } = context;
    const named = await nowCalled(context, subject);
    const mine = (await store.follows()).find(
      (f) => f.platform === caller.platform && f.user === caller.user && f.subject === named,
    );
    if (mine === undefined) return { kind: "text", text: `You do not follow ${subject}.` };
    await end(context, mine);
    return { kind: "text", text: `You follow ${mine.subject} no longer.`, data: { subject: mine.subject } };
  },
});

/** A story by the number that it has by now: it may have been merged. What else can be followed, by its name. */
export async function nowCalled({ store, clock }: CommandContext, subject: string): Promise<string> {
  const at = await storyAt(store, subject, clock.now());
  return at === undefined ? subject.replace(/^#/, "") : String(at.story.id);
}

/** The person is told from now on; false if they follow the most there can be already. */
export async function begin(context: CommandContext, wanted: Follow): Promise<boolean> {
  const { store, clock } = context;
  const { subject, ...who } = wanted;
  const audit = [{ ...actor(context), action: "follow", subject, after: who }];
  if (!(await store.follow(wanted, clock.now(), MOST, audit))) return false;
  if (wanted.kind === "story") await again(store, () => tellOnce(context, subject, personalChannel(wanted)));
  await context.refresh();
  return true;
}

/** The person is told no longer; false if they were not. */
export async function end(context: CommandContext, mine: Follow): Promise<boolean> {
  const { subject, ...who } = mine;
  const audit = [{ ...actor(context), action: "unfollow", subject, before: who }];
  const ended = await context.store.unfollow(mine, context.clock.now(), audit);
  await context.refresh();
  return ended;
}

async function following({ store, caller }: CommandContext): Promise<Reply> {
  const mine = (await store.follows()).filter(
    (f) => f.platform === caller.platform && f.user === caller.user,
  );
  return {
    kind: "table",
    title: "You follow",
    columns: ["What"],
    rows: mine.map((f) => [f.kind === "story" ? `story ${f.subject}` : f.subject]),
    empty: "You follow nothing yet: `follow ukraine-peace`, or `follow 12`.",
    data: mine.map(({ kind, subject }) => ({ kind, subject })),
  };
}

/** The story as it is, as an alert of the person's own: from then on it is told like any other. */
async function tellOnce(context: CommandContext, story: string, channel: string): Promise<void> {
  const { store, clock } = context;
  const now = clock.now();
  const at = await storyAt(store, story, now);
  const [first] = at?.entries ?? [];
  if (at === undefined || first === undefined) return;
  const matched = at.entries.flatMap((e) => at.snapshot.matches.get(e.id) ?? []);
  const changes: Changes = { ...noChanges(now), basedOn: at.basedOn };
  const telling = createTelling(at.snapshot, viewOf(context), changes);
  const shown = at.entries.find((e) => (at.snapshot.matches.get(e.id) ?? []).length > 0) ?? first;
  const message = telling.tellElsewhere(shown, channel, [...new Set(matched.map((m) => m.watchList))]);
  if (message === undefined) return;
  telling.finish();
  const own = changes.alerts.find((a) => a.channel === channel);
  if (own === undefined) return;
  own.posted = true;
  changes.deliveries.push({
    key: deliveryKey(store.deskId, `alert:${own.id}`, "post", own.updates),
    kind: "post",
    channel,
    alert: own.id,
    message: own.message,
    dueAt: now,
  });
  await store.mend(changes, []);
}
