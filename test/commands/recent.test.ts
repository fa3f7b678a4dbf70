import { afterEach, describe, expect, it } from "vitest";
import { item } from "../pipeline/desk.ts";
import { commandDesk, page, read } from "./host.ts";

let desk: Awaited<ReturnType<typeof commandDesk>>;
afterEach(() => desk.close());

describe("recent", () => {
  it("turns pages, each story on one of them, and stays where it began", async () => {
    desk = await commandDesk();
    await desk.poll(0, [item("old", "Nothing of note")]);
    const places = ["Minsk", "Astana", "Ankara", "Doha", "Riga"];
    for (const place of places) {
      desk.later(60_000);
      await desk.poll(0, [item(place, `Putin calls ${place}`)]);
    }
    const first = page(await desk.say("recent limit:2"));
    expect(first.previous).toBeUndefined();
    const second = page(await desk.run(first.next?.command ?? "", first.next?.options));
    const third = page(await desk.run(second.next?.command ?? "", second.next?.options));
    expect(third.next).toBeUndefined();
    const all = [first, second, third].map(read).join("\n");
    for (const place of places) expect(all.split(`calls ${place}`)).toHaveLength(2);
    expect(read(await desk.run(third.previous?.command ?? "", third.previous?.options))).toBe(read(second));
    expect(first.next?.options.since).toMatch(/^2026-08-13T/);
    expect((await desk.say("recent")).kind).toBe("list");
    expect(read(await desk.say("recent"))).toContain("story 2");
  });
});
