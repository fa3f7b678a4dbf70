import { afterEach, expect, test } from "vitest";
import { renderReply } from "../../../adapters/discord/reply.ts";
import type { CommandCall, Reply } from "../../../src/model/command.ts";
import { caller, commandDesk } from "../../commands/host.ts";
import { watching } from "../../pipeline/desk.ts";

let desk: Awaited<ReturnType<typeof commandDesk>>;
afterEach(() => desk.close());

/** All that can be read of a command's answer on Discord, page after page; none may be cut. */
async function pagesOf(call: CommandCall, language: string): Promise<string[]> {
  const shown: string[] = [];
  for (let next: CommandCall | undefined = call; next !== undefined; ) {
    const reply: Reply = await desk.run(next.command, next.options, { ...caller("admin"), language });
    const { description = "" } = renderReply(reply);
    expect(description).not.toMatch(/… and \d+ more$/);
    shown.push(description);
    next = reply.kind === "page" ? reply.next : undefined;
  }
  return shown;
}

test.each(["en-GB", "de", "es-ES", "fr", "it", "pl", "ru", "uk"])(
  "help in %s names every command, by pages",
  async (language) => {
    desk = await commandDesk();
    const pages = await pagesOf({ command: "help", options: {} }, language);
    expect(pages.length).toBeLessThan(4);
    for (const { name } of desk.host.commands) expect(pages.join("\n")).toContain(`**${name}**`);
  },
);

test("a desk of many feeds, lists and entities is shown whole, by pages", async () => {
  const many = Array.from({ length: 20 }, (_, i) => `n${String(i).padStart(2, "0")}`);
  desk = await commandDesk({
    outlets: many.map((name) => `Outlet of a name of some length, ${name}`),
    lists: many.map((name) => watching(`"one of a number of phrases, ${name}" AND summit`, name)),
  });
  for (const name of many)
    await desk.run("entity add", { key: name, name: `Entity ${name}`, aliases: `Alias ${name}` });
  const queries = many.map((name) => `"one of a number of phrases, ${name}" AND summit`).join("\n");
  await desk.run("watch edit", { name: "n00", queries });
  const calls: CommandCall[] = [
    ...["feed list", "feed health", "watch list", "entity list"].map((command) => ({ command, options: {} })),
    { command: "watch show", options: { name: "n00" } },
  ];
  for (const call of calls) {
    const pages = await pagesOf(call, "en-GB");
    expect(pages.length, call.command).toBeGreaterThan(1);
    for (const name of many) expect(pages.join("\n"), call.command).toContain(name);
  }
  for (let i = 0; i < 12; i++) {
    const value = `${"a long phrase of many words, ".repeat(4)}${i}`;
    await desk.run("watch edit", { name: "n01", change: "add", part: "phrase", value });
  }
  const history = await pagesOf(
    { command: "watch history", options: { name: "n01", limit: "100" } },
    "en-GB",
  );
  expect(history.join("\n").match(/\*\*\d+\*\*/g)).toHaveLength(13);
  const trail = await pagesOf({ command: "audit", options: { subject: "n01" } }, "en-GB");
  expect(trail.join("\n").match(/\*\*\d+\*\*/g)).toHaveLength(14); // an entity is called so too
  // A shell scrolls: it gets all of it at once.
  const shell = { ...caller("admin"), platform: "shell" };
  const all = await desk.run("feed list", {}, shell);
  expect(all.kind === "table" && all.rows.length).toBe(20);
});
