import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openStore } from "../src/store/sqlite/open.ts";
import { firstLine } from "./polling.ts";

const FEEDS = Number(process.env.MEMORY_FEEDS ?? 10_000);
const ITEMS = 20;
/** A new item every so many minutes in each feed: at the usual interval of 5 minutes, one poll in four brings one. */
const NEW_EVERY = 20;
const HOSTS = 250;
/** In milliseconds: how long the service is watched once all is read (each feed is polled again), and once it is restarted. */
const WATCH = { steady: 420_000, restarted: 180_000 };

/** Megabytes (10^6) held: at their most over a stretch of time, and at its end. */
interface Held {
  most: number;
  last: number;
}

/**
 * The memory of the whole service, as `run` is: at the first sight of ten thousand feeds of 20 items, in the minutes
 * after, while one poll in four brings news, and after a restart with all feeds due at once.
 */
export async function bench(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "wirewatch-memory-"));
  const script = join(import.meta.dirname, "polling-server.ts");
  const server = spawn(process.execPath, [script, `${FEEDS}`, `${ITEMS}`, `${NEW_EVERY}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const database = join(folder, "wirewatch.db");
  const store = openStore({ file: database, newDeskId: () => "bench" });
  try {
    const port = await firstLine(server.stdout);
    const config = join(folder, "wirewatch.yaml");
    const hosts = Array.from({ length: HOSTS }, (_, n) => `127.0.0.${1 + n}:${port}`);
    const lines = [
      `database: ${database}`,
      `fetch: { contact: bench, allowHosts: ${JSON.stringify(hosts)} }`,
      "backfill: none",
      "channels: { screen: 'console:desk' }",
      "watchLists: []",
      "feeds:",
      ...Array.from(
        { length: FEEDS },
        (_, n) => `  - { url: "http://${hosts[n % HOSTS]}/${n}.xml", outlet: Bench }`,
      ),
    ];
    writeFileSync(config, lines.join("\n"));
    const started = performance.now();
    const service = serve(config);
    const first = await held(service, async () => (await store.totals()).entries >= FEEDS * ITEMS);
    const seconds = Math.round((performance.now() - started) / 1_000);
    const steady = await held(service, after(WATCH.steady));
    await ended(service);
    const now = Date.now();
    await store.claim((await store.feeds()).map(({ id }) => ({ feedId: id, nextPollAt: now })));
    const again = serve(config);
    const restarted = await held(again, after(WATCH.restarted));
    await ended(again);
    const row = (what: string, { most, last }: Held) => `| ${what} | ${most} MB | ${last} MB |`;
    return [
      `${FEEDS} loopback feeds of ${ITEMS} items, one process as \`run\` is, the story index at its default of 100,000 entries at most. Resident memory, in MB of 10^6 bytes.`,
      "",
      "| | at most | at the end |",
      "|---|---|---|",
      row(`first sight of all, ${seconds} s`, first),
      row(`${WATCH.steady / 60_000} minutes of polls, one in four with a new item`, steady),
      row(`restarted with all due, ${WATCH.restarted / 60_000} minutes`, restarted),
    ].join("\n");
  } finally {
    server.kill();
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

function serve(config: string): ChildProcess {
  const launcher = join(import.meta.dirname, "../bin/wirewatch.js");
  return spawn(process.execPath, [launcher, "run", "--config", config], { stdio: "ignore" });
}

async function ended(service: ChildProcess): Promise<void> {
  const end = new Promise((done) => service.on("exit", done));
  service.kill("SIGTERM");
  await end;
}

function after(ms: number): () => Promise<boolean> {
  const end = performance.now() + ms;
  return async () => performance.now() >= end;
}

/** What a process holds until `done` says so, looked at every second. */
async function held(service: ChildProcess, done: () => Promise<boolean>): Promise<Held> {
  const found: Held = { most: 0, last: 0 };
  do {
    await sleep(1_000);
    const place = `/proc/${service.pid}/status`;
    if (service.exitCode !== null || !existsSync(place)) throw new Error("the service ended by itself");
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(place, "utf8"))?.[1] ?? 0);
    found.last = Math.round((kilobytes * 1_024) / 1e6);
    found.most = Math.max(found.most, found.last);
  } while (!(await done()));
  return found;
}
