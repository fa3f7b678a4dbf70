import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createNotices } from "../../src/alerts/notices.ts";
import type { Log } from "../../src/model/log.ts";
import { openStore } from "../../src/store/sqlite/open.ts";
import type { Store } from "../../src/store/store.ts";

const NOW = Date.UTC(2026, 2, 4, 10);
let dir = "";
let store: Store;
let warned: string[];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "wirewatch-"));
  warned = [];
  store = openStore({ file: join(dir, "desk.db"), newDeskId: () => "desk" });
  const definition = {
    url: "https://a.example/",
    outlet: { name: "A", tier: 2 as const },
    language: "",
    group: "",
  };
  await store.edit({ at: NOW, feeds: [{ name: definition.url, definition }], audit: [] });
  const state = { nextPollAt: NOW, failures: 3 };
  await store.saveState(1, state, [{ kind: "outage", words: "500", at: NOW }]);
  await store.move(1, "https://b.example/", [{ kind: "moved", words: "moved", at: NOW }]);
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

function noticesTo(channel: string | undefined) {
  const log: Log = {
    error: () => undefined,
    warn: (_, text) => void warned.push(text),
    info: () => undefined,
    debug: () => undefined,
  };
  const clock = { now: () => NOW, monotonic: () => NOW, sleep: async () => undefined };
  return createNotices({ store, deskId: "desk", clock, log, channel, wake: () => undefined });
}

test("what is to be told of a feed is kept with its state until it is told", async () => {
  const untold = await store.untold();
  expect(untold).toMatchObject([
    { kind: "outage", words: "500", at: NOW, feed: { settings: { url: "https://b.example/" } } },
    { kind: "moved", words: "moved" },
  ]);
  await noticesTo("ops").tell("A feed", "500", [untold[0]?.id ?? 0]);
  expect(await store.untold()).toMatchObject([{ kind: "moved" }]);
  expect(await store.deliveries({ limit: 9 })).toMatchObject([{ channel: "ops", state: "queued" }]);
});

test("what could not be queued is still to be told, and not logged as told", async () => {
  const notices = noticesTo("ops");
  const { commit } = store;
  store.commit = () => Promise.reject(new Error("disk full"));
  await expect(notices.tell("A feed", "500", [1])).rejects.toThrow("disk full");
  store.commit = commit;
  expect(await store.untold()).toHaveLength(2);
  expect(warned).toEqual([]);
});

test("what was told is not told again by another who looked before", async () => {
  const notices = noticesTo("ops");
  await notices.tell("A feed", "500", [1, 2]);
  await expect(notices.tell("A feed", "500 again", [1, 2])).rejects.toThrow(/was told/);
  expect(await store.deliveries({ limit: 9 })).toHaveLength(1);
});

test("without an admin channel the log is told, once", async () => {
  await noticesTo(undefined).tell("Two feeds", "500", [1, 2]);
  expect(await store.untold()).toEqual([]);
  expect(warned).toEqual(["500"]);
});
