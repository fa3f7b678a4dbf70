import { openStore } from "../../src/store/sqlite/open.ts";
import { type FaultDesk, STORIES } from "./desk.ts";

/** What is wrong with a desk whose day is over, in words: platforms, entries and outbox must agree. */
export async function problemsOf(desk: FaultDesk): Promise<string[]> {
  const problems: string[] = [];
  for (const [platform, messages] of Object.entries(desk.told())) {
    for (const story of STORIES) {
      const posts = messages.filter((m) => !m.reply && m.text.includes(story)).length;
      if (posts !== 1) problems.push(`${platform} was told ${posts} times of the ${story}`);
    }
    const replies = messages.filter((m) => m.reply).map((m) => m.text);
    if (replies.length !== 1)
      problems.push(`${platform} was told ${replies.length} times of the withdrawal: ${replies.join(" | ")}`);
    if (messages.length !== STORIES.length + 1) problems.push(`${platform} has ${messages.length} messages`);
  }
  const store = openStore({ file: desk.database, newDeskId: () => "none", existing: true });
  try {
    const { queued, leased, dead } = await store.counts();
    if (queued + leased + dead > 0) problems.push(`${queued} queued, ${leased} leased, ${dead} dead`);
    const entries = await store.entriesSince(0, undefined, 100);
    const guids = entries.map((e) => e.guid).toSorted();
    if (guids.join() !== "a1,a2,b1,b2") problems.push(`entries ${guids.join()}`);
    const sent = (await store.deliveries({ limit: 100 })).filter((d) => d.state === "sent");
    const posts = sent.filter((d) => d.kind === "post").length;
    if (posts !== 3 * STORIES.length) problems.push(`${posts} posts are recorded as sent`);
  } finally {
    await store.close();
  }
  return problems;
}
