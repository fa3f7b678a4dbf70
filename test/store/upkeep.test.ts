import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { backup, faultsOf, restore } from "../../src/store/sqlite/backup.ts";
import { lockForRun } from "../../src/store/sqlite/lock.ts";
import { openStore } from "../../src/store/sqlite/open.ts";
import { item, testDesk } from "../pipeline/desk.ts";

const DAY = 86_400_000;
let desk: Awaited<ReturnType<typeof testDesk>>;
let dir = "";
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "wirewatch-"));
  desk = await testDesk();
});
afterEach(async () => {
  await desk.close();
  rmSync(dir, { recursive: true, force: true });
});

describe("retention", () => {
  const all = { entries: 0, alerts: 0, audit: 0, count: 1_000_000 };

  it("drops old entries, keeps what an alert shows and what a feed still lists, and repeats nothing", async () => {
    const listed = [
      item("long-lived", "A page that the feed never drops"),
      item("p", "Putin speaks to the nation"),
    ];
    await desk.poll(0, [...listed, item("gone", "Rain tomorrow in the north")]);
    await desk.poll(0, listed);
    desk.later(100 * DAY);
    expect(await desk.store.prune({ ...all, entries: desk.now - 90 * DAY })).toMatchObject({
      entries: 1,
      alerts: 0,
      stories: 1,
    });
    await desk.poll(0, listed);
    expect((await desk.owed()).map((r) => r.kind)).toEqual(["post"]);
    expect((await desk.store.totals()).entries).toBe(2);
  });

  it("keeps what any sitemap of an index still lists, though another alone was read last", async () => {
    const [old, top, next] = [
      item("old", "A bridge is opened in the south"),
      item("top", "Rain tomorrow in the north"),
      item("next", "A ferry sails to the islands"),
    ];
    const age = async () => {
      desk.later(100 * DAY);
      await desk.store.prune({ ...all, entries: desk.now - 90 * DAY, alerts: desk.now });
      return (await desk.store.totals()).entries;
    };
    // Read before it was an index, or by a Wirewatch that did not tell sitemaps apart.
    await desk.poll(0, [top, old]);
    await desk.poll(0, [top], { named: ["/a", "/b"], read: new Map([["/a", [top]]]) });
    expect(await age()).toBe(2);
    const both = new Map([
      ["/a", [top]],
      ["/b", [old]],
    ]);
    await desk.poll(0, [top, old], { named: ["/a", "/b"], read: both });
    await desk.poll(0, [next], { named: ["/a", "/b"], read: new Map([["/a", [next]]]) });
    expect(await age()).toBe(2);
    const again = await desk.poll(0, [old], { named: ["/a", "/b"], read: new Map([["/b", [old]]]) });
    expect(again.entries).toEqual([]);
    // Named no more, it lists nothing.
    await desk.poll(0, [top], { named: ["/a", "/c"], read: new Map([["/c", [top]]]) });
    expect(await age()).toBe(2);
    expect((await desk.store.entriesAt("https://news.example/old")).length).toBe(0);
  });

  it("drops alerts after their own time, with all of theirs, but never what is still owed", async () => {
    await desk.poll(0, [item("1", "Putin speaks to the nation"), item("2", "Putin opens a bridge")]);
    await desk.poll(0, []);
    const [first] = await desk.store.lease(desk.now, []);
    await desk.store.record(first?.id ?? 0, { state: "sent", at: desk.now, ref: { channel: "c", id: "1" } });
    desk.later(400 * DAY);
    const old = { ...all, entries: desk.now, alerts: desk.now };
    expect(await desk.store.prune(old)).toMatchObject({ alerts: 1, entries: 1 });
    expect((await desk.owed()).map((r) => r.state)).toEqual(["queued"]);
  });

  it("never gives a key again, though a quiet desk's alerts have all outlived their time", async () => {
    const tell = async (id: string) => {
      await desk.poll(0, [item(id, `Putin opens ${id} in a town of that name`)]);
      for (const d of await desk.store.lease(desk.now, [])) {
        await desk.store.record(d.id, { state: "sent", at: desk.now, ref: { channel: "c", id: d.key } });
      }
    };
    await tell("bridge");
    const [first] = await desk.owed();
    desk.later(400 * DAY);
    await desk.poll(0, []);
    await desk.store.prune({ ...all, entries: desk.now, alerts: desk.now });
    await tell("opera");
    const keys = (await desk.owed()).filter((r) => r.kind === "post").map((r) => r.key);
    expect(keys.at(-1)).not.toBe(first?.key);
  });

  it("keeps so many entries at most", async () => {
    const many = Array.from({ length: 30 }, (_, i) => item(`${i}`, `Weather report of region ${i}`));
    await desk.poll(0, many);
    await desk.poll(0, []);
    await desk.store.prune({ ...all, count: 10 });
    expect((await desk.store.totals()).entries).toBe(10);
  });
});

describe("backups", () => {
  it("are sound copies of a database in use, and come back", async () => {
    await desk.poll(0, [item("1", "Putin speaks to the nation")]);
    const copy = join(dir, "copy.db");
    const parts: number[] = [];
    await backup(desk.file, copy, (part) => parts.push(part));
    expect(faultsOf(copy)).toEqual([]);
    expect(parts.at(-1)).toBe(1);

    const target = join(dir, "restored.db");
    expect(restore(copy, target, "now")).toEqual({});
    const store = openStore({ file: target, newDeskId: () => "another", existing: true });
    expect(store.deskId).toBe("desk");
    expect((await store.recent({ limit: 5 })).map((l) => l.entry.title)).toEqual([
      "Putin speaks to the nation",
    ]);
    await store.close();
    expect(restore(copy, target, "then")).toEqual({ kept: `${target}.before-then` });
    expect(faultsOf(`${target}.before-then`)).toEqual([]);
  });

  it("refuse to restore a damaged one, one of no desk, a newer one, or under a running service", async () => {
    const copy = join(dir, "copy.db");
    await desk.poll(
      0,
      Array.from({ length: 200 }, (_, i) =>
        item(`${i}`, `Weather of region ${i}`, { content: "rain ".repeat(200) }),
      ),
    );
    await backup(desk.file, copy);
    const target = join(dir, "target.db");

    const damaged = join(dir, "damaged.db");
    const bytes = readFileSync(copy);
    bytes.fill(0x5a, 20_000, 120_000);
    writeFileSync(damaged, bytes);
    expect(() => restore(damaged, target, "x")).toThrow(/damaged/);
    truncateSync(damaged, 3000);
    expect(() => restore(damaged, target, "x")).toThrow(/damaged/);

    const other = new Database(join(dir, "other.db"));
    other.exec("create table notes (x)");
    other.close();
    expect(() => restore(join(dir, "other.db"), target, "x")).toThrow(/no Wirewatch database/);

    const newer = new Database(copy);
    newer.pragma("user_version = 999");
    newer.close();
    expect(() => restore(copy, target, "x")).toThrow(/newer Wirewatch/);
    expect(() => restore(join(dir, "none.db"), target, "x")).toThrow(/no backup at/);

    const lock = lockForRun(target);
    const sound = join(dir, "sound.db");
    await backup(desk.file, sound);
    expect(() => restore(sound, target, "x")).toThrow(/another `wirewatch run`/);
    lock.release();
  });
});
