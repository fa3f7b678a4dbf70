import { z } from "zod";
import { command } from "./command.ts";

/** How the desk is, at a glance. */
export const status = command({
  name: "status",
  summary: "How the desk is: feeds, stories, what is owed",
  permission: "member",
  options: z.object({}),
  example: "status",
  async run({ store, desk, clock, connections }) {
    const [totals, owed, feeds] = [await store.totals(), await store.counts(), await store.feeds()];
    const failing = feeds.filter((f) => f.state.trouble !== undefined);
    const latest = Math.max(0, ...feeds.map((f) => f.state.lastSuccessAt ?? 0));
    const ago = latest === 0 ? "never" : `${Math.round((clock.now() - latest) / 1000)} s ago`;
    const lines = [
      `Feeds: ${totals.feeds}, ${failing.length} in trouble; last good poll ${ago}`,
      `Kept: ${totals.entries} entries, ${totals.stories} stories, ${totals.alerts} alerts; ${(totals.bytes / 2 ** 20).toFixed(1)} MB`,
      `Deliveries: ${owed.queued + owed.leased} owed, ${owed.sent} sent, ${owed.dead} that could not be delivered`,
      ...connections().map((c) => `${c.adapter}: ${c.state}`),
      ...desk().faults.map((f) => `Watch list ${f.watchList} is out of use: ${f.fault}`),
    ];
    return {
      kind: "text",
      text: lines.join("\n"),
      data: {
        ...totals,
        feedsInTrouble: failing.length,
        deliveries: owed,
        lastSuccessAt: latest === 0 ? undefined : new Date(latest).toISOString(),
        connections: connections(),
      },
    };
  },
});
