import type { Millis } from "../model/time.ts";

export interface Shutdown {
  /** Aborted by the first SIGTERM, SIGINT or SIGHUP, with the signal's name as the reason. */
  readonly signal: AbortSignal;
  /** Takes the handlers away again; call it when the work is done. */
  dispose(): void;
}

/** A terminal signals the whole process group, and a launcher passes its own on: two signals at once are one. */
const SAME_MS: Millis = 1_000;

/** How often a process that npm or the launcher started looks whether they are still there, in milliseconds. */
const LOOK_MS: Millis = 500;

/**
 * npm passes a SIGTERM to the shell that it started, and no further; a launcher that is killed passes on nothing.
 * What they started would live on unseen and hold the database: it takes their end for the wish to stop.
 */
function watchParent(gone: () => void): NodeJS.Timeout | undefined {
  const parent = process.ppid;
  const { npm_command, WIREWATCH_LAUNCHER } = process.env;
  if (npm_command === undefined && WIREWATCH_LAUNCHER !== String(parent)) return undefined;
  return setInterval(() => {
    if (process.ppid !== parent) gone();
  }, LOOK_MS).unref();
}

/**
 * Listens for the signals that ask the service to stop. It then has `graceMs` to finish the work in hand; a
 * second signal, or the end of that time, ends the process at once with exit code 1: a crash, which it is built for.
 */
export function listenForShutdown(
  options: { graceMs?: Millis; say?: (text: string) => void } = {},
): Shutdown {
  const { graceMs = 9_000, say = (text) => console.error(text) } = options;
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let asked = 0;
  const stop = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      if (performance.now() - asked < SAME_MS) return;
      say(`wirewatch: ${name} again: stopping at once`);
      process.exit(1);
    }
    asked = performance.now();
    timer = setTimeout(() => {
      say(`wirewatch: not done ${graceMs / 1000} s after the signal: stopping at once`);
      process.exit(1);
    }, graceMs);
    timer.unref();
    controller.abort(new DOMException(`stopped by ${name}`, "AbortError"));
  };
  const signals = ["SIGTERM", "SIGINT", "SIGHUP"] as const;
  for (const name of signals) process.on(name, stop);
  const watch = watchParent(() => {
    clearInterval(watch);
    if (!controller.signal.aborted) stop("SIGHUP");
  });
  return {
    signal: controller.signal,
    dispose() {
      clearTimeout(timer);
      clearInterval(watch);
      for (const name of signals) process.off(name, stop);
    },
  };
}
