import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { deliveryKey } from "../../src/alerts/key.ts";
import { noticeMessage } from "../../src/alerts/message.ts";
import { attempt } from "../../src/delivery/attempt.ts";
import { createWorker } from "../../src/delivery/worker.ts";
import type { Message } from "../../src/model/message.ts";
import { silentLog } from "../../src/ops/log.ts";
import { openStore } from "../../src/store/sqlite/open.ts";
import { type KeptAlert, noChanges } from "../../src/store/store.ts";
import { createManualClock } from "../manual-clock.ts";
import { platformModel } from "./platform-model.ts";

let cleanUp: (() => Promise<void>) | undefined;
afterEach(async () => {
  await cleanUp?.();
  cleanUp = undefined;
});

const say = (headline: string): Message => ({ ...noticeMessage(headline, ""), kind: "alert" });

/** An outbox on a real file, one platform, and a worker that runs at the test's own time. */
async function office(channels = ["world"]) {
  const dir = mkdtempSync(join(tmpdir(), "wirewatch-"));
  const file = join(dir, "desk.db");
  const clock = createManualClock(Date.UTC(2026, 7, 20, 9));
  const platform = platformModel();
  let store = openStore({ file, newDeskId: () => "desk" });
  const alerts = new Map<string, KeptAlert>();
  const troubles: string[] = [];
  let updates = 0;
  const makeWorker = () =>
    createWorker({
      store,
      clock,
      log: { ...silentLog, error: (f, m) => console.log(m, f) },
      adapterOf: () => "model",
      settleMs: () => 10_000,
      channelsOf: () => channels,
      async deliver(delivery) {
        const place = { adapter: platform.adapter, destination: delivery.channel };
        const attempted = await attempt(delivery, place, {
          store,
          now: clock.now,
          random: () => 0.5,
          giveUpAfter: 2 * 86_400_000,
        });
        await store.record(delivery.id, attempted.outcome);
        if (attempted.trouble !== undefined) troubles.push(attempted.trouble);
        return attempted;
      },
    });
  cleanUp = async () => {
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  };
  return {
    clock,
    platform,
    troubles,
    get store() {
      return store;
    },
    /** Owes a channel a story's alert, or an update of it. */
    async owe(kind: "post" | "edit" | "reply", story: number, text: string, channel = "world", waitMs = 0) {
      const key = `${story}/${channel}`;
      const known = alerts.get(key);
      const alert: KeptAlert = known ?? {
        id: alerts.size + 1,
        story,
        channel,
        entry: 1,
        createdAt: clock.now(),
        updates: 0,
        posted: true,
        watchLists: [],
        message: say(text),
      };
      alerts.set(key, alert);
      await store.commit({
        ...noChanges(clock.now()),
        stories: [{ id: story, headline: text, createdAt: 0, updatedAt: 0 }],
        alerts: [alert],
        deliveries: [
          {
            key: deliveryKey("desk", `alert:${alert.id}`, kind, kind === "post" ? 0 : ++updates),
            kind,
            channel,
            alert: alert.id,
            message: kind === "reply" ? { ...say(text), kind: "reply", note: text } : say(text),
            dueAt: clock.now() + waitMs,
          },
        ],
      });
    },
    /** Runs the worker until all that is owed is settled, or `until` attempts were made. */
    async work(patienceMs = 3_600_000) {
      const stop = new AbortController();
      const worker = makeWorker();
      const running = worker.run(stop.signal);
      const end = clock.now() + patienceMs;
      for (;;) {
        await clock.advance(0);
        const { queued, leased } = await store.counts();
        if (queued + leased === 0 || clock.now() > end) break;
        if (leased > 0) {
          // In hand: what the disk takes is real time, and no time of the test's.
          await new Promise((resolve) => setTimeout(resolve, 1));
          continue;
        }
        await clock.advance(500);
      }
      stop.abort();
      await clock.advance(0);
      await running;
    },
    /** Runs the worker until it says that nothing is due, asked as soon as rows are leased, like `run --once`. */
    async drain() {
      const stop = new AbortController();
      const worker = makeWorker();
      const running = worker.run(stop.signal);
      while ((await store.counts()).leased === 0) await new Promise((resolve) => setImmediate(resolve));
      await worker.drain(0);
      stop.abort();
      await running;
    },
    /** As after a crash: the same file, another process. */
    async reopen() {
      await store.close();
      store = openStore({ file, newDeskId: () => "other" });
    },
    shown: () => platform.standing.map((m) => m.message.headline.text),
  };
}

