import { z } from "zod";
import { deliveryKey } from "../alerts/key.ts";
import type { Message } from "../model/message.ts";
import { type Changes, type KeptAlert, noChanges } from "../store/store.ts";
import { actor, command, flag, text } from "./command.ts";
import { again, noSuchStory, storyAt, suggestStories } from "./story-at.ts";

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
      const now = clock.now();
      const at = await storyAt(store, given, now);
      if (at === undefined) return noSuchStory(given);
      const { who, place } = actor(context);
      const name = caller.displayName || caller.user || caller.platform;
      const subject = String(at.story.id);
      const standing = await store.claimOf(at.story.id);
      const shown = { basedOn: at.basedOn, alerts: at.alerts, deskId: store.deskId, now };
      if (standing === undefined && free) return { kind: "text", text: `Nobody has story ${subject}.` };
      if (standing !== undefined && (standing.who === who || (free && caller.permission === "admin"))) {
        const audit = [{ who, place, action: "claim free", subject, before: standing.name }];
        await store.releaseStory(at.story.id, standing.who, shownChanges(undefined, shown), audit);
        return { kind: "text", text: `Story ${subject} is free again.`, data: { story: at.story.id } };
      }
      const audit = [{ who, place, action: "claim take", subject, after: name }];
      const wanted = { story: at.story.id, who, name, at: now };
      const stands = await store.claimStory(wanted, shownChanges(name, shown), audit);
      const data = { story: at.story.id, claimedBy: stands.name, yours: stands.who === who };
      return stands.who === who
        ? { kind: "text", text: `Story ${subject} is yours.`, data }
        : { kind: "text", text: `${stands.name} has story ${subject} already.`, data };
    }),
});

/** Every alert of the story says who has it; silently, by an edit. */
function shownChanges(
  name: string | undefined,
  told: { basedOn: number; alerts: readonly KeptAlert[]; deskId: string; now: number },
): Changes {
  const changes = noChanges(told.now);
  changes.basedOn = told.basedOn;
  for (const alert of told.alerts) {
    const { claimedBy: _, ...rest } = alert.message;
    const message: Message = name === undefined ? rest : { ...rest, claimedBy: name };
    const updates = alert.updates + 1;
    changes.alerts.push({ ...alert, message, updates });
    if (!alert.posted) continue;
    changes.deliveries.push({
      key: deliveryKey(told.deskId, `alert:${alert.id}`, "edit", updates),
      kind: "edit",
      channel: alert.channel,
      alert: alert.id,
      message,
      dueAt: told.now,
    });
  }
  return changes;
}
