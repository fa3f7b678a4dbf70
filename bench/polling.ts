import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const FEEDS = 1_000;
const ITEMS = 20;
/** Loopback addresses that the feeds are spread over, so that two connections a host are no bottleneck of either. */
const HOSTS = 250;
const ROUNDS = 5;
/** newsboat's reload-threads: its default, and more. Its best counts. */
const THREADS = [1, 8];

interface Run {
  first: number;
  unchanged: number;
  /** Bytes, at their most. */
  peak: number;
}

/**
 * 1,000 loopback feeds of 20 items, polled first and unchanged, storing included: Wirewatch's whole service (fetch,
 * parse, match, group, store) in one process, against `newsboat -x reload`, each time with its whole process,
 * because that is how newsboat is run.
 */
export async function bench(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "wirewatch-polling-"));
  const server = spawn(
    process.execPath,
    [join(import.meta.dirname, "polling-server.ts"), `${FEEDS}`, `${ITEMS}`],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  try {
    const port = await firstLine(server.stdout);
    const urls = Array.from(
      { length: FEEDS },
      (_, n) => `http://127.0.0.${1 + (n % HOSTS)}:${port}/${n}.xml`,
    );
    const ours = await wirewatch(folder, urls);
    const theirs = await newsboat(folder, urls);
    return report(ours, theirs);
  } finally {
    server.kill();
    rmSync(folder, { recursive: true });
  }
}

async function wirewatch(folder: string, urls: readonly string[]): Promise<Run & { rss: number }> {
  const hosts = new Set(urls.map((url) => new URL(url).host));
  const lines = [
    `database: ${join(folder, "wirewatch.db")}`,
    `fetch: { contact: bench, allowHosts: ${JSON.stringify([...hosts])} }`,
    "backfill: none",
    "channels: { screen: 'console:desk' }",
    "watchLists: []",
    "feeds:",
    ...urls.map((url) => `  - { url: "${url}", outlet: Bench }`),
  ];
  const config = join(folder, "wirewatch.yaml");
  writeFileSync(config, lines.join("\n"));
  const desk = spawn(process.execPath, [join(import.meta.dirname, "polling-desk.ts"), config, `${ROUNDS}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { seconds, rss, peak } = JSON.parse(await firstLine(desk.stdout));
  const [first, ...later] = seconds;
  return { first, unchanged: median(later), rss, peak };
}

/** newsboat's best over THREADS; undefined where it is not installed. */
async function newsboat(folder: string, urls: readonly string[]): Promise<Run | undefined> {
  const program = ["/usr/bin/newsboat", "/usr/local/bin/newsboat"].find((path) => existsSync(path));
  if (program === undefined) return undefined;
  writeFileSync(join(folder, "urls"), `${urls.join("\n")}\n`);
  const runs: Run[] = [];
  for (const threads of THREADS) {
    const cache = join(folder, `cache-${threads}.db`);
    writeFileSync(join(folder, "config"), `reload-threads ${threads}\n`);
    const reload = () =>
      timed(program, ["-x", "reload", "-u", join(folder, "urls"), "-c", cache, "-C", join(folder, "config")]);
    const first = await reload();
    const later = await reload();
    runs.push({ first: first.seconds, unchanged: later.seconds, peak: Math.max(first.peak, later.peak) });
  }
  return {
    first: Math.min(...runs.map((run) => run.first)),
    unchanged: Math.min(...runs.map((run) => run.unchanged)),
    peak: Math.min(...runs.map((run) => run.peak)),
  };
}

async function timed(program: string, args: string[]): Promise<{ seconds: number; peak: number }> {
  const started = performance.now();
  const child = spawn(program, args, { stdio: "ignore" });
  let peak = 0;
  const watch = setInterval(() => {
    const status = `/proc/${child.pid}/status`;
    if (existsSync(status))
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(status, "utf8"))?.[1] ?? 0) * 1_024);
  }, 50);
  const code = await new Promise<number | null>((done, failed) => child.on("exit", done).on("error", failed));
  clearInterval(watch);
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
  return { seconds: (performance.now() - started) / 1_000, peak };
}

function report(ours: Run & { rss: number }, theirs: Run | undefined): string {
  const row = (name: string, run: Run) =>
    `| ${name} | ${run.first.toFixed(2)} s (${rate(run.first)}/s) | ${run.unchanged.toFixed(2)} s (${rate(run.unchanged)}/s) | ${Math.round(run.peak / 1e6)} MB |`;
  const lines = [
    `${FEEDS} loopback feeds of ${ITEMS} items on ${HOSTS} addresses, storing included. Wirewatch: one process that polls, parses, matches, groups and stores; unchanged is the median of ${ROUNDS} rounds (304). newsboat: \`newsboat -x reload\`, the best of ${THREADS.join(" and ")} reload threads.`,
    "",
    "| | first poll | unchanged | most memory |",
    "|---|---|---|---|",
    row("Wirewatch", ours),
  ];
  if (theirs === undefined)
    lines.push("", "newsboat is not installed here (`apt install newsboat`): not compared.");
  else {
    const times = (a: number, b: number) => (a / b).toFixed(1);
    lines.push(
      row("newsboat", theirs),
      "",
      `Wirewatch polls ${times(theirs.first, ours.first)} times as many feeds a second at first and ${times(theirs.unchanged, ours.unchanged)} times as many unchanged.`,
    );
  }
  lines.push(`Wirewatch holds ${Math.round(ours.rss / 1e6)} MB after the last round.`);
  return lines.join("\n");
}

function rate(seconds: number): number {
  return Math.round(FEEDS / seconds);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error("a child process ended without a word");
}
