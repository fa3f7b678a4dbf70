import { statSync } from "node:fs";
import { expect, it } from "vitest";
import { item, testDesk } from "../pipeline/desk.ts";
import { type Random, seeded } from "../simulation/random.ts";

const DAY = 86_400_000;
const DAYS = Number(process.env.YEAR_DAYS ?? 365);
const A_DAY = Number(process.env.YEAR_ENTRIES ?? 20_000);
/** As config/default.yaml keeps them, and for a shorter year in proportion. */
const KEPT = {
  entries: (90 / 365) * DAYS * DAY,
  alerts: DAYS * DAY,
  audit: 5 * DAYS * DAY,
  count: 5_000_000,
};
const PER_POLL = 20;
/** One entry in so many matches a watch list. */
const MATCHES = 40;

function words(random: Random, count: number): string {
  return Array.from({ length: count }, () => `w${random.int(0, 60_000).toString(36)}`).join(" ");
}

it(`keeps the database bounded over ${DAYS} days of ${A_DAY} entries`, async () => {
  const random = seeded(1);
  const desk = await testDesk({ outlets: Array.from({ length: 50 }, (_, n) => `Outlet ${n}`) });
  try {
    const sizes: number[] = [];
    let number = 0;
    for (let day = 0; day < DAYS; day++) {
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
        await desk.poll(poll % 50, entries);
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
      const { entries, alerts, audit, count } = KEPT;
      await desk.store.prune({
        entries: desk.now - entries,
        alerts: desk.now - alerts,
        audit: desk.now - audit,
        count,
      });
      sizes.push(statSync(desk.file).size);
    }
    const megabytes = (at: number) => Math.round((sizes[Math.floor(at * (DAYS - 1))] ?? 0) / 1e6);
    const { entries, alerts } = await desk.store.totals();
    console.log(
      `${DAYS} days of ${A_DAY} entries: ${[0.25, 0.3, 0.5, 0.75, 1].map((at) => `${megabytes(at)} MB after ${Math.round(at * DAYS)}`).join(", ")} days; ${entries} entries and ${alerts} alerts at the end`,
    );
    // Entries are kept for a quarter of the year: from then on only what alerts show is added.
    const added = (sizes.at(-1) ?? 0) - (sizes[Math.floor(0.3 * (DAYS - 1))] ?? 0);
    const alertsShare = (0.7 * DAYS * A_DAY) / MATCHES;
    expect(added).toBeLessThan(alertsShare * 8_192);
    expect(entries).toBeLessThan(A_DAY * (DAYS / 4 + 2) + alerts * 3);
  } finally {
    await desk.close();
  }
});
