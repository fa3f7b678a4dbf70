import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { LAUNCHER } from "../../cli/launch.ts";

const SHARED = join(import.meta.dirname, "../../../../shared");
const SCORER = join(SHARED, "score/feeds.mjs");
const DATA = join(SHARED, "data/feeds");

/** The public corpora are not part of the project: where they are absent, there is nothing to score. */
const isHere = existsSync(SCORER) && existsSync(DATA);

test.skipIf(!isHere)(
  "97% of what the corpora expect, every file answered (skipped where the corpora are absent)",
  async () => {
    const output = await new Promise<string>((resolve, reject) => {
      const child = spawn(process.execPath, [
        SCORER,
        DATA,
        "--",
        process.execPath,
        LAUNCHER,
        "parse",
        "--json",
      ]);
      let text = "";
      child.stdout.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
      });
      child.on("error", reject);
      child.on("close", () => resolve(text));
    });
    const [, read, files, right] = /read (\d+)\/(\d+) files; right .* = ([\d.]+)%/.exec(output) ?? [];
    expect(Number(read)).toBe(Number(files));
    expect(Number(right)).toBeGreaterThanOrEqual(97);
  },
);
