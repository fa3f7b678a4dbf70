import { afterEach, describe, expect, it } from "vitest";
import { item, watching } from "../pipeline/desk.ts";
import { caller, commandDesk, data, page, read } from "./host.ts";

let desk: Awaited<ReturnType<typeof commandDesk>>;
afterEach(() => desk.close());
const entity = async (key = "zelenskyy") =>
  (await desk.store.entities()).find((r) => r.name === key && r.deletedAt === undefined)?.definition;

describe("entities", () => {
  it("are added with proposals, which an admin confirms, and are then found by them", async () => {
    desk = await commandDesk({ lists: [watching("putin")] });
    const reply = await desk.say("entity add zelenskyy Volodymyr Zelenskyy");
    expect(await entity()).toEqual({ key: "zelenskyy", name: "Volodymyr Zelenskyy", aliases: [] });
    const texts = () => read(reply);
    expect(texts()).toMatch(/Zelensk[iy]+ \|/);
    expect(texts()).toMatch(/Зеленськ|Зеленск/);
    const sure = page(reply).actions?.find((a) => a.label === "Add the sure ones")?.call;
    await desk.run(sure?.command ?? "", sure?.options);
    const aliases = (await entity())?.aliases ?? [];
    expect(aliases.length).toBeGreaterThan(5);
    expect(aliases.some((a) => a.ambiguous === true)).toBe(false);
    await desk.say("watch edit list add query @zelenskyy");
    expect(read(await desk.run("watch test", { name: "list", what: `${aliases[2]?.text} speaks` }))).toMatch(
      /matched/,
    );
    expect(read(await desk.say("entity list zelensk"))).toMatch(
      /@zelenskyy \| Volodymyr Zelenskyy \| .* \| list/,
    );
  });

  it("page through proposals, whose numbers stay", async () => {
    desk = await commandDesk();
    await desk.say("entity add putin Vladimir Putin");
    const first = page(await desk.say("entity alias putin"));
    expect(first.page?.number).toBe(1);
    expect(first.previous).toBeUndefined();
    const second = page(await desk.run(first.next?.command ?? "", first.next?.options));
    expect(second.page?.number).toBe(2);
    expect(data(second)).not.toEqual(data(first));
    await desk.run("entity alias", { key: "putin", accept: "2,4-5" });
    const again = page(await desk.say("entity alias putin"));
    expect(
      read(again)
        .split("\n")
        .slice(1, 6)
        .filter((row) => row.includes("(has it)")),
    ).toHaveLength(3);
    expect(read(await desk.run("entity alias", { key: "putin", accept: "0" }))).toMatch(
      /none of the numbers/,
    );
  });

  it("are proposed the spellings that stored entries have, accepted by a code that stays", async () => {
    desk = await commandDesk();
    await desk.poll(0, [
      item("a", "President Volodimir Zelenskij lands in Oslo"),
      item("b", "Norway's premier greets Volodimir Zelenskij"),
      item("c", "Volodymyr Zelenskyy speaks to Olena Zelenska", { summary: "Vitali Klitschko did not." }),
      item("d", "VOLODYMYR ZELENSKJ IN CAPITALS"),
    ]);
    const reply = await desk.say("entity add zelenskyy Volodymyr Zelenskyy");
    const rows = read(reply)
      .split("\n")
      .filter((row) => row.includes("seen:"));
    expect(rows).toHaveLength(1);
    const [, code = ""] = /^(\w{4}) \| Volodimir Zelenskij \| seen: 2 entries/.exec(rows[0] ?? "") ?? [];
    await desk.poll(1, [item("e", "Wolodimir Selenskij returns", { url: "https://o.example/e" })]);
    await desk.run("entity alias", { key: "zelenskyy", accept: `1,${code}` });
    const texts = (await entity())?.aliases.map((alias) => alias.text) ?? [];
    expect(texts).toHaveLength(2);
    expect(texts).toContain("Volodimir Zelenskij");
    const again = read(await desk.say("entity alias zelenskyy"));
    expect(again).toMatch(/Wolodimir Selenskij \| seen: an entry/);
    expect(again).not.toContain(code);
    expect(read(await desk.run("entity alias", { key: "zelenskyy", accept: "zzzz" }))).toMatch(
      /no spelling “zzzz”/,
    );
  });

  it("are edited as text, ambiguous spellings marked, and undone", async () => {
    desk = await commandDesk();
    await desk.run("entity add", { key: "levin", name: "Carl Levin", aliases: "Levin ?\nSenator Levin" });
    expect(await entity("levin")).toMatchObject({
      aliases: [{ text: "Levin", ambiguous: true }, { text: "Senator Levin" }],
    });
    const form = await desk.run("entity alias", { key: "levin", form: "true" });
    expect(form).toMatchObject({ kind: "form", fields: [{ value: "Levin ?\nSenator Levin" }] });
    await desk.run("entity alias", { key: "levin", aliases: "Levin ?" });
    await desk.run("entity alias", { key: "levin", add: "C. Levin", remove: "levin" });
    expect((await entity("levin"))?.aliases).toEqual([{ text: "C. Levin" }]);
    expect(read(await desk.run("entity alias", { key: "levin", remove: "nobody" }))).toMatch(
      /no spelling “nobody”/,
    );
    const [last] = await desk.store.trail({ kind: "entity", subject: "levin", limit: 1 });
    expect(read(await desk.run("undo", { number: String(last?.id) }))).toMatch(/levin is as it was before/);
    expect((await entity("levin"))?.aliases).toEqual([{ text: "Levin", ambiguous: true }]);
  });

  it("are removed after a question, and not while a list names them", async () => {
    desk = await commandDesk({ lists: [watching("putin")] });
    await desk.say("entity add trump Donald Trump");
    await desk.say("watch edit list add query @trump");
    expect(read(await desk.run("entity remove", { key: "trump", yes: "true" }))).toMatch(/trump/);
    expect(await entity("trump")).toBeDefined();
    await desk.say("watch edit list remove query @trump");
    expect((await desk.say("entity remove trump")).kind).toBe("confirmation");
    await desk.run("entity remove", { key: "@trump", yes: "true" });
    expect(await entity("trump")).toBeUndefined();
    expect(read(await desk.say("entity remove trump"))).toMatch(/no entity @trump/);
    expect(read(await desk.say("entity add Trump! X"))).toMatch(/is no key/);
    expect(read(await desk.say("entity add x Y", caller("editor")))).toMatch(/for admins/);
  });
});

