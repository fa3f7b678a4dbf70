import { afterEach, describe, expect, test } from "vitest";
import { commandDesk } from "../../commands/host.ts";
import { item, watching } from "../../pipeline/desk.ts";
import { CHANNEL, GUILD, MAY, type StoredMessage } from "../../platforms/discord/index.ts";
import { sent } from "../conformance.ts";
import { benchDiscord, buttonsOn, type DiscordBench } from "./bench.ts";

/** The desk's real commands on a real database, used through the real client. */
const EDITORS = "620000000000000001";
const editor = (id: string, name: string) => ({ user: { id, name, roles: [EDITORS] } });
const ann = editor("700000000000000007", "Ann");
const ben = editor("700000000000000008", "Ben");
const admin = { user: { id: "700000000000000009", name: "Ada", permissions: MAY.manageGuild } };
const member = { user: { id: "700000000000000010", name: "Mia" } };

let bench: DiscordBench;
let desk: Awaited<ReturnType<typeof commandDesk>>;
afterEach(async () => {
  await bench.adapter.stop();
  await bench.platform.close();
  await desk.close();
});

/** A desk with one alert posted on Discord. */
async function started(): Promise<StoredMessage> {
  desk = await commandDesk({ lists: [watching("putin")] });
  await desk.poll(0, [item("old", "Nothing of note")]);
  desk.later(60_000);
  await desk.poll(0, [item("a", "Putin arrives")]);
  bench = await benchDiscord({}, { roles: { editor: [EDITORS] } }, { names: { [CHANNEL]: "world" } });
  bench.platform.world.guilds.get(GUILD)?.roles.push(EDITORS);
  await bench.adapter.start(desk.host, new AbortController().signal);
  const [owed] = await desk.owed();
  if (owed === undefined) throw new Error("no alert");
  sent(await bench.adapter.send({ channel: CHANNEL }, owed.message, owed.key));
  const [posted] = bench.platform.messages(CHANNEL);
  if (posted === undefined) throw new Error("not posted");
  return posted;
}
const press = (
  message: Parameters<typeof bench.platform.press>[0],
  label: string,
  who: typeof ann | typeof admin | typeof member,
) => bench.platform.press(message, buttonsOn(message).find((b) => b.label === label)?.custom_id ?? "", who);

describe("the buttons of an alert", () => {
  test("two people who press Claim at once see one winner", async () => {
    const alert = await started();
    const told = await Promise.all([press(alert, "Claim", ann), press(alert, "Claim", ben)]);
    const won = told.filter((t) => /is yours/.test(t.text));
    expect(won).toHaveLength(1);
    const winner = told[0] === won[0] ? "Ann" : "Ben";
    expect(told.filter((t) => t.text === `${winner} has story 2 already.`)).toHaveLength(1);
    expect((await desk.store.claimOf(2))?.name).toBe(winner);
  });

  test("a member who presses one is refused, and it is in the audit trail with the channel", async () => {
    const alert = await started();
    expect((await press(alert, "Claim", member)).text).toContain("for editors");
    expect(await desk.store.claimOf(2)).toBeUndefined();
    const [row] = await desk.store.trail({ limit: 1 });
    expect(row).toMatchObject({ action: "refused claim", place: "world" });
    expect(row?.who).toContain("discord:700000000000000010 (Mia)");
  });

  test("Sources shows the story to anyone", async () => {
    const alert = await started();
    expect((await press(alert, "Sources", member)).text).toContain("Putin arrives");
  });

  test("mute and not relevant do what they say", async () => {
    const alert = await started();
    expect((await press(alert, "Mute story", ann)).text).toMatch(/muted|quiet|story 2/i);
    expect((await press(alert, "Not relevant", ann)).text).toContain("not relevant to list");
    expect((await desk.store.trail({ limit: 9 })).map((row) => row.action)).toEqual(
      expect.arrayContaining(["irrelevant"]),
    );
  });
});

describe("an admin in chat", () => {
  test("edits a watch list by a form, is told what is wrong in it, and takes it back", async () => {
    await started();
    const edit = { command: "watch edit", options: { name: "list" }, ...admin };
    const first = await bench.platform.interact(edit);
    const shown = first.modal === undefined ? await press(first, "Open the form", admin) : first;
    const wrong = await bench.platform.submit(shown, { queries: 'putin\n"unclosed' }, admin);
    expect(wrong.embeds[0]?.color).toBe(0xd92d20);
    const again = await press(wrong, "Correct it", admin);
    const saved = await bench.platform.submit(again, { queries: "putin\nzelensky" }, admin);
    expect(saved.text).toContain("is changed");
    expect(desk.desk().watchLists.get("list")?.queries).toEqual(["putin", "zelensky"]);
    const undone = await bench.platform.interact({
      command: "watch undo",
      options: { name: "list" },
      ...admin,
    });
    expect(undone.text).not.toContain("failed");
    expect(desk.desk().watchLists.get("list")?.queries).toEqual(["putin"]);
  });

  test("removes one after a question", async () => {
    await started();
    const asked = await bench.platform.interact({
      command: "watch remove",
      options: { name: "list" },
      ...admin,
    });
    expect((await press(asked, "Cancel", admin)).text).toBe("Nothing was done.");
    expect(desk.desk().watchLists.has("list")).toBe(true);
    const again = await bench.platform.interact({
      command: "watch remove",
      options: { name: "list" },
      ...admin,
    });
    expect((await press(again, "Remove", admin)).text).toContain("is removed");
    expect(desk.desk().watchLists.has("list")).toBe(false);
  });

  test("a member who tries is refused, and nothing changes", async () => {
    await started();
    const asked = { command: "watch pause", options: { name: "list" }, ...member };
    expect((await bench.platform.interact(asked)).text).toContain("for admins");
    expect(desk.desk().watchLists.get("list")?.paused).toBeUndefined();
    expect((await desk.store.trail({ limit: 1 }))[0]?.action).toBe("refused watch pause");
  });

  test("finds, asks why, and is helped by completion", async () => {
    await started();
    expect(
      (await bench.platform.interact({ command: "search", options: { query: "putin" }, ...member })).text,
    ).toContain("Putin");
    expect(
      (await bench.platform.interact({ command: "story show", options: { story: "2" }, ...member })).text,
    ).toContain("Putin arrives");
    expect(await bench.platform.complete({ command: "watch show" }, "name", "li")).toEqual([
      { name: "list (list)", value: "list" },
    ]);
  });
});
