import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type NewsboatRun, newsboat, newsboatProgram, THREADS } from "./newsboat.ts";

const FEEDS = 1_000;
const ITEMS = 20;
/** Loopback addresses that the feeds are spread over, so that two connections a host are no bottleneck of either. */
const HOSTS = 250;
const UNCHANGED = 5;
/** Everything is run so often, in turn, and each one's best counts: other work on the machine comes and goes. */
const TURNS = 2;

/** Seconds by the clock, of all cores together, and (ours) of the thread that serves everything else. */
interface Time {
  seconds: number;
  cpu: number;
  main?: number;
}

interface Run {
  first: Time;
  unchanged: Time;
  /** The whole process, from its start to its end. */
  process: { first: Time; unchanged: Time };
  /** Bytes: at their most, and after the last round. */
  peak: number;
  rss?: number;
}

type Part = "reading" | "whole";

/**
 * 1,000 loopback feeds of 20 items, polled first and unchanged, storing included, against newsboat: what both do
 * (fetch, read, tell new from known, store), and the whole service, which also matches and groups into stories. Both
 * by the clock while polling and by the whole process.
 */
export async function bench(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "wirewatch-polling-"));
  const script = join(import.meta.dirname, "polling-server.ts");
  const server = spawn(process.execPath, [script, `${FEEDS}`, `${ITEMS}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const port = await firstLine(server.stdout);
    const urls = Array.from(
      { length: FEEDS },
      (_, n) => `http://127.0.0.${1 + (n % HOSTS)}:${port}/${n}.xml`,
    );
    // A server that has just started is slow: whoever came first would pay for it.
    for (const url of urls) await (await fetch(url)).arrayBuffer();
    const program = newsboatProgram();
    const load = loadavg()[0] ?? 0;
    const [reading, whole]: [Run[], Run[]] = [[], []];
    const theirs = new Map<number, NewsboatRun[]>();
    for (let turn = 0; turn < TURNS; turn++) {
      reading.push(await wirewatch(folder, urls, "reading", turn));
      for (const threads of program === undefined ? [] : settingsOf(theirs)) {
        const run = await newsboat(program ?? "", folder, urls, threads);
        theirs.set(threads, [...(theirs.get(threads) ?? []), run]);
      }
      whole.push(await wirewatch(folder, urls, "whole", turn));
    }
    const newsboats = new Map([...theirs].map(([threads, runs]) => [threads, asRun(runs)]));
    return report(best(reading), best(whole), newsboats, load);
  } finally {
    server.kill();
    rmSync(folder, { recursive: true });
  }
}

/** newsboat with each number of threads once, then with the faster. */
function settingsOf(runs: ReadonlyMap<number, readonly NewsboatRun[]>): number[] {
  if (runs.size === 0) return THREADS;
  const seconds = (threads: number) => asRun(runs.get(threads) ?? []).first.seconds;
  return THREADS.toSorted((a, b) => seconds(a) - seconds(b)).slice(0, 1);
}

async function wirewatch(folder: string, urls: readonly string[], part: Part, turn: number): Promise<Run> {
  const hosts = new Set(urls.map((url) => new URL(url).host));
  const lines = [
    `database: ${join(folder, `${part}-${turn}.db`)}`,
    `fetch: { contact: bench, allowHosts: ${JSON.stringify([...hosts])} }`,
    "backfill: none",
    "channels: { screen: 'console:desk' }",
    "watchLists: []",
    "feeds:",
    ...urls.map((url) => `  - { url: "${url}", outlet: Bench }`),
  ];
  const config = join(folder, "wirewatch.yaml");
  writeFileSync(config, lines.join("\n"));
  const service = await deskProcess(config, UNCHANGED, 0, part);
  const again = await deskProcess(config, 0, 2 * (UNCHANGED + 1), part);
  const [start, ...later] = service.polls;
  if (start === undefined) throw new Error("a desk polled nothing");
  const sum = (of: (time: Time) => number) => later.reduce((all, time) => all + of(time), 0);
  return {
    first: start,
    unchanged: middleTime(later),
    process: {
      // Rounds follow one another: without the later ones it is a process that polls once.
      first: {
        seconds: service.process.seconds - sum((t) => t.seconds),
        cpu: service.process.cpu - sum((t) => t.cpu),
      },
      unchanged: again.process,
    },
    peak: service.peak,
    rss: service.rss,
  };
}

async function deskProcess(config: string, rounds: number, later: number, part: Part) {
  const started = performance.now();
  const script = join(import.meta.dirname, "polling-desk.ts");
  const child = spawn(process.execPath, [script, config, `${rounds}`, `${later}`, part], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache") }, // as bin/wirewatch.js turns it on
  });
  const ended = new Promise((done) => child.on("exit", done));
  const said: { polls: Time[]; cpuWhole: number; rss: number; peak: number } = JSON.parse(
    await firstLine(child.stdout),
  );
  await ended;
  return {
    polls: said.polls,
    process: { seconds: (performance.now() - started) / 1_000, cpu: said.cpuWhole },
    rss: said.rss,
    peak: said.peak,
  };
}

