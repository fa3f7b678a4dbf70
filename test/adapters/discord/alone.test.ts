import { expect, onTestFinished, test } from "vitest";
import { commandDesk } from "../../commands/host.ts";
import { item, watching } from "../../pipeline/desk.ts";
import { CHANNEL, type LoopbackDiscord, MAY } from "../../platforms/discord/index.ts";
import { sent } from "../conformance.ts";
import { benchDiscord, buttonsOn } from "./bench.ts";

const ada = { user: { id: "700000000000000009", name: "Ada", permissions: MAY.manageGuild } };
type Told = Awaited<ReturnType<LoopbackDiscord["interact"]>>;

test("an admin runs the desk from chat alone", async () => {
  const desk = await commandDesk({ lists: [watching("budget", "trade")] });
  const { platform, adapter } = await benchDiscord();
  onTestFinished(async () => {
    await adapter.stop();
    await platform.close();
    await desk.close();
  });
  await adapter.start(desk.host, new AbortController().signal);
  const use = (command: string, options: Record<string, string> = {}) =>
    platform.interact({ command, options, ...ada });
  const press = async (on: Parameters<typeof platform.press>[0], label: string): Promise<Told> => {
    const found = buttonsOn(on).find((b) => b.label === label);
    if (found?.custom_id === undefined) throw new Error(`no button ${label}: ${JSON.stringify(on)}`);
    return platform.press(on, found.custom_id, ada);
  };
  /** A form, whether it opens at once or stands behind its button. */
  const formOf = async (told: Told) => (told.modal === undefined ? press(told, "Open the form") : told);

  await desk.poll(0, [
    item("old", "Volodymyr Zelenskyy speaks of harvest"),
    item("other", "Rain in the south"),
  ]);
  desk.later(60_000);

  // An entity with proposed spellings.
  const added = await use("entity add", { key: "zelenskyy", name: "Volodymyr Zelenskyy" });
  expect(added.text).toContain("Proposed");
  const spelled = await press(added, "Add all of these");
  expect(spelled.text).toContain("is changed");
  expect(
    desk
      .desk()
      .entities.find((e) => e.key === "zelenskyy")
      ?.aliases.map((a) => a.text),
  ).toContain("Volodimir Zelensky");

  // A watch list by a form, tried on the past before it is saved.
  const form = await formOf(await use("watch add", { name: "kyiv" }));
  expect(
    (await platform.submit(form, { title: "Kyiv", queries: "@zelenskyy AND harvest" }, ada)).text,
  ).toContain("kyiv");
  const preview = await use("watch preview", {
    name: "kyiv",
    change: "add",
    part: "query",
    value: "rain OR (@zelenskyy AND summit)",
  });
  expect(preview.text).toContain("**Rain** in the south");
  expect((await press(preview, "Save")).text).toContain("is changed");
  expect((await use("channel route", { watch: "kyiv", change: "add", channel: "world" })).text).not.toContain(
    "failed",
  );
  expect(desk.desk().watchLists.get("kyiv")).toMatchObject({
    queries: ["@zelenskyy AND harvest", "rain OR (@zelenskyy AND summit)"],
  });

  // An alert from it, claimed and muted by its buttons.
  await desk.poll(0, [
    item("new", "Volodimir Zelensky at the summit in Geneva"),
    item("missed", "Volodimir Zelensky rests"),
  ]);
  const alert = (await desk.owed()).find((d) => d.headline.includes("Geneva"));
  if (alert === undefined) throw new Error("no alert");
  const story = String(alert.message.story);
  sent(await adapter.send({ channel: CHANNEL }, alert.message, alert.key));
  const [posted] = platform.messages(CHANNEL);
  if (posted === undefined) throw new Error("not posted");
  expect((await press(posted, "Claim")).text).toContain("is yours");
  expect((await press(posted, "Mute 2h")).text).toMatch(/quiet|muted|silent/i);

  // Found again, explained, and what did not come explained too.
  expect((await use("search", { query: "geneva" })).text).toContain("in Geneva");
  expect((await use("why", { what: story })).text).toMatch(/kyiv/i);
  expect((await use("why", { what: "https://news.example/missed", watch: "kyiv" })).text).toMatch(
    /harvest|summit/,
  );

  // And the edit taken back.
  expect((await use("watch undo", { name: "kyiv" })).text).not.toContain("failed");
  expect(desk.desk().watchLists.get("kyiv")?.queries.length).toBeLessThan(3);
  expect((await use("audit")).text).toContain("Ada");
});
