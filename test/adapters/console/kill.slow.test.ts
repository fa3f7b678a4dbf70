import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

/** Starts the endless poster at message `first` and kills it after `told` lines; returns what it said it had sent. */
async function run(dir: string, first: number, told: number): Promise<string[]> {
  const script = join(import.meta.dirname, "kill-child.ts");
  const child = spawn(process.execPath, [script, dir, String(first)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    if (said.split("\n").length > told) child.kill("SIGKILL");
  });
  const [, signal] = await once(child, "close");
  expect(signal).toBe("SIGKILL");
  return said.split("\n").slice(0, -1);
}

test("killed at any moment and started again, it has told each message once, and none that it said it told is missing", async () => {
  const dir = await mkdtemp(join(tmpdir(), "console-kill-"));
  try {
    const said = new Set<string>();
    let next = 0;
    for (let round = 0; round < 25; round++) {
      for (const key of await run(dir, next, 3 + ((round * 7) % 40))) said.add(key);
      next = Math.max(...[...said].map((key) => Number(key.slice(1)))) + 1;
    }
    const lines = (await readFile(join(dir, "console-desk.ndjson"), "utf8")).split("\n");
    // Only the very last line may be torn: the next start would cut it off.
    lines.pop();
    const keys = lines.map((line) => String(JSON.parse(line).key));
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of said) expect(keys).toContain(key);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