/** newsboat's polling is what its reload takes beyond opening the cache and counting, which every run of it does. */
function asRun(runs: readonly NewsboatRun[]): Run {
  const first = quickest(runs.map((run) => run.first));
  const unchanged = quickest(runs.map((run) => run.unchanged));
  const opened = quickest(runs.map((run) => run.opened));
  const polling = {
    seconds: Math.max(0.01, unchanged.seconds - opened.seconds),
    cpu: Math.max(0.01, unchanged.cpu - opened.cpu),
  };
  const peak = Math.min(...runs.map((run) => run.unchanged.peak));
  // Its first reload starts with an empty cache.
  return { first, unchanged: polling, process: { first, unchanged }, peak };
}

function report(reading: Run, whole: Run, theirs: ReadonlyMap<number, Run>, load: number): string {
  const newsboats = [...theirs].toSorted(([, a], [, b]) => a.process.first.seconds - b.process.first.seconds);
  const cell = ({ seconds, cpu, main }: Time) =>
    `${seconds.toFixed(2)} s, CPU ${cpu.toFixed(2)} s${main === undefined ? "" : `, ${main.toFixed(2)} of it the main thread's`} (${Math.round(FEEDS / seconds)}/s)`;
  const row = (name: string, { first, unchanged, process, peak }: Run) =>
    `| ${name} | ${cell(first)} | ${cell(unchanged)} | ${cell(process.first)} | ${cell(process.unchanged)} | ${Math.round(peak / 1e6)} MB |`;
  const lines = [
    `${FEEDS} loopback feeds of ${ITEMS} items on ${HOSTS} addresses, the best of ${TURNS} turns; load of the machine at the start: ${load.toFixed(1)}. "Reading" is what both programs do: fetch, read, tell new from known, store. The whole service also groups 20,000 entries into stories. "Polling" leaves out start and end: for Wirewatch in a service that runs (its first poll in a process just started), for newsboat what \`-x reload\` takes beyond \`-x print-unread\` (its first poll, with an empty cache, as it is). Unchanged is 304. Both store in SQLite on the same disk; newsboat as it comes but for \`reload-threads\`. Node's compile cache is on, as the launcher has it.`,
    "",
    "| | polling, first | polling, unchanged | process, first | process, unchanged | most memory |",
    "|---|---|---|---|---|---|",
    row("Wirewatch, reading", reading),
    row("Wirewatch, whole service", whole),
    ...newsboats.map(([threads, run]) => row(`newsboat, reload-threads ${threads}`, run)),
    "",
  ];
  if (newsboats.length === 0)
    lines.push("newsboat is not installed here (`apt install newsboat`): not compared.");
  for (const [threads, run] of newsboats) {
    const rival = `newsboat with reload-threads ${threads}${threads === THREADS[0] ? ", as it comes" : ""}`;
    lines.push(`- Reading, against ${rival}: ${ratios(reading, run)}`);
    lines.push(`- The whole service, against ${rival}: ${ratios(whole, run)}`);
  }
  lines.push("");
  lines.push(`The whole service holds ${Math.round((whole.rss ?? 0) / 1e6)} MB after the last round.`);
  return lines.join("\n");
}

function ratios(ours: Run, theirs: Run): string {
  const times = (a: Time, b: Time) =>
    `${(b.seconds / a.seconds).toFixed(1)} (CPU ${(b.cpu / a.cpu).toFixed(1)})`;
  return `its feeds a second times ${times(ours.first, theirs.first)} at first, ${times(ours.unchanged, theirs.unchanged)} unchanged; by whole processes ${times(ours.process.first, theirs.process.first)} at first, ${times(ours.process.unchanged, theirs.process.unchanged)} unchanged; a running service's unchanged poll against newsboat's whole process ${times(ours.unchanged, theirs.process.unchanged)}.`;
}

/** Each figure's best of the runs. */
function best(runs: readonly Run[]): Run {
  return {
    first: quickest(runs.map((run) => run.first)),
    unchanged: quickest(runs.map((run) => run.unchanged)),
    process: {
      first: quickest(runs.map((run) => run.process.first)),
      unchanged: quickest(runs.map((run) => run.process.unchanged)),
    },
    peak: Math.min(...runs.map((run) => run.peak)),
    rss: Math.min(...runs.map((run) => run.rss ?? 0)),
  };
}

function quickest(times: readonly Time[]): Time {
  const seconds = Math.min(...times.map((t) => t.seconds));
  const cpu = Math.min(...times.map((t) => t.cpu));
  const main = Math.min(...times.map((t) => t.main ?? Number.POSITIVE_INFINITY));
  return { seconds, cpu, ...(Number.isFinite(main) ? { main } : {}) };
}

function middleTime(times: readonly Time[]): Time {
  return { seconds: median(times.map((t) => t.seconds)), cpu: median(times.map((t) => t.cpu)) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** What a child process says first. */
export async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error("a child process ended without a word");
}
