import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { latencyWire } from "../../bench/latency-wire.ts";
import { LAUNCHER } from "../cli/launch.ts";
import { CHANNEL as DISCORD_CHANNEL, startDiscord, TOKEN, textOf } from "../platforms/discord/index.ts";
import {
  APP_TOKEN,
  BOT_TOKEN,
  read,
  CHANNEL as SLACK_CHANNEL,
  startSlack,
} from "../platforms/slack/index.ts";
import { eventually } from "../service/newsroom.ts";
import { seeded } from "../simulation/random.ts";

const MINUTES = Number(process.env.SOAK_MINUTES ?? 30);
const RATE = Number(process.env.SOAK_RATE ?? 50);
const WINDOW = Number(process.env.SOAK_WINDOW ?? 10_000);
const FEEDS = 50;
/** Between two ordered faults, in milliseconds. */
const CALM = 15_000;
const LOOK = 2_000;

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Bytes that a process has in memory. */
function rssOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1_024;
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

it(`stays of one size through ${MINUTES} minutes of ${RATE} items a second and a bad network`, async () => {
  const folder = mkdtempSync(join(tmpdir(), "wirewatch-soak-"));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  const discord = await startDiscord({ rateLimit: "off" });
  const slack = await startSlack({ rateLimit: "off" });
  const wire = await latencyWire(FEEDS);
  closing.push(discord.close, slack.close, wire.close);
  writeFileSync(
    join(folder, "wirewatch.yaml"),
    `database: desk.db
log: { level: error }
poll: { every: 1s, floor: 1s }
stories: { count: ${WINDOW} }
fetch: { contact: desk@example.org, allowHosts: ${JSON.stringify(wire.hosts)} }
backfill: none
adapters:
  discord: { apiBase: "${discord.apiBase}", timeoutMs: 2000 }
  slack: { apiBase: "${slack.apiBase}", timeoutMs: 2000 }
channels: { world: "discord:${DISCORD_CHANNEL}", newsroom: "slack:${SLACK_CHANNEL}" }
watchLists:
  - { name: all, title: All, queries: ["minister0"], channels: [world, newsroom] }
feeds:
${wire.urls.map((url, n) => `  - { url: "${url}", outlet: Outlet ${n}, language: en, every: 1s }`).join("\n")}
`,
  );
  const child = spawn(process.execPath, [LAUNCHER], {
    cwd: folder,
    env: { ...process.env, DISCORD_TOKEN: TOKEN, SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_APP_TOKEN: APP_TOKEN },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err = (err + text).slice(-5_000);
  });
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
  closing.push(() => void child.kill("SIGKILL"));
  await eventually(
    "a first poll",
    () => discord.requests.length > 0,
    60_000,
    () => err,
  );
  await wait(5_000);
  wire.rate(RATE);
  await eventually(
    "a full window",
    () => wire.answered.size >= WINDOW,
    (WINDOW / RATE) * 3_000 + 60_000,
    () => err,
  );

  const random = seeded(1);
  const sizes: { at: number; rss: number }[] = [];
  const start = performance.now();
  let [faults, nextFault] = [0, start];
  while (performance.now() - start < MINUTES * 60_000) {
    if (performance.now() > nextFault) {
      nextFault = performance.now() + CALM;
      faults++;
      const answer = random.pick(["hang", "reset", "stall", 502] as const);
      const accept = random.chance(0.5);
      if (random.chance(0.5)) discord.faults.add({ method: "POST", path: /\/messages$/, answer, accept });
      else slack.faults.add({ method: "chat.postMessage", answer, accept });
    }
    sizes.push({ at: performance.now() - start, rss: rssOf(child.pid ?? 0) });
    // What the loopbacks have seen is theirs to forget.
    discord.requests.length = 0;
    slack.requests.length = 0;
    await wait(LOOK);
  }
  const third = (MINUTES * 60_000) / 3;
  const first = median(sizes.filter((s) => s.at < third).map((s) => s.rss));
  const last = median(sizes.filter((s) => s.at > 2 * third).map((s) => s.rss));
  const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  const size = `${megabytes(first)} in the first third, ${megabytes(last)} in the last`;
  console.log(size);
  wire.rate(0);
  await wait(2_000);
  const due = [...wire.answered.keys()].filter((n) => n % 10 === 0);
  // What a story's thread says of an item that joined it is no alert.
  const told = () => ({
    discord: discord
      .messages(DISCORD_CHANNEL)
      .filter((m) => m.reference === undefined)
      .map((m) => textOf(m.content, m.embeds)),
    slack: slack
      .messages(SLACK_CHANNEL)
      .filter((m) => m.thread_ts === undefined)
      .map((m) => read(m).text),
  });
  const count = (texts: readonly string[]) => texts.filter((t) => /minister0/i.test(t)).length;
  await eventually(
    "all that is due",
    () => count(told().discord) >= due.length && count(told().slack) >= due.length,
    300_000,
    () => `${count(told().discord)} and ${count(told().slack)} of ${due.length}\n${err}`,
  );
  for (const texts of Object.values(told())) {
    const numbers = texts.flatMap((t) => /news-(\d+)/.exec(t)?.[1] ?? []).map(Number);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(due.toSorted((a, b) => a - b));
  }
  child.kill("SIGTERM");
  expect(await ended).toBe(0);
  console.log(
    `${MINUTES} minutes, ${wire.answered.size} items, ${due.length} alerts on each platform, ${faults} faults, 0 lost, 0 repeated: ${size}`,
  );
  expect(last).toBeLessThan(first * 1.1);
});
