import { afterEach, describe, expect, it } from "vitest";
import { describe as described } from "../../src/commands/command.ts";
import { commands } from "../../src/commands/index.ts";
import { watching } from "../pipeline/desk.ts";
import { caller, commandDesk, read } from "./host.ts";

let desk: Awaited<ReturnType<typeof commandDesk>> | undefined;
afterEach(async () => {
  await desk?.close();
  desk = undefined;
});

describe("every command", () => {
  const all = commands.map(described);
  it.each(all.map((c) => [c.name, c] as const))("%s fits what platforms take", (name, c) => {
    // Discord, "Application Commands": names of 32 characters, descriptions of 100, 25 options, required ones first.
    expect(name).toMatch(/^[a-z]{1,32}( [a-z]{1,32})?$/);
    expect(c.summary.length).toBeLessThanOrEqual(100);
    expect(c.options.length).toBeLessThanOrEqual(25);
    for (const o of c.options) {
      expect(o.name).toMatch(/^[-_a-z0-9]{1,32}$/);
      expect(o.summary.length, o.name).toBeLessThanOrEqual(100);
      expect(o.summary).not.toBe(o.name);
    }
    const required = c.options.map((o) => o.required);
    expect(required).toEqual(required.toSorted((a, b) => Number(b) - Number(a)));
  });

  it("has a name of its own, and no group has more than Discord's 25 subcommands", () => {
    expect(new Set(all.map((c) => c.name)).size).toBe(all.length);
    const groups = Map.groupBy(all, (c) => c.name.split(" ")[0] ?? "");
    for (const [group, members] of groups) {
      expect(members.length, group).toBeLessThanOrEqual(25);
      if (members.length > 1)
        expect(
          members.every((c) => c.name.includes(" ")),
          group,
        ).toBe(true);
    }
  });

  it("is refused to who may not, by run and by suggest, and what is refused is kept", async () => {
    desk = await commandDesk();
    const rank = { member: 0, editor: 1, admin: 2 };
    for (const c of all) {
      for (const permission of ["member", "editor"] as const) {
        if (rank[permission] >= rank[c.permission]) continue;
        const before = (await desk.store.trail({ limit: 1 }))[0]?.id ?? 0;
        const reply = await desk.run(c.name, {}, caller(permission));
        expect(read(reply), c.name).toMatch(/^".*" is for (editors|admins) of this desk/);
        const [row] = await desk.store.trail({ limit: 1 });
        expect(row).toMatchObject({ id: before + 1, action: `refused ${c.name}` });
        for (const option of c.options.filter((o) => o.suggests))
          expect(await desk.host.suggest(c.name, option.name, "", caller(permission))).toEqual([]);
      }
    }
  });

  it("answers whatever it is given, and never throws", async () => {
    desk = await commandDesk({ lists: [watching("putin")] });
    const odd = [
      "",
      " ",
      "-1",
      "0",
      "1e9",
      "999999999999",
      "list",
      "\u202e<@here>",
      "a".repeat(40_000),
      "(",
      '"',
      "true",
      "https://",
    ];
    for (const c of all) {
      for (const value of odd) {
        const options = Object.fromEntries(c.options.map((o) => [o.name, value]));
        const reply = await desk.run(c.name, options);
        expect(read(reply), `${c.name} ${value.slice(0, 20)}`).not.toMatch(/service's log says why/);
      }
    }
  }, 60_000);

  it("offers suggestions without fault", async () => {
    desk = await commandDesk({ lists: [watching("putin")] });
    for (const c of all)
      for (const o of c.options.filter((each) => each.suggests))
        expect(Array.isArray(await desk.host.suggest(c.name, o.name, "li", caller("admin")))).toBe(true);
    expect(await desk.host.suggest("watch show", "name", "li", caller("member"))).toEqual([
      { value: "list", label: "list (list)" },
    ]);
  });
});

describe("help", () => {
  it("lists commands, a group's, and one in full", async () => {
    desk = await commandDesk();
    expect(read(await desk.run("help"))).toContain("watch preview");
    expect(read(await desk.run("help", { command: "story" }))).toMatch(/story merge[\s\S]*story split/);
    const anna = { ...caller("member"), language: "de-AT" };
    expect(read(await desk.run("help", {}, anna))).toContain(
      "watch add | admins | Eine Beobachtungsliste anlegen",
    );
    expect(read(await desk.run("help", { command: "watch add" }, anna))).toContain(
      "Beobachtungsliste anlegen",
    );
    expect(read(await desk.run("help", { command: "watch edit" }))).toMatch(
      /change, optional: .*add, remove, set/,
    );
  });
});
