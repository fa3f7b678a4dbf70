import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { consoleLines, eventually, startService } from "./newsroom.ts";

let dir = "";
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** The sample's day lasts about a minute; this long without a new line, it is over. */
const QUIET = 12_000;

describe("the sample desk under SIGKILL", () => {
  it("tells every story once, whenever it is killed", { timeout: 300_000 }, async () => {
    dir = mkdtempSync(join(tmpdir(), "wirewatch-"));
    const lines = () => consoleLines(join(dir, "data", "sample", "console-desk.ndjson"));
    let random = 20260820;
    const next = () => {
      random = (Math.imul(random, 1103515245) + 12345) & 0x7fffffff;
      return random / 0x7fffffff;
    };
    for (let kill = 0; kill < 6; kill++) {
      const before = lines().length;
      const service = startService(dir, [], {});
      const after = before + Math.floor(next() * 5);
      await eventually(`more than ${after} lines`, () => lines().length > after, 60_000, service.err);
      await new Promise((resolve) => setTimeout(resolve, next() * 800));
      expect((await service.kill("SIGKILL")).how).toBe("SIGKILL");
    }
    const last = startService(dir, [], {});
    let [seen, since] = [-1, performance.now()];
    await eventually(
      "the end of the day",
      () => {
        if (lines().length !== seen) [seen, since] = [lines().length, performance.now()];
        return performance.now() - since > QUIET;
      },
      180_000,
      last.err,
    );
    expect((await last.kill("SIGTERM")).how).toBe(0);
    const posts = lines().filter((l) => l.kind === "post");
    expect(posts.length).toBeGreaterThan(10);
    expect(new Set(posts.map((l) => l.story)).size).toBe(posts.length);
    const keys = lines().map((l) => l.key);
    expect(new Set(keys).size).toBe(keys.length);
    // The day holds one correction and one withdrawal: each is said once, beside what is new in stories that grow.
    const replies = lines()
      .filter((l) => l.kind === "reply")
      .map((l) => l.text);
    expect(new Set(replies).size).toBe(replies.length);
    expect(replies.filter((text) => /headline changed/i.test(text))).toHaveLength(1);
    expect(replies.filter((text) => /withdrawn/i.test(text))).toHaveLength(1);
  });
});
