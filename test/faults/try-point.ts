import { faultDesk } from "./desk.ts";
import { problemsOf } from "./judge.ts";
import type { FaultKind } from "./points.ts";

export interface Tried {
  kind: FaultKind;
  at: number;
  /** What the fault met; undefined if the run ended before it came to that point: untouched. */
  hit: string | undefined;
  passed: number;
  problems: string[];
}

/**
 * A day of the real service with a fault at one point, then an untouched run to the day's end. A killed process says
 * nothing of where: it is `hit` if it did not end by itself.
 */
export async function tryPoint(kind: FaultKind, at: number): Promise<Tried> {
  const desk = await faultDesk();
  try {
    const faulty = await desk.run(kind, at);
    const after = await desk.run("fail", 0);
    const problems = await problemsOf(desk);
    if (after.how !== "0") problems.push(`the untouched run ended with ${after.how}`);
    if (problems.length > 0) problems.push(faulty.err.slice(-2000), after.err.slice(-2000));
    const hit = faulty.hit ?? (faulty.how === "SIGKILL" ? "killed" : undefined);
    return { kind, at, hit, passed: faulty.passed, problems };
  } finally {
    await desk.close();
  }
}

/** How many points an untouched day has, and that nothing is wrong with it. */
export async function pointsOfADay(kind: FaultKind): Promise<number> {
  const { passed, problems } = await tryPoint(kind, 0);
  if (problems.length > 0) throw new Error(`an untouched day went wrong: ${problems.join("\n")}`);
  return passed;
}
