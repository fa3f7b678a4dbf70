import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHANNEL as DISCORD_CHANNEL, startDiscord, textOf } from "../platforms/discord/index.ts";
import { read, CHANNEL as SLACK_CHANNEL, startSlack } from "../platforms/slack/index.ts";
import { consoleLines, type Item, rss } from "../service/newsroom.ts";
import { runErrand } from "./desk-process.ts";
import type { FaultKind } from "./points.ts";

/** What an outlet's feed holds at each stage of the day: a story, its copy with a second story, a withdrawal. */
const HARBOUR = "Minister opens the harbour in Rotterdam after years of works";
const ORCHESTRA = "Minister thanks the orchestra of Vienna for its concert";
const RAIN = { guid: "a2", title: "Rain tomorrow in most places" };
/** What was brought out once stays: a kill, or a power cut, may lose more polls than one. */
const DAY: Record<string, Item[][]> = {
  alpha: [
    [],
    [{ guid: "a1", title: HARBOUR }, RAIN],
    [{ guid: "a1", title: HARBOUR }, RAIN],
    [{ guid: "a1", title: `WITHDRAWN: ${HARBOUR}` }, RAIN],
  ],
  beta: [
    [],
    [],
    [
      { guid: "b2", title: ORCHESTRA },
      { guid: "b1", title: `UPDATE 1-${HARBOUR}` },
    ],
    [
      { guid: "b2", title: ORCHESTRA },
      { guid: "b1", title: `UPDATE 1-${HARBOUR}` },
    ],
  ],
};
export const STORIES = ["harbour", "orchestra"];
const STAGES = 4;
/**
 * A stage is over when each outlet was asked so often by one process: what it held is committed before it is asked
 * again, and one poll may be lost to a fault. Counted over a kill, beta's copy could come after the withdrawal, and the
 * story would rightly stand again.
 */
const POLLS = 2;
/** What a child is given to play the whole day. */
const ROUNDS = STAGES * POLLS + 1;

/** A desk with three platforms on loopback and a day of news; the service runs on it in other processes, with faults. */
export async function faultDesk() {
  const dir = mkdtempSync(join(tmpdir(), "wirewatch-"));
  const discord = await startDiscord({ rateLimit: "off" });
  const slack = await startSlack({ rateLimit: "off" });
  let stage = 0;
  let polls = new Map<string, number>();
  const server = createServer((request, response) => {
    const name = (request.url ?? "/").slice(1);
    const items = DAY[name]?.[stage] ?? [];
    polls.set(name, (polls.get(name) ?? 0) + 1);
    if (stage < STAGES - 1 && Object.keys(DAY).every((outlet) => (polls.get(outlet) ?? 0) >= POLLS)) {
      stage++;
      polls = new Map();
    }
    response.writeHead(200, { "content-type": "application/rss+xml" }).end(rss(name, items));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const host = `127.0.0.1:${address.port}`;
  const config = join(dir, "wirewatch.yaml");
  writeFileSync(
    config,
    `database: desk.db
backfill: all
poll: { every: 1s, floor: 1s }
fetch: { contact: desk@example.org, allowHosts: ["${host}"] }
feeds:
${Object.keys(DAY)
  .map((o) => `  - { url: "http://${host}/${o}", outlet: ${o}, tier: 2, language: en, every: 1s }`)
  .join("\n")}
adapters:
  discord: { apiBase: "${discord.apiBase}" }
  slack: { apiBase: "${slack.apiBase}" }
channels: { world: "discord:${DISCORD_CHANNEL}", newsroom: "slack:${SLACK_CHANNEL}", screen: "console:desk" }
watchLists:
  - { name: all, title: All, queries: ["minister"], channels: [world, newsroom, screen] }
`,
  );
  let ahead = 0;

  return {
    dir,
    database: join(dir, "desk.db"),
    /**
     * Runs the service for a day, with a fault at a point (its number, or its name and how often: "discord send#2"; 0:
     * none), or killed from outside `killAt` of the way through. Resolves with how it ended, what it said, and what its
     * points were.
     */
    async run(kind: FaultKind, at: number | string, killAt?: number) {
      polls = new Map();
      const [name = "", nth] = String(at).split("#");
      const point = nth === undefined ? Number(name) : { name, nth: Number(nth) };
      const errand = { config, kind, at: point, rounds: ROUNDS, ahead };
      // The next run's clock starts after this one's, whatever happens.
      ahead += 3_600_000;
      return runErrand(errand, killAt);
    },
    /** What each platform was told: the words of posts, and of replies. */
    told() {
      const onDiscord = discord.messages(DISCORD_CHANNEL).map((m) => ({
        reply: m.reference !== undefined,
        text: textOf(m.content, m.embeds),
      }));
      const onSlack = slack
        .messages(SLACK_CHANNEL)
        .map((m) => ({ reply: m.thread_ts !== undefined, text: read(m).text }));
      const onScreen = consoleLines(join(dir, "console-desk.ndjson"))
        .filter((l) => l.kind !== "edit")
        .map((l) => ({ reply: l.kind === "reply", text: l.text }));
      return { discord: onDiscord, slack: onSlack, console: onScreen };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await discord.close();
      await slack.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export type FaultDesk = Awaited<ReturnType<typeof faultDesk>>;
