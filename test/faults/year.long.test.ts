import { existsSync, statSync } from "node:fs";
import { expect, it } from "vitest";
import { item, testDesk } from "../pipeline/desk.ts";
import { type Random, seeded } from "../simulation/random.ts";

const DAY = 86_400_000;
const DAYS = Number(process.env.YEAR_DAYS ?? 365);
const A_DAY = Number(process.env.YEAR_ENTRIES ?? 20_000);
/** Of a year, 91 days of entries, as config/default.yaml keeps them; its alerts for half of it, so that the rest shows whether it still grows. */
const ENTRIES_KEPT = Math.ceil(DAYS / 4);
const ALERTS_KEPT = Math.ceil(DAYS / 2);
/** The first day at whose end something of each kind is dropped: until then the database grows. */
const FULL = ALERTS_KEPT + 1;
const OUTLETS = 50;
const PER_POLL = 20;
/** One entry in so many matches a watch list. */
const MATCHES = 40;
/** With how many others an entry is compared: what it takes in the database is the same, and a year passes in an hour. */
const COMPARED = 2_000;

function words(random: Random, count: number): string {
  return Array.from({ length: count }, () => `w${random.int(0, 60_000).toString(36)}`).join(" ");
}

/** Bytes of a database on the disk. */
function sizeOf(file: string): number {
  return [file, `${file}-wal`].reduce((sum, f) => sum + (existsSync(f) ? statSync(f).size : 0), 0);
}

it(`keeps the database bounded over ${DAYS} days of ${A_DAY} entries`, async () => {
  expect(DAYS, "YEAR_DAYS: too few for anything to outlive its time").toBeGreaterThan(FULL);
  const random = seeded(1);
  const outlets = Array.from({ length: OUTLETS }, (_, n) => `Outlet ${n}`);
  const desk = await testDesk({ outlets, compared: COMPARED });
  try {
    const sizes: number[] = [];
    const megabytes = (day: number) => `${Math.round((sizes[day - 1] ?? 0) / 1e6)} MB after ${day}`;
    let number = 0;
    for (let day = 1; day <= DAYS; day++) {
      const polls = Math.ceil(A_DAY / PER_POLL);
      for (let poll = 0; poll < polls; poll++) {
        const entries = Array.from({ length: PER_POLL }, () => {
          const n = number++;
          const subject = n % MATCHES === 0 ? "Putin" : "Minister";
          return item(`n${n}`, `${subject} ${words(random, 8)}`, {
            url: `https://news.example/${n}`,
            summary: words(random, 40),
            publishedAt: desk.now,
          });
        });
        await desk.poll(poll % OUTLETS, entries);
        desk.later(DAY / polls);
      }
      // What was owed is told: only what is told may be dropped.
      for (;;) {
        const leased = await desk.store.lease(desk.now, []);
        if (leased.length === 0) break;
        for (const d of leased) {
          await desk.store.record(d.id, {
            state: "sent",
            at: desk.now,
            ref: { channel: d.channel, id: d.key },
          });
        }
      }
      await desk.store.prune({
        entries: desk.now - ENTRIES_KEPT * DAY,
        alerts: desk.now - ALERTS_KEPT * DAY,
        audit: desk.now - ALERTS_KEPT * DAY,
        count: 5_000_000,
      });
      sizes.push(sizeOf(desk.file));
      if (day % 10 === 0) console.log(`day ${day}: ${megabytes(day)} days`);
    }
    const { entries, alerts } = await desk.store.totals();
    const when = [...new Set([0.1, 0.25, 0.5, 0.75, 1].map((at) => Math.round(at * DAYS)).concat(FULL))];
    const curve = when.toSorted((a, b) => a - b).filter((day) => day > 0);
    const since = sizes.slice(FULL - 1);
    const most = Math.max(...since) / (since[0] ?? 0);
    console.log(
      `${DAYS} days of ${A_DAY} entries, kept for ${ENTRIES_KEPT} days, alerts for ${ALERTS_KEPT}: ${curve.map(megabytes).join(", ")} days, at most ${((most - 1) * 100).toFixed(1)}% more since day ${FULL}; ${entries} entries and ${alerts} alerts at the end`,
    );
    expect(most).toBeLessThan(1.05);
    expect(alerts).toBeLessThanOrEqual((ALERTS_KEPT + 1) * Math.ceil(A_DAY / MATCHES));
    expect(entries).toBeLessThan(A_DAY * (ENTRIES_KEPT + 2) + alerts * 3);
  } finally {
    await desk.close();
  }
});