describe("follow", () => {
  const ann = caller("member", "U1");
  it("tells a list to one person, by direct message, until they unfollow", async () => {
    desk = await commandDesk();
    await desk.poll(0, [item("old", "Nothing of note")]);
    expect(read(await desk.say("follow list", ann))).toMatch(/by direct message/);
    await desk.poll(0, [item("a", "Putin arrives")]);
    expect((await desk.owed()).map((d) => d.channel).sort()).toEqual(["dm:discord:U1", "world"]);
    expect(read(await desk.say("follow", ann))).toContain("list");
    await desk.say("unfollow list", ann);
    await desk.poll(0, [item("b", "Putin leaves by train for the coast")]);
    expect((await desk.owed()).map((d) => d.channel).sort()).toEqual(["dm:discord:U1", "world", "world"]);
  });

  it("tells a story at once and its updates, and no more after unfollow", async () => {
    desk = await commandDesk();
    await desk.poll(0, [item("old", "Nothing of note")]);
    await desk.poll(0, [item("a", "Putin arrives in Geneva for talks")]);
    await desk.say("follow 2", ann);
    await desk.say("follow 2", ann);
    const mine = async () =>
      (await desk.owed()).filter((d) => d.channel === "dm:discord:U1").map((d) => d.kind);
    expect(await mine()).toEqual(["post"]);
    await desk.poll(1, [item("b", "Putin arrives in Geneva for talks", { url: "https://o.example/b" })]);
    expect(await mine()).toEqual(["post", "edit"]);
    await desk.say("unfollow 2", ann);
    await desk.poll(2, [item("c", "Putin arrives in Geneva for talks", { url: "https://t.example/b" })]);
    expect(await mine()).toEqual([]);
  });

  it("is capped, and is not offered in a shell", async () => {
    desk = await commandDesk({ lists: Array.from({ length: 22 }, (_, i) => watching("putin", `l${i}`)) });
    for (let i = 0; i < 20; i++) expect((await desk.say(`follow l${i}`, ann)).kind).toBe("text");
    expect(read(await desk.say("follow l20", ann))).toMatch(/20 stories and lists already/);
    expect((await desk.say("follow l20", caller("member", "U2"))).kind).toBe("text");
    expect((await desk.say("follow l3", ann)).kind).toBe("text");
    expect(desk.host.commands.find((c) => c.name === "follow")?.chatOnly).toBe(true);
  });
});
