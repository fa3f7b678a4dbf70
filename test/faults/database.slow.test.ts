import { spawn, spawnSync } from "node:child_process";
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { backup } from "../../src/store/sqlite/backup.ts";
import { consoleLines, eventually, type Item, type Newsroom, newsroom } from "../service/newsroom.ts";

let room: Newsroom | undefined;
const undo: (() => void)[] = [];
afterEach(async () => {
  await room?.close();
  room = undefined;
  for (const step of undo.splice(0).reverse()) step();
});

/** Words that no other story shares. */
const TOPICS = ["glacier", "orchestra", "harbour", "tariff", "vaccine", "satellite", "volcano", "museum"];
const items = (n: number): Item[] =>
  TOPICS.slice(0, n).map((topic) => ({
    guid: topic,
    title: `Minister opens the ${topic} in ${topic} town`,
    description: `All about the ${topic}. `.repeat(2_000),
  }));
const LIST = `watchLists:\n  - { name: all, title: All, queries: ["minister"], channels: [screen] }\n`;

/** A file system of its own, of so many kilobytes; undefined where this user may not mount one. */
function smallDisk(kilobytes: number): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "wirewatch-disk-"));
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", folder]);
  if (mounted.status !== 0) return undefined;
  undo.push(() => spawnSync("umount", ["-l", folder]));
  return folder;
}

/** Writes until nothing more fits. */
function fill(file: string): void {
  const handle = openSync(file, "w");
  try {
    for (;;) if (writeSync(handle, Buffer.alloc(4_096)) < 4_096) return;
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error) || error.code !== "ENOSPC") throw error;
  } finally {
    closeSync(handle);
  }
}

function posts(file: string): string[] {
  const told = consoleLines(file).filter((l) => l.kind === "post");
  return TOPICS.flatMap((topic) => told.filter((l) => l.headline.includes(topic)).map(() => topic));
}

describe("a database in trouble", () => {
  it("goes on when a full disk has room again, and has told each alert once", {
    timeout: 300_000,
  }, async (test) => {
    const disk = smallDisk(4_096) ?? "";
    if (disk === "") test.skip("this user may not mount a file system");
    room = await newsroom();
    const lines = join(disk, "console-desk.ndjson");
    room.publish("alpha", items(1));
    room.configure(["alpha"], `backfill: all\nchannels: { screen: "console:desk" }\n${LIST}`);
    const config = join(room.dir, "wirewatch.yaml");
    writeFileSync(
      config,
      readFileSync(config, "utf8").replace("database: desk.db", `database: ${disk}/desk.db`),
    );
    const service = room.start();
    const say = () => service.err().slice(-3_000);
    await eventually("the first alert", () => posts(lines).length === 1, 30_000, say);
    fill(join(disk, "filler"));
    room.publish("alpha", items(TOPICS.length));
    await eventually("a fault in the log", () => /SQLITE_FULL|ENOSPC/.test(service.err()), 60_000, say);
    rmSync(join(disk, "filler"));
    await eventually("every alert", () => new Set(posts(lines)).size === TOPICS.length, 150_000, say);
    expect((await service.kill("SIGTERM")).how).toBe(0);
    expect(posts(lines)).toEqual(TOPICS);
  });

  it("waits for a database that another program holds for seconds", { timeout: 120_000 }, async () => {
    room = await newsroom();
    const { dir } = room;
    room.publish("alpha", items(1));
    room.configure(["alpha"], `backfill: all\nchannels: { screen: "console:desk" }\n${LIST}`);
    const service = room.start();
    const say = () => service.err().slice(-3_000);
    const lines = join(dir, "console-desk.ndjson");
    await eventually("the first alert", () => posts(lines).length === 1, 30_000, say);
    // Longer than a writer waits for another.
    const holder = spawn(process.execPath, [
      "-e",
      `const Database = require("better-sqlite3");
       const db = new Database(${JSON.stringify(join(dir, "desk.db"))});
       db.exec("begin immediate"); console.log("held"); setTimeout(() => process.exit(0), 12_000);`,
    ]);
    undo.push(() => holder.kill());
    const ended = new Promise((resolve) => holder.on("exit", resolve));
    await new Promise((resolve) => holder.stdout.once("data", resolve));
    room.publish("alpha", items(TOPICS.length));
    await ended;
    await eventually("every alert", () => new Set(posts(lines)).size === TOPICS.length, 100_000, say);
    expect((await service.kill("SIGTERM")).how).toBe(0);
    expect(posts(lines)).toEqual(TOPICS);
  });

  it("refuses a damaged file, and goes on with a backup", { timeout: 120_000 }, async () => {
    room = await newsroom();
    const { dir } = room;
    const database = join(dir, "desk.db");
    const lines = join(dir, "console-desk.ndjson");
    room.publish("alpha", items(4));
    room.configure(["alpha"], `backfill: all\nchannels: { screen: "console:desk" }\n${LIST}`);
    const firstRun = room.start(["run", "--once"]);
    expect(await firstRun.ended, firstRun.err()).toBe(0);
    expect(posts(lines)).toHaveLength(4);
    await backup(database, join(dir, "backup.db"));
    // The disk has written nonsense over some pages in the middle.
    const handle = openSync(database, "r+");
    const middle = Math.floor(statSync(database).size / 8192) * 4096;
    writeSync(handle, Buffer.alloc(3 * 4096, 0xa5), 0, 3 * 4096, middle);
    closeSync(handle);
    const refused = room.start(["run", "--once"]);
    expect(await refused.ended).toBe(1);
    expect(refused.err()).toMatch(/is damaged .*wirewatch restore/);
    const restored = room.start(["restore", "backup.db"]);
    expect(await restored.ended, restored.err()).toBe(0);
    room.publish("alpha", items(6));
    const again = room.start(["run", "--once"]);
    expect(await again.ended, again.err()).toBe(0);
    expect(posts(lines)).toEqual(TOPICS.slice(0, 6));
  });
});
