import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a whole process took: seconds by the clock and of all cores together, and bytes at their most. */
export interface Taken {
  seconds: number;
  cpu: number;
  peak: number;
}

export interface NewsboatRun {
  first: Taken;
  unchanged: Taken;
  /** The same cache opened and nothing polled: what of a reload is start and end. */
  opened: Taken;
}

/** newsboat's reload-threads: its default, and more. */
export const THREADS = [1, 8];
/** Linux counts a process's time in hundredths of a second. */
const TICKS = 100;

/** Where newsboat is installed; undefined where it is not. */
export function newsboatProgram(): string | undefined {
  return ["/usr/bin/newsboat", "/usr/local/bin/newsboat"].find((path) => existsSync(path));
}

/** `newsboat -x reload`, first and unchanged, and `-x print-unread`, which opens and counts without polling. */
export async function newsboat(
  program: string,
  folder: string,
  urls: readonly string[],
  threads: number,
): Promise<NewsboatRun> {
  const [list, settings] = [join(folder, "urls"), join(folder, "config")];
  writeFileSync(list, `${urls.join("\n")}\n`);
  writeFileSync(settings, `reload-threads ${threads}\n`);
  const cache = join(folder, `cache-${Math.random()}.db`);
  const run = (what: string) => taken(program, ["-x", what, "-u", list, "-c", cache, "-C", settings]);
  return { first: await run("reload"), unchanged: await run("reload"), opened: await run("print-unread") };
}

/** Runs a program to its end. Its time on the cores is read from /proc, to 50 ms at worst. */
export async function taken(program: string, args: readonly string[]): Promise<Taken> {
  const started = performance.now();
  const child = spawn(program, args, { stdio: "ignore" });
  let [peak, cpu] = [0, 0];
  const look = () => {
    const place = `/proc/${child.pid}`;
    if (!existsSync(`${place}/status`)) return;
    const status = readFileSync(`${place}/status`, "utf8");
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1_024);
    const fields = readFileSync(`${place}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    cpu = Math.max(cpu, (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS);
  };
  const watch = setInterval(look, 50);
  const code = await new Promise<number | null>((done, failed) => child.on("exit", done).on("error", failed));
  clearInterval(watch);
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
  return { seconds: (performance.now() - started) / 1_000, cpu, peak };
}
