import { afterAll, expect, it } from "vitest";
import { endProcesses } from "./desk-process.ts";
import { tryPoint } from "./try-point.ts";

const FROM = Number(process.env.FAULT_FROM ?? 1);
const TO = Number(process.env.FAULT_TO ?? Number.POSITIVE_INFINITY);

afterAll(endProcesses);

/** As SQLite's own tests do: the first point, the second, the third, until a run passes untouched. */
it.each(["fail", "kill"] as const)("tells every alert once, whichever point should %s", async (kind) => {
  let [next, over] = [FROM, false];
  const wrong: string[] = [];
  const lane = async () => {
    while (!over && next <= TO) {
      const at = next++;
      const { hit, problems } = await tryPoint(kind, at);
      if (problems.length > 0) wrong.push(`${kind} at point ${at} (${hit}): ${problems.join("; ")}`);
      if (hit === undefined) over = true;
      if (at % 50 === 0) console.log(`${kind}: ${at} points, ${wrong.length} wrong`);
    }
  };
  await Promise.all([lane(), lane()]);
  console.log(`${kind}: points ${FROM} to ${next - 1}, ${wrong.length} wrong`);
  expect(wrong).toEqual([]);
});
