import { afterEach, beforeEach, expect, it } from "vitest";
import { eventually, type Newsroom, newsroom } from "./newsroom.ts";

let desk: Newsroom;
beforeEach(async () => {
  desk = await newsroom();
});
afterEach(() => desk.close());

it("tells the admin channel once of a flood and of a retired feed, though it is killed before it could", {
  timeout: 90_000,
}, async () => {
  const items = (prefix: string) =>
    Array.from({ length: 12 }, (_, n) => ({
      guid: `${prefix}${n}`,
      title: `Putin, part ${n} of ${prefix}`,
      at: Date.now() - 90 * 3_600_000,
    }));
  desk.publish("alpha", [{ guid: "first", title: "Nothing to see" }]);
  desk.retire("beta");
  desk.configure(
    ["alpha", "beta"],
    `backfill: none
adminChannel: ops
channels: { screen: "console:desk", ops: "console:ops" }
watchLists: [{ name: putin, title: Putin, queries: [putin], channels: [screen] }]
`,
  );
  const polls = (outlet: string) => desk.polls.get(outlet) ?? 0;
  const first = desk.start();
  await eventually("a first poll of both", () => polls("alpha") > 1 && polls("beta") > 0, 20_000, first.err);
  desk.publish("alpha", items("moved"));
  const before = polls("alpha");
  await eventually("the flood to be stored", () => polls("alpha") >= before + 2, 20_000, first.err);
  await first.kill("SIGKILL");

  const second = desk.start();
  await eventually("both notices", () => desk.lines("ops").length >= 2, 30_000, second.err);
  const again = polls("alpha");
  await eventually("further polls", () => polls("alpha") >= again + 2, 20_000, second.err);
  expect((await second.kill("SIGTERM")).how).toBe(0);
  expect(desk.lines("ops").map(({ headline }) => headline.replace(/ of 127\.0\.0\.1/, ""))).toEqual(
    expect.arrayContaining(["A feed retired", "A feed brought old entries as new"]),
  );
  expect(desk.lines("ops")).toHaveLength(2);
  expect(desk.lines()).toEqual([]);
  expect(polls("beta")).toBe(1);
});
