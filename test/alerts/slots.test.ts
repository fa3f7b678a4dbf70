import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quietUntil } from "../../src/alerts/quiet.ts";
import { nextSlot } from "../../src/alerts/slots.ts";
import type { DigestSchedule } from "../../src/model/attention.ts";

const at = (text: string) => Date.parse(text);
const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());
const daily = (...times: string[]): DigestSchedule => ({ kind: "times", times, weekdays: [] });

/** Every slot from a moment on, as a service that looks again and again would take them. */
function slots(schedule: DigestSchedule, zone: string, from: string, to: string): string[] {
  const out: string[] = [];
  for (let now = nextSlot(schedule, zone, at(from)); now < at(to); now = nextSlot(schedule, zone, now)) {
    out.push(new Date(now).toISOString());
  }
  return out;
}

describe("digest slots", () => {
  it("are at the channel's own times of day", () => {
    expect(slots(daily("17:00", "08:00"), "Europe/London", "2026-07-01T00:00Z", "2026-07-02T00:00Z")).toEqual(
      ["2026-07-01T07:00:00.000Z", "2026-07-01T16:00:00.000Z"],
    );
  });

  it("keep to weekdays", () => {
    const week: DigestSchedule = { kind: "times", times: ["08:00"], weekdays: [1, 5] };
    expect(slots(week, "UTC", "2026-11-23T00:00Z", "2026-11-30T00:00Z")).toEqual([
      "2026-11-23T08:00:00.000Z",
      "2026-11-27T08:00:00.000Z",
    ]);
  });

  it.each([
    // The missing hour: 02:30 does not exist, and is taken when the change is over.
    ["Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:30:00.000Z"],
    ["America/New_York", "2026-03-08", "02:30", "2026-03-08T07:30:00.000Z"],
    ["Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:45:00.000Z"],
    // The repeated hour: 02:30 comes twice, and is taken the first time.
    ["Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30:00.000Z"],
    ["America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30:00.000Z"],
    ["Africa/Casablanca", "2026-03-22", "02:00", "2026-03-22T02:00:00.000Z"],
  ])("%s on %s at %s: once", (zone, date, time, expected) => {
    const from = new Date(at(`${date}T00:00Z`) - 20 * 3_600_000).toISOString();
    const to = new Date(at(`${date}T00:00Z`) + 40 * 3_600_000).toISOString();
    const found = slots(daily(time), zone, from, to);
    expect(found).toContain(expected);
    const gaps = found.slice(1).map((s, i) => at(s) - at(found[i] ?? s));
    for (const gap of gaps) expect(Math.abs(gap - 24 * 3_600_000)).toBeLessThanOrEqual(3_600_000);
  });

  it("hourly: every hour of time, across both clock changes", () => {
    for (const [zone, from, to] of [
      ["Europe/Berlin", "2026-03-28T22:30Z", "2026-03-29T04:30Z"],
      ["Europe/Berlin", "2026-10-24T22:30Z", "2026-10-25T04:30Z"],
      ["Asia/Kolkata", "2026-10-24T22:10Z", "2026-10-25T04:10Z"],
    ] as const) {
      expect(slots({ kind: "hourly" }, zone, from, to)).toHaveLength(6);
    }
  });

  it("property: a slot is after now, and asked just before it is the same", () => {
    const zones = ["Europe/London", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"];
    fc.assert(
      fc.property(
        fc.integer({ min: at("2025-01-01"), max: at("2028-01-01") }),
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 59 }),
        (now, zone, hour, minute) => {
          const schedule = daily(`${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);
          const slot = nextSlot(schedule, zone, now);
          expect(slot).toBeGreaterThan(now);
          expect(slot - now).toBeLessThanOrEqual(25 * 3_600_000);
          expect(nextSlot(schedule, zone, slot - 1)).toBe(slot);
        },
      ),
    );
  });
});

describe("quiet hours", () => {
  const night = { from: "22:00", to: "07:00", days: [], isHoliday: () => false };

  it("last over midnight, until the morning", () => {
    expect(iso(quietUntil(night, "Europe/London", at("2026-07-01T21:30Z")))).toBe("2026-07-02T06:00:00.000Z");
    expect(iso(quietUntil(night, "Europe/London", at("2026-07-02T05:59Z")))).toBe("2026-07-02T06:00:00.000Z");
    expect(quietUntil(night, "Europe/London", at("2026-07-02T06:00Z"))).toBeUndefined();
    expect(quietUntil(night, "Europe/London", at("2026-07-01T20:59Z"))).toBeUndefined();
  });

  it("run from night through a holiday and a weekend into the next working morning", () => {
    const easter = {
      ...night,
      days: [6, 7],
      isHoliday: (d: string) => ["2026-04-03", "2026-04-06"].includes(d),
    };
    expect(iso(quietUntil(easter, "Europe/London", at("2026-04-02T22:00Z")))).toBe(
      "2026-04-07T06:00:00.000Z",
    );
  });

  it("end at the clock's time on the night that is an hour short or long", () => {
    expect(iso(quietUntil(night, "Europe/Berlin", at("2026-03-28T23:00Z")))).toBe("2026-03-29T05:00:00.000Z");
    expect(iso(quietUntil(night, "Europe/Berlin", at("2026-10-24T23:00Z")))).toBe("2026-10-25T06:00:00.000Z");
  });

  it("are none where they begin and end at once, and never for ever", () => {
    expect(quietUntil({ ...night, to: "22:00" }, "UTC", at("2026-07-01T22:00Z"))).toBeUndefined();
    const always = { ...night, days: [1, 2, 3, 4, 5, 6, 7] };
    const end = quietUntil(always, "UTC", at("2026-07-01T22:00Z"));
    expect((end ?? 0) - at("2026-07-01T22:00Z")).toBeLessThanOrEqual(15 * 86_400_000);
  });
});
