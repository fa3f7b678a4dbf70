import { z } from "zod";
import type { CommandContext } from "./command.ts";
import { mutesOf } from "./mute.ts";
import type { StoryAt } from "./story-at.ts";

const person = z.object({ platform: z.string(), user: z.string() });
/** What `story merge` says of the story that it merged; an older release said no more than its entries. */
export const merged = z.object({
  entries: z.array(z.number()).min(1),
  muted: z.object({ since: z.number(), until: z.number(), who: z.string() }).optional(),
  claimed: z.object({ who: z.string(), name: z.string() }).optional(),
  followers: z.array(person).optional(),
});
export type Merged = z.infer<typeof merged>;

/** What holds for a story alone, and would for both once it is merged: what taking the merge back gives it again. */
export async function ownOf(
  { store, clock }: Pick<CommandContext, "store" | "clock">,
  from: StoryAt,
  into: StoryAt,
): Promise<Omit<Merged, "entries">> {
  const [mute] = await mutesOf({ store, clock }, { kind: "story", subject: String(from.story.id) });
  const claim = into.snapshot.claims.has(into.story.id) ? undefined : from.snapshot.claims.get(from.story.id);
  const follows = (await store.follows()).filter((f) => f.kind === "story");
  const of = (story: number) => follows.filter((f) => f.subject === String(story));
  const both = new Set(of(into.story.id).map((f) => `${f.platform}:${f.user}`));
  const followers = of(from.story.id).flatMap(({ platform, user }) =>
    both.has(`${platform}:${user}`) ? [] : [{ platform, user }],
  );
  return {
    ...(mute === undefined ? {} : { muted: { since: mute.since, until: mute.until, who: mute.who } }),
    ...(claim === undefined ? {} : { claimed: { who: claim.who, name: claim.name } }),
    ...(followers.length === 0 ? {} : { followers }),
  };
}
