import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "..");

/** The package as it is published: what `files` names, built, and none of the sources. */
describe("the built package", () => {
  let folder = "";
  const wirewatch = (...args: string[]) =>
    run(process.execPath, [join(folder, "bin/wirewatch.js"), ...args], { cwd: folder });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "wirewatch-package-"));
    await run(process.execPath, [
      join(ROOT, "node_modules/typescript/bin/tsc"),
      ...["-p", join(ROOT, "tsconfig.build.json"), "--outDir", join(folder, "dist")],
    ]);
    for (const name of ["bin", "config", "migrations", "package.json"]) {
      await cp(join(ROOT, name), join(folder, name), { recursive: true });
    }
    await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("names in its files what the program reads", async () => {
    const { stdout } = await run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: ROOT });
    const [packed] = z
      .tuple([z.object({ files: z.array(z.object({ path: z.string() })) })])
      .parse(JSON.parse(stdout));
    const paths = packed.files.map((file) => file.path);
    for (const path of [
      "bin/wirewatch.js",
      "config/default.yaml",
      "config/schema.json",
      "LICENSE",
      "README.md",
    ]) {
      expect(paths).toContain(path);
    }
    expect(paths.some((path) => /^migrations\/sqlite\/\d{4}_\w+\.sql$/.test(path))).toBe(true);
    expect(paths.filter((path) => /^(?:src|adapters|test|\.ci)\//.test(path))).toEqual([]);
  });

  it("runs: a filter, its workers, the configuration, the database", async () => {
    expect((await wirewatch("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const feed = join(ROOT, "config/feeds/world.opml"); // no feed, which a worker finds out
    await expect(wirewatch("parse", "--json", feed)).rejects.toMatchObject({
      stdout: expect.stringContaining('"error"'),
    });
    await wirewatch("init", "--yes", "--feeds", "http://127.0.0.1:9/none");
    const { stdout } = await wirewatch("doctor", "--no-feeds");
    expect(stdout).toContain("no fault");
    await wirewatch("run", "--once");
    await expect(wirewatch("status")).rejects.toMatchObject({
      code: 1, // no service runs
      stdout: expect.stringContaining("Feeds: 1"),
    });
  });
});
