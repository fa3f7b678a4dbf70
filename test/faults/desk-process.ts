import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TOKEN } from "../platforms/discord/index.ts";
import { APP_TOKEN, BOT_TOKEN } from "../platforms/slack/index.ts";
import { type Errand, report } from "./errand.ts";

/** None compiles what one before it did. Where Node keeps it unless told (module.enableCompileCache). */
const COMPILED = join(tmpdir(), "node-compile-cache");
/** What is still silent then hangs, in milliseconds. */
const HUNG = 120_000;
const SCRIPT = join(import.meta.dirname, "desk-child.ts");

/** Of one that was killed. */
const NOTHING = { passed: 0, hit: undefined, done: false };

export interface Ended {
  /** "0", else the exit code or the signal. */
  how: string;
  /** What it logged. */
  err: string;
  /** How many points it passed; 0 of one that was killed. */
  passed: number;
  /** What the fault met, if it came to that. */
  hit: string | undefined;
}

/** How long the last day took that was untouched, in milliseconds: what the share of a day is of. */
let dayLasts = 700;

/** One process of the service (desk-child.ts), and what it has said since its last errand. */
class DeskProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #closed: Promise<string>;
  #out = "";
  #err = "";
  #said = () => {};
  readonly #ready = new Promise<void>((resolve) => {
    this.#said = resolve;
  });
  ended = false;

  constructor() {
    const env = {
      ...process.env,
      NODE_OPTIONS: "",
      NODE_COMPILE_CACHE: COMPILED,
      DISCORD_TOKEN: TOKEN,
      SLACK_BOT_TOKEN: BOT_TOKEN,
      SLACK_APP_TOKEN: APP_TOKEN,
    };
    this.#child = spawn(process.execPath, [SCRIPT], { env, cwd: tmpdir() });
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#out += text;
      if (this.#out.endsWith("\n")) this.#said();
    });
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#err += text;
    });
    // Killed, it does not read what it is given.
    this.#child.stdin.on("error", () => undefined);
    this.#closed = once(this.#child, "close").then(([code, signal]) => {
      this.ended = true;
      return String(code ?? signal);
    });
  }

  /** Resolves when the errand is done and the process waits for another, or has ended. */
  async run(errand: Errand, killAt?: number): Promise<Ended> {
    const hung = setTimeout(() => this.#child.kill("SIGABRT"), HUNG);
    await Promise.race([this.#ready, this.#closed]);
    [this.#out, this.#err] = ["", ""];
    const said = new Promise<void>((resolve) => {
      this.#said = resolve;
    });
    const began = performance.now();
    this.#child.stdin.write(`${JSON.stringify(errand)}\n`);
    const kill = () => this.#child.kill("SIGKILL");
    const killed = killAt === undefined ? undefined : setTimeout(kill, killAt * dayLasts);
    await Promise.race([said, this.#closed]);
    clearTimeout(killed);
    const line = this.#out.trim().split("\n").at(-1) ?? "";
    const points = line.startsWith("{") ? report.parse(JSON.parse(line)) : NOTHING;
    // One that met its fault ends by itself, and so does one that crashed or was killed a moment after it had answered.
    const goesOn = points.done && points.hit === undefined && !this.#child.killed;
    if (goesOn) dayLasts = performance.now() - began;
    const how = goesOn ? "0" : await this.#closed;
    clearTimeout(hung);
    return { how, err: this.#err, passed: points.passed, hit: points.hit };
  }

  async end(): Promise<void> {
    this.#child.stdin.end();
    await this.#closed;
  }
}

let waiting: DeskProcess[] = [];

/**
 * Sends the service on an errand: in a process that came back from one untouched, else in a new one. It is killed from
 * outside `killAt` of the way through its day, if that is said.
 */
export async function runErrand(errand: Errand, killAt?: number): Promise<Ended> {
  const desk = waiting.pop() ?? new DeskProcess();
  const ended = await desk.run(errand, killAt);
  if (!desk.ended && ended.how === "0" && ended.hit === undefined) waiting.push(desk);
  return ended;
}

/** To be called when no more days are to come. */
export async function endProcesses(): Promise<void> {
  const all = waiting;
  waiting = [];
  await Promise.all(all.map((desk) => desk.end()));
}
