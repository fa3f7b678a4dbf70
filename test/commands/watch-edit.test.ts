import { afterEach, describe, expect, it } from "vitest";
import { watching } from "../pipeline/desk.ts";
import { caller, commandDesk, read } from "./host.ts";

let desk: Awaited<ReturnType<typeof commandDesk>>;
afterEach(() => desk.close());

const entities = [{ key: "putin", name: "Vladimir Putin", aliases: [] }];
async function start() {
  desk = await commandDesk({ lists: [watching("putin", "russia")] });
  await desk.store.edit({
    at: desk.now,
    entities: entities.map((e) => ({ name: e.key, definition: e })),
    audit: [],
  });
  await desk.refresh();
}
const list = async (name = "russia") =>
  (await desk.store.watchLists()).find((l) => l.name === name && l.deletedAt === undefined)?.definition;

describe("watch edit", () => {
  it("adds and removes each part of a list, in chat's words", async () => {
    await start();
    for (const line of [
      'watch edit russia add phrase "grain deal"',
      "watch edit russia add query @putin NEAR/5 summit",
      "watch edit russia add entity @putin",
      "watch edit russia add exclude football",
      "watch edit russia add exact corn exports",
      "watch edit russia add exact grain deal",
      "watch edit russia remove exact grain deal",
      "watch edit russia remove query putin",
      "watch edit russia set priority breaking",
      "watch edit russia set score 20",
      "watch edit russia set languages en, de",
      "watch edit russia set weights title 80",
      "watch edit russia set weights content 5, lead 10",
    ])
      expect((await desk.say(line)).kind, line).toBe("text");
    expect(read(await desk.say("watch show russia"))).toMatch(
      /grain deal \| and its forms[\s\S]*corn exports \| these words/,
    );
    expect(read(await desk.say("watch show russia"))).toContain("title 80, summary 35, lead 10, content 5");
    expect(await list()).toMatchObject({
      phrases: [
        { text: "grain deal", wordings: {} },
        { text: "corn exports", wordings: {}, exact: true },
      ],
      queries: ["@putin NEAR/5 summit"],
      entities: ["putin"],
      exclude: ["football"],
      priority: "breaking",
      filters: {
        minimumScore: 20,
        languages: { only: ["en", "de"] },
        weights: { title: 80, content: 5, lead: 10 },
      },
    });
  });

  it.each([
    ["watch edit russia add query putin AND (", /column 11/],
    ["watch edit russia add query @puttin", /putin/],
    ["watch edit russia add entity puttin", /putin perhaps/],
    ["watch edit russia add phrase", /which phrase/],
    ["watch edit russia add frase x", /phrase, exact, query, entity/],
    ["watch edit russia remove phrase nothing", /does not stand there/],
    ["watch edit russia add channel moon", /no channel “moon”/],
    ["watch edit russia set priority urgent", /breaking, normal, low/],
    ["watch edit russia set weights title 101", /from 0 to 100, such as “title 80/],
    ["watch edit russia set weights headline 80", /title, summary, lead, content/],
    ["watch edit russia remove query putin", /nothing is left to look for/],
    ["watch edit rusia add phrase x", /no watch list "rusia"/],
  ])("says what is wrong with %s", async (line, words) => {
    await start();
    const before = await list();
    const reply = await desk.say(line);
    expect(reply).toMatchObject({ kind: "error", usage: true });
    expect(read(reply)).toMatch(words);
    expect(await list()).toEqual(before);
  });

  it("is a form without a change, which saves what is filled in and keeps what it does not show", async () => {
    await start();
    await desk.run("watch edit", { name: "russia", change: "set", part: "score", value: "30" });
    const form = await desk.say("watch edit russia");
    expect(form).toMatchObject({ kind: "form", submit: { call: { command: "watch edit" } } });
    if (form.kind !== "form") return;
    expect(form.fields.length).toBeLessThanOrEqual(5);
    expect(form.fields.find((f) => f.name === "queries")?.value).toBe("putin");
    const filled = Object.fromEntries(form.fields.map((f) => [f.name, f.value ?? ""]));
    const reply = await desk.run(form.submit.call.command, {
      ...form.submit.call.options,
      ...filled,
      phrases: "grain deal\nsecurity guarantees",
    });
    expect(read(reply)).toContain("+ phrases: grain deal");
    expect(await list()).toMatchObject({ queries: ["putin"], filters: { minimumScore: 30 } });
    expect((await list())?.phrases.map((p) => p.text)).toEqual(["grain deal", "security guarantees"]);
  });

  it("is refused to a member, and the try stands in the audit trail", async () => {
    await start();
    const before = await list();
    for (const permission of ["member", "editor"] as const) {
      const reply = await desk.say("watch edit russia add phrase x", caller(permission, "Eve"));
      expect(read(reply)).toMatch(/for admins/);
    }
    expect(await list()).toEqual(before);
    const trail = await desk.store.trail({ subject: "russia", limit: 5 });
    expect(trail[0]).toMatchObject({ action: "refused watch edit", who: "discord:Eve (Eve)" });
  });

  it("refuses an edit that rests on a list as it no longer is", async () => {
    await start();
    const before = await list();
    const row = { name: "russia", definition: { ...before, title: "other" } };
    expect(before).toBeDefined();
    if (before === undefined) return;
    const edits = {
      at: desk.now,
      watchLists: [{ ...row, definition: { ...before, title: "other" } }],
      audit: [],
    };
    expect(await desk.store.change(edits, [{ kind: "watchList", name: "russia", definition: before }])).toBe(
      true,
    );
    expect(await desk.store.change(edits, [{ kind: "watchList", name: "russia", definition: before }])).toBe(
      false,
    );
  });
});

