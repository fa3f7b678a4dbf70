import { z } from "zod";
import { deliveryKey } from "../alerts/key.ts";
import type { Reply } from "../model/command.ts";
import type { Message } from "../model/message.ts";
import type { Instant } from "../model/time.ts";
import type { Claim } from "../store/editing.ts";
import { type Changes, noChanges } from "../store/store.ts";
import { actor, type CommandContext, command, flag, text } from "./command.ts";
import { again, noSuchStory, type StoryAt, storyAt, suggestStories } from "./story-at.ts";

/** Who works on a story: the first who says so, until they free it again. */
export const claim = command({
  name: "claim",
  summary: "Take a story, so that others see who works on it; again, to free it",
  permission: "editor",
  options: z.object({
    story: text("The story's number"),
    free: flag("Free it, be it yours or (for admins) another's"),
  }),
  positional: ["story"],
  example: "claim 12",
  suggest: { story: suggestStories },
  run: (context, { story: given, free }) =>
    again(context.store, async () => {
      const { store, clock, caller } = context;
      const at = await storyAt(store, given, clock.now());
      if (at === undefined) return noSuchStory(given);
      const { who } = actor(context);
      const standing = await store.claimOf(at.story.id);
      if (standing === undefined && free) return { kind: "text", text: `Nobody has story ${at.story.id}.` };
      if (standing !== undefined && (standing.who === who || (free && caller.permission === "admin"))) {
        return freed(context, at, standing);
      }
      return taken(context, at, { who, name: caller.displayName || caller.user || caller.platform });
    }),
});

/** The story is nobody's again. */
export async function freed(context: CommandContext, at: StoryAt, standing: Claim): Promise<Reply> {
  const { store, clock } = context;
  const subject = String(at.story.id);
  const before = { by: standing.name, who: standing.who };
  const audit = [{ ...actor(context), action: "claim free", subject, before, after: {} }];
  await store.releaseStory(
    at.story.id,
    standing.who,
    shownChanges(context, at, undefined, clock.now()),
    audit,
  );
  return { kind: "text", text: `Story ${subject} is free again.`, data: { story: at.story.id } };
}

/** The story is that person's, if it is nobody else's. */
export async function taken(
  context: CommandContext,
  at: StoryAt,
  { who, name }: Pick<Claim, "who" | "name">,
): Promise<Reply> {
  const { store, clock } = context;
  const now = clock.now();
  const by = actor(context);
  const subject = String(at.story.id);
  const audit = [{ ...by, action: "claim take", subject, before: {}, after: { by: name, who } }];
  const wanted = { story: at.story.id, who, name, at: now };
  const stands = await store.claimStory(wanted, shownChanges(context, at, name, now), audit);
  const won = stands.who === who;
  const data = { story: at.story.id, claimedBy: stands.name, yours: won && who === by.who };
  if (!won) return { kind: "text", text: `${stands.name} has story ${subject} already.`, data };
  return { kind: "text", text: `Story ${subject} is ${who === by.who ? "yours" : `${name}'s`}.`, data };
}

/** Every alert of the story says who has it; silently, by an edit. */
function shownChanges(
  { store }: CommandContext,
  at: StoryAt,
  name: string | undefined,
  now: Instant,
): Changes {
  const changes = noChanges(now);
  changes.basedOn = at.basedOn;
  for (const alert of at.alerts) {
    const { claimedBy: _, ...rest } = alert.message;
    const message: Message = name === undefined ? rest : { ...rest, claimedBy: name };
    const updates = alert.updates + 1;
    changes.alerts.push({ ...alert, message, updates });
    if (!alert.posted) continue;
    changes.deliveries.push({
      key: deliveryKey(store.deskId, `alert:${alert.id}`, "edit", updates),
      kind: "edit",
      channel: alert.channel,
      alert: alert.id,
      message,
      dueAt: now,
    });
  }
  return changes;
}
