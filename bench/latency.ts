import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDiscord, TOKEN } from "../test/platforms/discord/index.ts";
import { APP_TOKEN, BOT_TOKEN, startSlack } from "../test/platforms/slack/index.ts";
import { latencyWire } from "./latency-wire.ts";

const FEEDS = 50;
const CHANNELS = 5;
/** New items a second, and for how long, in seconds. */
const RATES = [
  [1, 60],
  [50, 30],
  [500, 15],
] as const;
/** What is still under way when a rate ends is waited for so long, in milliseconds. */
const LAST = 90_000;

/** Items by their numbers: what is told on which platform. */
const PLATFORMS: [name: string, on: (item: number) => boolean][] = [
  ["both", () => true],
  ["Discord", (n) => n % (2 * CHANNELS) < CHANNELS],
  ["Slack", (n) => n % (2 * CHANNELS) >= CHANNELS],
];

/** When an item's number was first seen in a request that posts. */
type Arrivals = Map<number, number>;

/**
 * How long a new item takes through the whole service, run as a process: from the moment that the feed's answer which
 * first held it was handed to the system, to the moment that the platform had the request that posts it. Every item
 * matches one of ten watch lists, each with a channel of its own, five on a loopback Discord and five on a loopback
 * Slack, neither of which limits rates.
 */
export async function bench(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "wirewatch-latency-"));
  const ids = Array.from({ length: CHANNELS }, (_, n) => n);
  const discordIds = ids.map((n) => `20000000000000000${n}`);
  const slackIds = ids.map((n) => `C0WORLD${n}`);
  const discord = await startDiscord({ rateLimit: "off", channels: discordIds });
  const slack = await startSlack({ rateLimit: "off", channels: slackIds });
  const wire = await latencyWire(FEEDS);
  const channels = [...discordIds.map((id) => `discord:${id}`), ...slackIds.map((id) => `slack:${id}`)];
  const lines = [
    `database: ${join(folder, "wirewatch.db")}`,
    "log: { level: warn }",
    "poll: { every: 1s, floor: 1s }",
    `fetch: { contact: bench@example.org, allowHosts: ${JSON.stringify(wire.hosts)} }`,
    "backfill: none",
    `adapters: { discord: { apiBase: "${discord.apiBase}" }, slack: { apiBase: "${slack.apiBase}" } }`,
    "channels:",
    ...channels.map((place, n) => `  c${n}: "${place}"`),
    "watchLists:",
    ...channels.map(
      (_, n) => `  - { name: l${n}, title: L${n}, queries: ["minister${n}"], channels: [c${n}] }`,
    ),
    "feeds:",
    ...wire.urls.map((url, n) => `  - { url: "${url}", outlet: Outlet ${n}, language: en, every: 1s }`),
  ];
  const config = join(folder, "wirewatch.yaml");
  writeFileSync(config, lines.join("\n"));
  const arrivals: Arrivals = new Map();
  watch(discord.requests, (r) => (r.method === "POST" && /messages$/.test(r.path) ? r.body : undefined));
  watch(slack.requests, (r) => (r.method === "chat.postMessage" ? r.args : undefined));
  const service = spawn(
    process.execPath,
    [join(import.meta.dirname, "../bin/wirewatch.js"), "run", "--config", config],
    {
      env: { ...process.env, DISCORD_TOKEN: TOKEN, SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_APP_TOKEN: APP_TOKEN },
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  const cpu = () => secondsOf(service.pid ?? 0);
  const rows: string[] = [];
  try {
    await wait(8_000);
    wire.rate(20); // until the code is warm
    await wait(5_000);
    wire.rate(0);
    await wait(3_000);
    for (const [rate, seconds] of RATES) {
      const before = new Set(wire.answered.keys());
      const spent = cpu();
      wire.rate(rate);
      await wait(seconds * 1_000);
      wire.rate(0);
      const end = performance.now() + LAST;
      const mine = () => [...wire.answered.keys()].filter((n) => !before.has(n));
      await wait(1_500);
      collect(arrivals);
      while (performance.now() < end && mine().some((n) => !seen(n, arrivals))) await wait(250);
      const busy = (cpu() - spent) / seconds;
      for (const [platform, on] of PLATFORMS) {
        rows.push(row(`${rate} | ${platform}`, mine().filter(on), wire.answered, arrivals, busy));
      }
    }
  } finally {
    service.kill("SIGTERM");
    await new Promise((resolve) => service.on("exit", resolve));
    await wire.close();
    await discord.close();
    await slack.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return [
    `The whole service as one process, ${FEEDS} feeds on loopback polled every second, ${channels.length} channels (${CHANNELS} on Discord, ${CHANNELS} on Slack, no rate limits), every new item an alert. Measured from the feed's answer that first held the item, handed to the system, to the platform's receipt of the request that posts it. Discord allows 50 requests a second in all, which its client keeps to by itself: half of 500 items a second are five times that, wait in the outbox in their order, and hold up nothing on Slack.`,
    "",
    "| new items a second | on | items | p50 | p90 | p99 | most | arrived | CPU of all |",
    "|---|---|---|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

interface Waiting {
  at: number;
  body: () => unknown;
}
const waiting: Waiting[] = [];

/** Notes each request's time as it comes; what it says is read later, when the platform has read it too. */
function watch<T>(requests: T[], bodyOf: (request: T) => unknown): void {
  const push = requests.push.bind(requests);
  requests.push = (...made: T[]) => {
    for (const request of made) waiting.push({ at: performance.now(), body: () => bodyOf(request) });
    return push(...made);
  };
}

function collect(arrivals: Arrivals): void {
  for (const { at, body } of waiting.splice(0)) {
    const text = JSON.stringify(body()) ?? "";
    const n = Number(/news-(\d+)/.exec(text)?.[1] ?? Number.NaN);
    if (!Number.isNaN(n) && !arrivals.has(n)) arrivals.set(n, at);
  }
}

function seen(n: number, arrivals: Arrivals): boolean {
  if (!arrivals.has(n)) collect(arrivals);
  return arrivals.has(n);
}

function row(
  what: string,
  items: readonly number[],
  answered: Arrivals,
  arrivals: Arrivals,
  busy: number,
): string {
  const taken = items
    .flatMap((n) => {
      const at = arrivals.get(n);
      return at === undefined ? [] : [at - (answered.get(n) ?? at)];
    })
    .sort((a, b) => a - b);
  const at = (part: number) =>
    `${Math.round(taken[Math.min(taken.length - 1, Math.floor(part * taken.length))] ?? 0)} ms`;
  const arrived = `${((100 * taken.length) / Math.max(1, items.length)).toFixed(1)}%`;
  return `| ${what} | ${items.length} | ${at(0.5)} | ${at(0.9)} | ${at(0.99)} | ${at(1)} | ${arrived} | ${busy.toFixed(2)} cores |`;
}

/** CPU seconds of a process and its threads so far; 0 where there is no /proc. */
function secondsOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0; // no such system
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
