import { afterEach, describe, expect, it } from "vitest";
import { loadDesk } from "../../src/desk/desk.ts";
import { item, watching } from "../pipeline/desk.ts";
import { caller, commandDesk, data, read } from "./host.ts";

let desk: Awaited<ReturnType<typeof commandDesk>>;
afterEach(() => desk.close());
const HOUR = 3_600_000;
const isHoliday = () => false;

/** At 09:00 UTC: `world` as the file has it, quiet from 22:00, with the layout headline. */
async function start(options: Parameters<typeof commandDesk>[0] = {}) {
  const quiet = { from: "22:00", to: "07:00", days: [], isHoliday };
  const world = {
    name: "world",
    adapter: "console",
    destination: "world",
    quiet,
    layout: "headline" as const,
  };
  desk = await commandDesk({ channels: [world, "europe"], ...options });
  await desk.poll(0, [item("old", "Nothing of note")]);
}
const say = async (line: string, who = caller("admin")) => read(await desk.say(line, who));

describe("channel quiet", () => {
  it("counts at once, says where it comes from, and goes back to the file's", async () => {
    await start();
    expect(await say("channel quiet world 8:00-24:00")).toMatch(/“8:00-24:00” is no part of quiet hours/);
    expect(await say("channel quiet world 8:00 to 12:00 sat,sun")).toBe(
      "world: quiet was 22:00-07:00, and is 08:00-12:00 sat,sun from now on (set here; wirewatch.yaml has 22:00-07:00).",
    );
    await desk.poll(0, [item("a", "Putin arrives")]);
    expect(await desk.owed()).toEqual([]);
    const shown = await say("channel quiet world");
    expect(shown).toContain("quiet from 08:00 to 12:00, and all of Sat, Sun");
    expect(shown).toContain("`channel quiet world file` goes back to that");
    expect(await say("channel list")).toContain("set here (wirewatch.yaml has quiet 22:00-07:00)");
    expect(data(await desk.say("channel list"))).toMatchObject([{ inFile: { quiet: "22:00-07:00" } }, {}]);
    expect(await say("status")).toContain("Set here, not as wirewatch.yaml has it: world's quiet");
    // What waits because it was quiet waits no longer.
    expect(await say("channel quiet world file")).toMatch(
      /is 22:00-07:00 from now on \(as wirewatch.yaml has it\). 1 story that waits is told now./,
    );
    await desk.digest();
    expect((await desk.owed()).map((d) => [d.kind, d.channel])).toEqual([["digest", "world"]]);
    expect(await say("channel quiet world file")).toBe("world: quiet is 22:00-07:00 already.");
    expect((await loadDesk(desk.store)).channelSettings).toEqual([]);
  });

  it("takes none, whole days and a country's holidays, and refuses the rest in words", async () => {
    await start();
    expect(await say("channel quiet world none")).toContain("is none from now on");
    expect(await say("channel quiet world")).toContain("world has no quiet hours (set here;");
    expect(await say("channel quiet world GB sun")).toContain("is sun GB from now on");
    expect(await say("channel quiet world")).toContain("quiet all of Sun, and the public holidays of GB");
    expect(await say("channel quiet world XX")).toMatch(/no public holidays are known of "XX"/);
    expect(await say("channel quiet world 22:00-07:00 12:00-13:00")).toMatch(/one beginning and one end/);
    expect(await say("channel quiet moon 22:00-07:00")).toMatch(/no channel "moon"/);
  });
});

describe("channel layout and digest schedule", () => {
  it("a layout shows in the next alert", async () => {
    await start();
    expect(await say("channel layout world compact")).toContain("layout was headline, and is compact");
    expect(await desk.say("channel layout world wide")).toMatchObject({ kind: "error", usage: true });
    await desk.poll(0, [item("a", "Putin arrives")]);
    expect((await desk.owed())[0]?.message.layout).toBe("compact");
    expect(await say("channel layout world")).toContain(
      "compact layout (set here; wirewatch.yaml has headline",
    );
    expect(await say("channel layout europe full")).toBe("europe: layout is full already.");
  });

  it("a schedule moves what waits to its own next time", async () => {
    await start({ lists: [{ ...watching("putin"), mode: "digest" }] });
    await desk.poll(0, [item("a", "Putin arrives")]);
    expect(await say("digest schedule world 07:30,12:15 thu")).toContain(
      "1 story that waits is told at 2026-08-20 12:15 (UTC).",
    );
    expect(data(await desk.say("digest schedule world"))).toEqual([
      {
        channel: "world",
        schedule: "07:30, 12:15 on Thu",
        next: "2026-08-20T12:15:00.000Z",
        waiting: 1,
        set: "here",
      },
    ]);
    expect(await say("digest schedule world sometimes")).toMatch(/“sometimes” is no time of day/);
    expect(await say("digest schedule world mon")).toMatch(/has no time of day/);
    expect(await desk.run("digest schedule", { times: "hourly" })).toMatchObject({
      kind: "error",
      text: expect.stringMatching(/which channel/),
    });
    await say("digest schedule world hourly");
    desk.later(HOUR);
    await desk.digest();
    expect((await desk.owed()).map((d) => d.kind)).toEqual(["digest"]);
  });
});

describe("who may", () => {
  it("everyone sees a setting, admins change it, and what was refused or changed is in the trail", async () => {
    await start();
    const member = caller("member", "Max");
    expect(await say("channel quiet world", member)).toContain("quiet from 22:00");
    for (const line of [
      "channel quiet world none",
      "channel layout world full",
      "digest schedule world hourly",
    ]) {
      expect(await say(line, member)).toMatch(/is for admins of this desk/);
      expect(await say(line, caller("editor"))).toMatch(/is for admins of this desk/);
    }
    expect(desk.channels.get("world")?.inFile).toBeUndefined();
    await say("channel layout world compact");
    const [changed, refused] = await desk.store.trail({ limit: 2 });
    expect(changed).toMatchObject({
      who: "discord:admin (admin)",
      action: "channel layout",
      subject: "world",
      before: { layout: "headline", set: "in the file" },
      after: { layout: "compact", set: "here" },
    });
    expect(refused).toMatchObject({ action: "refused digest schedule", subject: "world" });
    expect(await say("audit world limit:1")).toContain("layout: headline → compact; set: in the file → here");
  });

  it("a change that another made meanwhile is not overwritten", async () => {
    await start();
    const change = { channel: "world", setting: "layout", before: "full", after: "compact" } as const;
    expect(await desk.store.setChannel(change, desk.now, [])).toBe(false);
    expect(await desk.store.channelSettings()).toEqual([]);
  });
});