describe("the outbox", () => {
  it("delivers in order within a channel", async () => {
    const o = await office();
    for (const n of [1, 2, 3]) await o.owe("post", n, `story ${n}`);
    await o.work();
    expect(o.shown()).toEqual(["story 1", "story 2", "story 3"]);
  });

  it("is empty only when what is leased has been sent, though its lease still waits for the disk", async () => {
    const o = await office();
    for (const n of [1, 2, 3]) await o.owe("post", n, `story ${n}`);
    await o.drain();
    expect(o.shown()).toEqual(["story 1", "story 2", "story 3"]);
  });

  it("asks before it sends again what may have arrived", async () => {
    const o = await office();
    await o.owe("post", 1, "once");
    o.platform.order({ kind: "acceptThenTimeOut" });
    await o.work();
    expect(o.shown()).toEqual(["once"]);
    expect(o.platform.requests.map((r) => r.what)).toEqual(["send", "find"]);
  });

  it("sends again, with the same key, what did not arrive", async () => {
    const o = await office();
    await o.owe("post", 1, "late");
    o.platform.order({ kind: "timeOut" }, { kind: "timeOut" });
    await o.work();
    expect(o.shown()).toEqual(["late"]);
    const sends = o.platform.requests.filter((r) => r.what === "send");
    expect(sends).toHaveLength(3);
    expect(new Set(sends.map((r) => r.key)).size).toBe(1);
  });

  it("reconciles a row found leased after a crash", async () => {
    const o = await office();
    await o.owe("post", 1, "sent before the crash");
    await o.owe("post", 2, "not sent before the crash", "world");
    const [first] = await o.store.lease(o.clock.now(), []);
    await o.platform.adapter.send({ channel: "world" }, say("sent before the crash"), first?.key ?? "");
    await o.reopen();
    await o.work();
    expect(o.shown()).toEqual(["sent before the crash", "not sent before the crash"]);
  });

  it("gives back what it leased behind a message that must be tried again, as if it had never been leased", async () => {
    const o = await office();
    for (const n of [1, 2, 3, 4]) await o.owe("post", n, `story ${n}`);
    o.platform.order(undefined, { kind: "timeOut" });
    await o.work(5_000);
    const rows = await o.store.deliveries({ limit: 10 });
    expect(rows.map((r) => [r.state, r.attempts, r.uncertain]).reverse()).toEqual([
      ["sent", 1, false],
      ["queued", 1, true],
      ["queued", 0, false],
      ["queued", 0, false],
    ]);
    await o.work();
    expect(o.shown()).toEqual(["story 1", "story 2", "story 3", "story 4"]);
    // Only the one that may have arrived was asked after.
    expect(o.platform.requests.filter((r) => r.what === "find")).toHaveLength(1);
  });

  it("asks after all that were leased together by a process that is gone, and sends each once", async () => {
    const o = await office();
    for (const n of [1, 2, 3]) await o.owe("post", n, `story ${n}`);
    const [first, second] = await o.store.lease(o.clock.now(), [], 3);
    for (const sent of [first, second]) {
      await o.platform.adapter.send({ channel: "world" }, sent?.message ?? say(""), sent?.key ?? "");
    }
    await o.reopen();
    await o.work();
    expect(o.shown()).toEqual(["story 1", "story 2", "story 3"]);
  });

  it("asks after what could neither be recorded nor given back, without a restart", async () => {
    const o = await office();
    for (const n of [1, 2, 3]) await o.owe("post", n, `story ${n}`);
    const { record, release } = o.store;
    const broken = async () => {
      throw new Error("database is locked");
    };
    Object.assign(o.store, { record: broken, release: broken });
    void o.clock.sleep(20_000).then(() => Object.assign(o.store, { record, release }));
    await o.work();
    expect(o.shown()).toEqual(["story 1", "story 2", "story 3"]);
    expect((await o.store.deliveries({ limit: 3 })).map((d) => d.state)).toEqual(["sent", "sent", "sent"]);
  });

  it("leases nothing past a message that waits to be tried again", async () => {
    const o = await office();
    for (const n of [1, 2, 3]) await o.owe("post", n, `story ${n}`);
    const [, second] = await o.store.lease(o.clock.now(), [], 2);
    await o.store.record(second?.id ?? 0, {
      state: "queued",
      dueAt: o.clock.now() + 60_000,
      uncertain: false,
      error: "later",
    });
    expect(await o.store.lease(o.clock.now(), [], 3)).toEqual([]);
    await o.store.release([1]);
    const leased = await o.store.lease(o.clock.now(), [], 3);
    expect(leased.map((d) => d.id)).toEqual([1]);
  });

  it("looks for what is due once, and then at the clock alone", async () => {
    const o = await office();
    await o.owe("post", 1, "in an hour", "world", 3_600_000);
    const looks: number[] = [];
    const { nextDue } = o.store;
    o.store.nextDue = (now, busy) => {
      looks.push(now);
      return nextDue(now, busy);
    };
    await o.work();
    expect(o.shown()).toEqual(["in an hour"]);
    // At the start, when it is due, while it is in hand, and when it is done: not every 30 s.
    expect(looks.length).toBeLessThanOrEqual(4);
  });

  it("is told of a digest that is due before a message that waits to be tried again", async () => {
    const o = await office();
    const now = o.clock.now();
    await o.owe("post", 1, "at ten", "world", 3_600_000);
    await o.owe("post", 2, "tried");
    const [tried] = await o.store.lease(now, []);
    const later = { state: "queued", uncertain: false, error: "later" } as const;
    await o.store.record(tried?.id ?? 0, { ...later, dueAt: now + 7_200_000 });
    expect(await o.store.nextDue(now, [])).toBe(now + 3_600_000);
    expect(await o.store.nextDue(now, ["world"])).toBeUndefined();
    expect((await o.store.lease(now + 3_600_000, [])).map((d) => d.message.headline.text)).toEqual([
      "at ten",
    ]);
  });

  it("makes one edit of many, and none of those that a waiting post can carry", async () => {
    const o = await office();
    await o.owe("post", 1, "v1");
    await o.owe("edit", 1, "v2");
    await o.work();
    expect(o.platform.standing.map((m) => [m.message.headline.text, m.edits])).toEqual([["v2", 0]]);
    for (const n of [3, 4, 5]) await o.owe("edit", 1, `v${n}`);
    await o.work();
    expect(o.platform.standing.map((m) => [m.message.headline.text, m.edits])).toEqual([["v5", 1]]);
  });

  it("turns an edit that the platform refuses into a reply", async () => {
    const o = await office();
    await o.owe("post", 1, "v1");
    await o.work();
    await o.owe("edit", 1, "v2");
    o.platform.order({
      kind: "answer",
      result: { status: "rejected", reason: "edit refused: older than an hour" },
    });
    await o.work();
    expect(o.platform.standing.map((m) => [m.message.kind, m.thread])).toEqual([
      ["alert", undefined],
      ["reply", "m1"],
    ]);
  });

  it("waits as long as the platform says, and holds what is behind", async () => {
    const o = await office();
    await o.owe("post", 1, "first");
    await o.owe("post", 2, "second");
    const start = o.clock.now();
    o.platform.order({ kind: "answer", result: { status: "wait", afterMs: 7_000, scope: "channel" } });
    await o.work();
    expect(o.shown()).toEqual(["first", "second"]);
    expect(o.clock.now() - start).toBeGreaterThanOrEqual(7_000);
    expect(o.platform.requests).toHaveLength(3);
  });

  it("puts what the platform will never take aside, and goes on", async () => {
    const o = await office();
    await o.owe("post", 1, "refused");
    await o.owe("edit", 1, "its edit", "world");
    await o.owe("post", 2, "taken");
    o.platform.order({ kind: "answer", result: { status: "rejected", reason: "invalid body" } });
    await o.work();
    expect(o.shown()).toEqual(["taken"]);
    const dead = await o.store.deliveries({ state: "dead", limit: 10 });
    expect(dead.map((d) => d.lastError)).toEqual(["invalid body"]);
    expect(o.troubles).toHaveLength(1);
  });

  it("gives up what was tried in vain for days, and says so", async () => {
    const o = await office();
    await o.owe("post", 1, "never taken");
    await o.clock.advance(3 * 86_400_000);
    o.platform.order(...Array.from({ length: 5 }, () => ({ kind: "timeOut" as const })));
    await o.work();
    const [dead] = await o.store.deliveries({ state: "dead", limit: 1 });
    expect(dead).toMatchObject({ attempts: 5, uncertain: true });
    expect(o.troubles).toEqual([expect.stringMatching(/messages were given up/)]);
  });

  it("tells the alert as it is now when a dead letter is tried again", async () => {
    const o = await office();
    await o.owe("post", 1, "Bridge falls");
    o.platform.order({ kind: "answer", result: { status: "rejected", reason: "invalid body" } });
    await o.work();
    await o.owe("edit", 1, "Withdrawn: bridge falls");
    await o.work();
    const [post] = await o.store.deliveries({ state: "dead", limit: 10 });
    await o.store.redo(post?.id ?? 0, "retry", o.clock.now());
    await o.work();
    expect(o.shown()).toEqual(["Withdrawn: bridge falls"]);
  });

  it("does not undo a later edit when a dead one is tried again", async () => {
    const o = await office();
    await o.owe("post", 1, "Bridge falls");
    await o.work();
    o.platform.order({ kind: "answer", result: { status: "rejected", reason: "invalid body" } });
    await o.owe("edit", 1, "Bridge falls, 2 dead");
    await o.work();
    await o.owe("edit", 1, "Bridge falls, 3 dead");
    await o.work();
    const [edit] = await o.store.deliveries({ state: "dead", limit: 10 });
    await o.store.redo(edit?.id ?? 0, "retry", o.clock.now());
    await o.work();
    expect(o.shown()).toEqual(["Bridge falls, 3 dead"]);
  });

  it("pauses on a refused token, and loses nothing", async () => {
    const o = await office();
    await o.owe("post", 1, "after the token was renewed");
    const refused = { kind: "answer", result: { status: "unauthorized", reason: "token revoked" } } as const;
    o.platform.order(refused, refused);
    await o.work();
    expect(o.shown()).toEqual(["after the token was renewed"]);
    expect(o.clock.now()).toBeGreaterThanOrEqual(Date.UTC(2026, 7, 20, 9, 2));
  });

  it("goes on after a fault of our own", async () => {
    const o = await office();
    await o.owe("post", 1, "anyway");
    o.platform.order({ kind: "throw" });
    await o.work();
    expect(o.shown()).toEqual(["anyway"]);
  });

  it("does not let a slow channel hold another", async () => {
    const o = await office(["world", "fast"]);
    o.platform.order({ kind: "timeOut" });
    await o.owe("post", 1, "slow");
    await o.owe("post", 2, "fast", "fast");
    await o.work();
    expect(o.shown()).toEqual(["fast", "slow"]);
  });
});
