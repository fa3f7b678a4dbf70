import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockForRun } from "../../src/store/sqlite/lock.ts";
import { migrate, migrations, schemaVersion } from "../../src/store/sqlite/migrate.ts";
import { openStore } from "../../src/store/sqlite/open.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "wirewatch-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const newDeskId = () => "desk";

describe("migrations", () => {
  it("are numbered without a gap, and end at the newest", () => {
    const known = migrations();
    expect(known.map((m) => m.version)).toEqual(known.map((_, i) => i + 1));
    const db = new Database(":memory:");
    expect(migrate(db)).toHaveLength(known.length);
    expect(schemaVersion(db)).toBe(known.length);
    expect(migrate(db)).toEqual([]);
  });

  it("refuse a database of a newer Wirewatch, and leave it as it is", async () => {
    const file = join(dir, "desk.db");
    await openStore({ file, newDeskId }).close();
    const db = new Database(file);
    db.pragma("user_version = 999");
    db.close();
    expect(() => openStore({ file, newDeskId })).toThrow(/schema 999.*newer version.*[Uu]pgrade/s);
  });

  it("say so where a command finds an older one", async () => {
    const file = join(dir, "desk.db");
    new Database(file).close();
    expect(() => openStore({ file, newDeskId, existing: true })).toThrow(/wirewatch migrate/);
  });
});

describe("opening", () => {
  it("is in WAL mode with full syncs, and keeps its desk's id", async () => {
    const file = join(dir, "deep", "er", "desk.db");
    const first = openStore({ file, newDeskId: () => "first" });
    expect(first.deskId).toBe("first");
    await first.close();
    const again = openStore({ file, newDeskId: () => "second" });
    expect(again.deskId).toBe("first");
    await again.close();
    const db = new Database(file);
    expect(db.pragma("journal_mode", { simple: true })).toBe("wal");
    db.close();
  });

  it("says what is wrong with a file that is no database", () => {
    const file = join(dir, "desk.db");
    writeFileSync(file, "this is no database, whatever its name says".repeat(100));
    expect(() => openStore({ file, newDeskId })).toThrow(/damaged or no Wirewatch database.*restore/s);
  });

  it("says where a database should have been", () => {
    expect(() => openStore({ file: join(dir, "none.db"), newDeskId, existing: true })).toThrow(
      /no database at/,
    );
  });

  it("notices what another connection wrote", async () => {
    const file = join(dir, "desk.db");
    const one = openStore({ file, newDeskId });
    const other = openStore({ file, newDeskId, existing: true });
    const before = one.version();
    await other.edit({ at: 1, audit: [{ who: "shell", place: "shell", action: "test", subject: "x" }] });
    expect(one.version()).not.toBe(before);
    expect(await one.audit(10)).toMatchObject([{ action: "test", subject: "x" }]);
    await one.close();
    await other.close();
  });
});

describe("one run a database", () => {
  it("is refused a second time, and free again once the first is gone", () => {
    const file = join(dir, "desk.db");
    const first = lockForRun(file);
    expect(() => lockForRun(file)).toThrow(/another `wirewatch run` is using .*desk\.db/);
    first.release();
    lockForRun(file).release();
  });

  it("is free again after a kill", async () => {
    const file = join(dir, "desk.db");
    const script = `import { lockForRun } from ${JSON.stringify(new URL("../../src/store/sqlite/lock.ts", import.meta.url).href)};
      lockForRun(${JSON.stringify(file)}); console.log("held"); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    expect(() => lockForRun(file)).toThrow(/another/);
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
    lockForRun(file).release();
  });
});
