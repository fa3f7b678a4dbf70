import type { Reply } from "../model/command.ts";
import type { AuditRow } from "../store/store.ts";
import { freed, taken } from "./claim.ts";
import { actor, type CommandContext } from "./command.ts";
import { begin, end } from "./follow.ts";
import { type Merged, merged } from "./merged.ts";
import { heldBy, mutesOf } from "./mute.ts";
import { again, noSuchStory, storyAt } from "./story-at.ts";
import { splitOff } from "./story-mend.ts";

/** What came with the merged story is a story of its own again, under a new number, with what held for it alone. */
export async function unmerge(
  context: CommandContext,
  row: AuditRow,
  cannot: (why: string) => Reply,
): Promise<Reply> {
  const { store, clock } = context;
  const was = merged.safeParse(row.before).data;
  if (was === undefined) return cannot("it does not say what was merged");
  let parted: { whole: number; made: number } | undefined;
  const reply = await again(store, async () => {
    const at = await storyAt(store, row.subject, clock.now());
    if (at === undefined) return noSuchStory(row.subject);
    if (!at.entries.some((e) => was.entries.includes(e.id)))
      return cannot(`none of what was merged is in story ${at.story.id} any more`);
    const done = await splitOff(context, at, was.entries, was.muted);
    parted = { whole: at.story.id, made: at.snapshot.next.story };
    return done;
  });
  if (parted !== undefined) await giveBack(context, parted.whole, parted.made, was);
  return reply;
}

/** As far as it holds still, and nobody said otherwise since. */
async function giveBack(context: CommandContext, whole: number, made: number, was: Merged): Promise<void> {
  const { store, clock } = context;
  const now = clock.now();
  const [one, other] = [String(whole), String(made)];
  const { muted, claimed } = was;
  const mute = (await mutesOf(context, { kind: "story", subject: one })).find(
    (m) => m.since === muted?.since && m.until === muted.until,
  );
  if (mute !== undefined) {
    const ended = { action: "unmute", subject: one, before: heldBy([mute]), after: {} };
    const begun = { action: "mute", subject: other, before: {}, after: heldBy([mute]) };
    await store.unmute("story", one, now, [{ ...actor(context), ...ended }], mute.id);
    const { until, who } = mute;
    await store.mute({ kind: "story", subject: other, since: now, until, who }, [
      { ...actor(context), ...begun },
    ]);
  }
  if (claimed !== undefined) {
    await again(store, async () => {
      const at = await storyAt(store, one, now);
      const standing = await store.claimOf(whole);
      if (at !== undefined && standing?.who === claimed.who) await freed(context, at, standing);
    });
    await again(store, async () => {
      const at = await storyAt(store, other, now);
      if (at !== undefined) await taken(context, at, claimed);
    });
  }
  for (const follower of was.followers ?? []) {
    if (!(await end(context, { ...follower, kind: "story", subject: one }))) continue;
    await begin(context, { ...follower, kind: "story", subject: other });
  }
  await context.refresh();
}
