import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** How a count that takes hours is tried: a stretch at a time, each kept in a file, so that an interruption costs one. */
export interface Chunks {
  /** Of how many a chunk is. */
  size: number;
  /** The first and the last of all, counted from 1; without a last, until `isLast`. */
  first: number;
  last: number;
  /** The variables that make a test try these. */
  env(first: number, last: number): Record<string, string>;
  /** Whether a chunk found that there are no more, by what it said. */
  isLast(said: readonly string[], last: number): boolean;
  /** What all chunks said, in the words of one. */
  addUp(said: readonly (readonly string[])[]): string[];
}

/** What a chunk said, and how it ended. */
export interface Ran {
  status: number;
  said: string[];
  seconds: number;
  /** What was tried. */
  commit: string;
}

const footer = z.object({ status: z.number(), seconds: z.number(), commit: z.string() });

/**
 * Runs the chunks that are not in the folder yet, one after another, up to the first that fails. Whatever is there
 * counts, of whichever commit.
 */
export function runChunks(
  name: string,
  chunks: Chunks,
  folder: string,
  run: (env: Record<string, string>) => { status: number; output: string },
  saidIn: (output: string) => string[],
): Ran[] {
  mkdirSync(folder, { recursive: true });
  const all: Ran[] = [];
  for (let first = chunks.first; first <= chunks.last; first += chunks.size) {
    const last = Math.min(chunks.last, first + chunks.size - 1);
    const file = join(folder, `${name}-${first}-${last - first + 1}.log`);
    let ran = kept(file, saidIn);
    if (ran === undefined) {
      const now = runTimed(() => run(chunks.env(first, last)), saidIn);
      ran = now.ran;
      const { status, seconds, commit, said } = ran;
      writeFileSync(file, `${now.output}\n${JSON.stringify({ status, seconds, commit })}\n`);
      console.log(`${name} ${first} to ${last}, ${seconds} s: ${said.join("; ")}`);
    }
    all.push(ran);
    if (ran.status !== 0 || chunks.isLast(ran.said, last)) break;
  }
  return all;
}

/** A chunk that passed; one that did not is tried again. */
function kept(file: string, saidIn: (output: string) => string[]): Ran | undefined {
  if (!existsSync(file)) return undefined;
  const output = readFileSync(file, "utf8").trimEnd();
  const end = footer.parse(JSON.parse(output.slice(output.lastIndexOf("\n"))));
  return end.status === 0 ? { ...end, said: saidIn(output) } : undefined;
}

/** One run of a test, and what it came to. */
export function runTimed(
  run: () => { status: number; output: string },
  saidIn: (output: string) => string[],
): { ran: Ran; output: string } {
  const began = performance.now();
  const { status, output } = run();
  const seconds = Math.round((performance.now() - began) / 1_000);
  return { ran: { status, said: saidIn(output), seconds, commit: commitHere() }, output };
}

function commitHere(): string {
  return execFileSync("git", ["rev-parse", "--short", "HEAD"], {
    cwd: import.meta.dirname,
    encoding: "utf8",
  }).trim();
}

/** The lines of a pattern, in parts, and the sum of a part over all of them. */
function taken(said: readonly (readonly string[])[], pattern: RegExp) {
  const lines = said.flat().flatMap((line) => {
    const parts = pattern.exec(line);
    return parts === null ? [] : [parts];
  });
  return { lines, sum: (part: number) => lines.reduce((all, parts) => all + Number(parts[part]), 0) };
}

const KILLS = /^(\d+) seeds from (\d+) (.*): (\d+) kills \((.*)\), (.*)$/;
const NAMED = /(\d+) ([^,()\d]+)/g;

/** "50 seeds from 1 on ...: 99 kills (46 at random, 6 before send), 900 bytes of WAL lost, ...", of all chunks. */
export function addUpKills(said: readonly (readonly string[])[]): string[] {
  const { lines, sum } = taken(said, KILLS);
  const named = (group: number) => {
    const counts = new Map<string, number>();
    for (const parts of lines) {
      for (const [, n, what = ""] of (parts[group] ?? "").matchAll(NAMED))
        counts.set(what, (counts.get(what) ?? 0) + Number(n));
    }
    return [...counts].map(([what, n]) => `${n} ${what}`).join(", ");
  };
  const [, , from, where] = lines[0] ?? [];
  return [`${sum(1)} seeds from ${from} ${where}: ${sum(4)} kills (${named(5)}), ${named(6)}`];
}

const DAYS =
  /^(\d+) days from seed (\d+) in (\d+) s: (\d+) messages through (\d+) faults and (\d+) crashes, (.*)$/;

/** "1000 days from seed 1 in 60 s: 101 messages through 70 faults and 5 crashes, 0 lost, 0 repeated", of all chunks. */
export function addUpDays(said: readonly (readonly string[])[]): string[] {
  const { lines, sum } = taken(said, DAYS);
  const [first] = lines;
  if (first === undefined) return [];
  return [
    `${sum(1)} days from seed ${first[2]} in ${sum(3)} s: ${sum(4)} messages through ${sum(5)} faults and ${sum(6)} crashes, ${first[7]}`,
  ];
}

const POINTS = /^(\w+): points (\d+) to (\d+), (\d+) wrong$/;

/** "fail: points 1 to 40, 0 wrong": from where to where the chunks of each kind went on, up to its first untouched day. */
export function addUpPoints(said: readonly (readonly string[])[], size: number): string[] {
  const kinds = new Map<string, { from: number; to: number; wrong: number; over: boolean }>();
  for (const line of said.flat()) {
    const [, kind, from, to, wrong] = POINTS.exec(line) ?? [];
    if (kind === undefined) continue;
    const all = kinds.get(kind) ?? { from: Number(from), to: 0, wrong: 0, over: false };
    kinds.set(kind, all);
    if (all.over) continue;
    all.to = Number(to);
    all.wrong += Number(wrong);
    all.over = Number(to) - Number(from) + 1 < size;
  }
  return [...kinds].map(([kind, { from, to, wrong }]) => `${kind}: points ${from} to ${to}, ${wrong} wrong`);
}

/** Whether each kind came to a day that passed untouched before its last point. */
export function pointsOver(said: readonly string[], last: number): boolean {
  const ends = said.flatMap((line) => POINTS.exec(line)?.[3] ?? []).map(Number);
  return ends.length > 0 && ends.every((to) => to < last);
}
