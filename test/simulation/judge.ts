import type { Store } from "../../src/store/store.ts";
import type { Standing } from "../delivery/platform-model.ts";
import type { Network } from "./network.ts";
import { numberIn, type Told } from "./wire.ts";

/** What is wrong at the end of the day, in words: each story in one message of each channel, what is owed and sent. */
export async function problemsOf(
  store: Store,
  nets: ReadonlyMap<string, Network>,
  stories: readonly Told[],
): Promise<string[]> {
  const problems: string[] = [];
  const counts = await store.counts();
  const held = await store.heldUntil(Number.MAX_SAFE_INTEGER);
  if (counts.queued + counts.leased > 0)
    problems.push(`${counts.queued + counts.leased} messages are still owed`);
  if (counts.dead > 0) problems.push(`${counts.dead} dead letters`);
  if (held.length > 0) problems.push(`${held.length} alerts still wait for a digest`);
  const rows = await store.deliveries({ limit: 1_000_000 });
  for (const [name, net] of nets) {
    // Deleted by a person before we could learn that it had arrived, it is rightly looked for in vain and sent again.
    const standing = new Set(net.model.standing.map((m) => m.key));
    const deleted = new Map(net.model.deleted.map((m) => [m.key, m]));
    const ever = [...net.model.standing, ...[...deleted.values()].filter((m) => !standing.has(m.key))];
    const told = toldIn(ever);
    // A long digest says how many it does not show.
    let unshown = ever.flatMap((m) => m.message.sections).reduce((n, section) => n + section.more, 0);
    for (const { number, subject, withdrawn } of stories) {
      const times = told.get(number) ?? 0;
      // One withdrawn before it was ever told is rightly not told.
      const most = subject === "nothing" ? 0 : 1;
      const least = withdrawn ? 0 : most;
      if (times < least && unshown > 0) unshown--;
      else if (times < least || times > most)
        problems.push(`${name} was told ${times} times of event ${number}`);
    }
    const keys = new Map<string, number>();
    for (const { key } of ever) keys.set(key, (keys.get(key) ?? 0) + 1);
    for (const [key, n] of keys) if (n > 1) problems.push(`${name} has ${n} messages with the key ${key}`);
    for (const row of rows) {
      if (row.channel !== name || row.state !== "sent" || row.kind === "edit") continue;
      if (!keys.has(row.key)) problems.push(`${name} lacks the ${row.kind} ${row.key}`);
    }
  }
  return problems;
}

/** How often each story was told: in a message of its own, or in a digest. */
function toldIn(messages: readonly Standing[]): Map<number, number> {
  const told = new Map<number, number>();
  const count = (headline: string) => {
    const number = numberIn(headline);
    if (number !== undefined) told.set(number, (told.get(number) ?? 0) + 1);
  };
  for (const { message } of messages) {
    if (message.kind === "alert") count(message.headline.text);
    for (const section of message.sections) for (const item of section.items) count(item.headline.text);
  }
  return told;
}
