import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Calls, LEAVE } from "../../../adapters/discord/calls.ts";
import type { CommandCall, FormReply } from "../../../src/model/command.ts";
import { hostile } from "./arbitrary.ts";

const clock = (at = { ms: 1 }) => ({ at, monotonic: () => at.ms });
const call = fc
  .record({
    command: fc.constantFrom("recent", "watch edit", "story show"),
    options: fc.dictionary(fc.constantFrom("name", "page", "query", "__proto__x"), hostile, { maxKeys: 4 }),
  })
  // What cannot be sent as UTF-8 reaches no platform.
  .map(({ command, options }): CommandCall => {
    const sound = Object.entries(options).map(([name, value]) => [name, value.toWellFormed()]);
    return { command, options: Object.fromEntries(sound) };
  });
const formOf = (submit: CommandCall): FormReply => ({
  kind: "form",
  title: "Form",
  fields: [],
  submit: { label: "Save", call: submit },
});

describe("a call in a custom id", () => {
  test("is the same when it is pressed, however long", () => {
    const calls = new Calls(clock());
    fc.assert(
      fc.property(call, fc.constantFrom("go", "do"), (made, deed) => {
        const id = calls.idOf(deed, made);
        expect(id.length).toBeLessThanOrEqual(100);
        expect(calls.meaning(id)).toEqual({ deed, call: made });
      }),
      { numRuns: 500 },
    );
  });

  test("of a form comes back with the form, and without it once that is forgotten", () => {
    const short = formOf({ command: "watch edit", options: { name: "grain" } });
    const long = formOf({ command: "watch edit", options: { name: "n".repeat(100) } });
    const calls = new Calls(clock());
    const ids = [short, long].map((form) => calls.idOfModal(form));
    expect(ids.every((id) => id.length <= 100)).toBe(true);
    expect(calls.meaning(ids[0] ?? "")).toEqual({ deed: "send", call: short.submit.call, form: short });
    expect(calls.meaning(ids[1] ?? "")).toEqual({ deed: "send", call: long.submit.call, form: long });
    const later = new Calls(clock());
    expect(later.meaning(ids[0] ?? "")).toEqual({ deed: "send", call: short.submit.call });
    expect(later.meaning(ids[1] ?? "")).toEqual({ deed: "forgotten", command: "watch edit" });
    expect(later.meaning(calls.idOfForm(short))).toEqual({ deed: "forgotten", command: "watch edit" });
  });

  test("is forgotten after a day, where it did not fit", () => {
    const time = clock();
    const calls = new Calls(time);
    const id = calls.idOf("go", { command: "search", options: { query: "x".repeat(200) } });
    time.at.ms += 23 * 3_600_000;
    expect(calls.meaning(id)).toMatchObject({ deed: "go" });
    time.at.ms += 2 * 3_600_000;
    expect(calls.meaning(id)).toEqual({ deed: "forgotten", command: "search" });
  });

  test("is none of ours where it is not written by us, and never throws", () => {
    const calls = new Calls(clock());
    expect(calls.meaning(LEAVE)).toEqual({ deed: "no" });
    for (const id of [
      "",
      "wirewatch:claim:7",
      "other/go/=recent?",
      "wirewatch/run/=recent?",
      "wirewatch/no/Next",
    ]) {
      expect(calls.meaning(id)).toBeUndefined();
    }
    fc.assert(
      fc.property(fc.string(), (rest) => {
        const meant = calls.meaning(`wirewatch/${rest}`);
        if (meant !== undefined && "call" in meant) expect(typeof meant.call.command).toBe("string");
      }),
    );
  });
});
