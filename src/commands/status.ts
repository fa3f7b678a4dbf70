import { z } from "zod";
import type { Blocked } from "../store/upkeep.ts";
import { command } from "./command.ts";

/** How the desk is, at a glance. In a shell it fails where no service runs, so that a health check means something. */
export const status = command({
  name: "status",
  summary: "How the desk is: feeds, stories, what is owed",
  permission: "member",
  options: z.object({}),
  example: "status",
  async run({ store, desk, clock, channels, connections, running }) {
    const [totals, owed, feeds] = [await store.totals(), await store.counts(), await store.feeds()];
    const runs = running();
    const mutes = await store.mutes({ at: clock.now(), limit: 100 });
    const blocked = await store.blocked();
    const failing = feeds.filter((f) => f.state.trouble !== undefined);
    const setHere = [...channels.values()].flatMap(({ name, inFile = {} }) =>
      Object.keys(inFile).map((setting) => `${name}'s ${setting}`),
    );
    const latest = Math.max(0, ...feeds.map((f) => f.state.lastSuccessAt ?? 0));
    const ago = latest === 0 ? "never" : `${Math.round((clock.now() - latest) / 1000)} s ago`;
    const lines = [
      ...(runs ? [] : ["No service runs on this database: start `wirewatch run`"]),
      `Feeds: ${totals.feeds}, ${failing.length} in trouble; last good poll ${ago}`,
      `Kept: ${totals.entries} entries, ${totals.stories} stories, ${totals.alerts} alerts; ${(totals.bytes / 2 ** 20).toFixed(1)} MB`,
      `Deliveries: ${owed.queued + owed.leased} owed, ${owed.sent} sent, ${owed.dead} that could not be delivered`,
      ...blocked.map(blockedText),
      ...(mutes.length === 0 ? [] : [`Muted: ${mutes.map((m) => `${m.kind} ${m.subject}`).join(", ")}`]),
      ...(setHere.length === 0
        ? []
        : [`Set here, not as wirewatch.yaml has it: ${setHere.join(", ")} (\`channel list\`)`]),
      ...connections().map((c) => `${c.adapter}: ${c.state}`),
      ...desk().faults.map((f) => `Watch list ${f.watchList} is out of use: ${f.fault}`),
    ];
    return {
      kind: "text",
      text: lines.join("\n"),
      failed: !runs,
      data: {
        running: runs,
        ...totals,
        feedsInTrouble: failing.length,
        deliveries: owed,
        blocked,
        lastSuccessAt: latest === 0 ? undefined : new Date(latest).toISOString(),
        connections: connections(),
      },
    };
  },
});

/** What keeps messages from a channel, and what to do about it. */
function blockedText({ channel, state, count, why }: Blocked): string {
  const messages = `${count} ${count === 1 ? "message" : "messages"}`;
  if (state === "queued") return `${channel}: ${messages} will be tried again: ${why}`;
  return `${channel}: ${messages} could not be delivered: ${why} (\`delivery list\`, \`delivery retry\`)`;
}
