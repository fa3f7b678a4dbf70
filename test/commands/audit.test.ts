import { afterEach, describe, expect, it } from "vitest";
import { differences } from "../../src/commands/difference.ts";
import { caller, commandDesk, data, page, read } from "./host.ts";

let desk: Awaited<ReturnType<typeof commandDesk>> | undefined;
afterEach(() => desk?.close());

describe("audit", () => {
  it("shows who, where, when, before and after, page by page, for admins only", async () => {
    desk = await commandDesk();
    for (const word of ["one", "two", "three"]) {
      desk.later(60_000);
      await desk.say(`watch edit list add phrase ${word}`, caller("admin", "Ann", "world"));
    }
    const first = page(await desk.say("audit list limit:2"));
    expect(read(first)).toMatch(
      /2026-08-20 09:03 \| discord:Ann \(Ann\) \| world \| watchList change list: \+ phrases: three/,
    );
    expect(data(first)).toMatchObject([
      {
        action: "watchList change",
        place: "world",
        before: { phrases: [{}, {}] },
        after: { phrases: [{}, {}, {}] },
      },
      {},
    ]);
    const next = await desk.run(first.next?.command ?? "", first.next?.options);
    expect(read(next)).toMatch(/phrases: one[\s\S]*watchList add/);
    expect(read(await desk.say("audit", caller("editor")))).toMatch(/for admins/);
  });

  it("prints no proxy's password", async () => {
    desk = await commandDesk({ outlets: [] });
    const feed = {
      url: "https://n.example/rss",
      outlet: { name: "N", tier: 2 as const },
      language: "",
      group: "",
      proxy: "http://me:hunter2@proxy.example:8080",
    };
    const row = { who: "x", place: "y", action: "feed add", subject: feed.url, after: feed };
    await desk.store.edit({
      at: desk.now,
      feeds: [{ name: feed.url, definition: feed }],
      audit: [row, { ...row, action: "feed change", before: { ...feed, proxy: "http://proxy.example" } }],
    });
    const reply = await desk.say("audit");
    expect(JSON.stringify(reply)).not.toContain("hunter2");
    expect(JSON.stringify(data(reply))).toContain("http://***@proxy.example:8080");
  });
});

it("differences says what was added, removed and changed", () => {
  expect(
    differences({ a: [1, 2], b: "x", c: { d: 1 } }, { a: [2, 3], b: "y", c: { d: 2 }, e: true }),
  ).toEqual(["+ a: 3", "- a: 1", "b: x → y", "c: d: 1 → 2", "e: unset → true"]);
});