describe("a watch list's life", () => {
  it("is made, paused, resumed, removed after a question, and brought back", async () => {
    await start();
    const made = await desk.say('watch add grain phrases:"grain deal; grain corridor" channels:world');
    expect(read(made)).toMatch(/watched from now on/);
    expect(await list("grain")).toMatchObject({ channels: ["world"], title: "grain" });
    await desk.say("watch pause grain");
    expect(await list("grain")).toMatchObject({ paused: true });
    await desk.say("watch resume grain");
    expect(await list("grain")).not.toHaveProperty("paused");
    const asked = await desk.say("watch remove grain");
    expect(asked.kind).toBe("confirmation");
    expect(await list("grain")).toBeDefined();
    if (asked.kind !== "confirmation") return;
    await desk.run(asked.confirm.call.command, asked.confirm.call.options);
    expect(await list("grain")).toBeUndefined();
    expect(read(await desk.say("watch undo grain"))).toMatch(/grain is back/);
    expect(await list("grain")).toMatchObject({ channels: ["world"] });
    const history = read(await desk.say("watch history grain"));
    for (const word of ["add", "pause", "resume", "remove", "undo"]) expect(history).toContain(word);
  });

  it("is undone to any point, and reset to its file", async () => {
    await start();
    await desk.say("watch edit russia add phrase one");
    await desk.say("watch edit russia add phrase two");
    const trail = await desk.store.trail({ kind: "watchList", subject: "russia", limit: 10 });
    const first = trail.at(-2)?.id;
    const reply = await desk.say(`watch undo russia ${first}`);
    expect(read(reply)).toContain("- phrases: two");
    expect((await list())?.phrases).toEqual([]);
    expect(read(await desk.say("undo 9999"))).toMatch(/no change 9999/);
    await desk.say("watch edit russia add phrase three");
    await desk.say("watch reset russia");
    expect(await list()).toEqual(watching("putin", "russia"));
    const [row] = await desk.store.watchLists();
    expect(row?.seeded).toEqual(row?.definition);
  });

  it("takes no two of one name, and no name that is none", async () => {
    await start();
    expect(read(await desk.say("watch add russia phrases:x"))).toMatch(
      /there is a watch list “russia” already/,
    );
    expect(read(await desk.say("watch add Rus$ia phrases:x"))).toMatch(/small letters/);
    expect((await desk.say("watch add grain")).kind).toBe("form");
  });
});
