import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { adapters } from "../../adapters/index.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

test("naming the adapters loads no client: only a start does", () => {
  const script = `
    import { createRequire } from "node:module";
    await import("./adapters/index.ts");
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    process.stdout.write(JSON.stringify(loaded.filter((f) => /node_modules.(discord\\.js|@slack|@discordjs)/.test(f))));
  `;
  const out = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect(JSON.parse(out)).toEqual([]);
});

test("every adapter says its settings, its secrets and its own name once", () => {
  expect(new Set(adapters.map((a) => a.name)).size).toBe(adapters.length);
  for (const adapter of adapters) {
    expect(adapter.settings.safeParse({}).success).toBe(true);
    expect(adapter.settings.safeParse({ nonsense: 1 }).success).toBe(false);
    for (const secret of adapter.secrets) expect(secret.summary).not.toBe("");
  }
});
