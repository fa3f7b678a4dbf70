import { afterEach, expect, test } from "vitest";
import type { ChatAdapter } from "../../src/model/adapter.ts";
import { commandDesk } from "../commands/host.ts";
import { item, watching } from "../pipeline/desk.ts";
import type { ChatWay, Role, Shown } from "./way.ts";

type Desk = Awaited<ReturnType<typeof commandDesk>>;

/** A platform that a desk is used on: the real client against a loopback one. */
export interface ChatBench {
  adapter: ChatAdapter;
  /** Of the channel `world`. */
  destination: string;
  /** Connects, with the desk's own commands. */
  start(desk: Desk): Promise<ChatWay>;
  close(): Promise<void>;
}

/**
 * A day of a newsroom that has nothing but its chat: what an admin, editors and a member do there, from the first entity
 * to the audit trail, on a real database, with the alert on its way through the outbox.
 */
export function newsroomDay(name: string, open: () => Promise<ChatBench>): void {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  test(`an admin runs a desk from ${name} alone`, { timeout: 120_000 }, async () => {
    const bench = await open();
    closing.push(() => bench.close());
    const { adapter, destination } = bench;
    const desk = await commandDesk({
      lists: [watching("nothing at all")],
      channels: [{ name: "world", adapter: name, destination }],
      place: (channel) => (channel === "world" ? { adapter, destination } : undefined),
    });
    closing.push(() => desk.close());
    const way = await bench.start(desk);
    closing.push(() => adapter.stop());
    const says = async (
      command: string,
      options: Record<string, string>,
      words: RegExp,
      as: Role = "admin",
    ): Promise<Shown> => {
      const shown = await way.say(command, options, as);
      expect(shown.text, `${command} ${JSON.stringify(options)}`).toMatch(words);
      return shown;
    };

    // Three days ago.
    await desk.poll(0, [
      item("past", "Zelensky at grain summit in Odesa"),
      item("other", "Markets close higher"),
    ]);
    desk.later(3 * 86_400_000);

    // An entity, by a form, with the spellings that are proposed.
    const asked = await way.say("entity add", { key: "zelenskyy" });
    const proposed = await asked.fill({ name: "Volodymyr Zelenskyy" });
    expect(proposed.text).toMatch(/@zelenskyy is Volodymyr Zelenskyy from now on/);
    expect((await proposed.press("Add the sure ones")).text).toMatch(/\+ aliases: /);
    await says("entity alias", { key: "zelenskyy", add: "Zelensky" }, /Zelensky/);

    // A watch list: a fault is said, then it is tried on the past week, then saved.
    await says("watch preview", { name: "grain", queries: "@zelensky AND (grain" }, /@zelenskyy|column/);
    const preview = await says(
      "watch preview",
      { name: "grain", queries: "@zelenskyy NEAR/5 summit" },
      /1 story in 3 days/,
    );
    expect(preview.text).toContain("grain summit in Odesa");
    expect((await preview.press("Save")).text).toMatch(/is watched from now on/);
    await says("channel route", { watch: "grain", change: "add", channel: "world" }, /goes to world/);

    // An alert comes.
    desk.later(60_000);
    await desk.poll(0, [
      item("a", "Zelensky calls a summit of farmers", { summary: "Ships wait in Odesa." }),
    ]);
    await desk.deliver();
    expect(way.channel().map((m) => m.text)).toEqual([
      expect.stringContaining("Zelensky calls a summit of farmers"),
    ]);
    const alert = (): Shown => {
      const [posted] = way.channel();
      if (posted === undefined) throw new Error("nothing was posted");
      return posted;
    };
    const story = String((await desk.owed())[0]?.message.story);

    // Two press Claim at once: one has it, and the alert says who.
    expect((await alert().press("Claim", "member")).text).toMatch(/for editors of this desk/);
    const both = await Promise.all([alert().press("Claim", "editor"), alert().press("Claim", "other")]);
    expect(both.filter(({ text }) => text.includes(`Story ${story} is yours.`))).toHaveLength(1);
    expect(both.filter(({ text }) => /(?:eva|ben) has story/i.test(text))).toHaveLength(1);
    await desk.deliver();
    expect(alert().text).toMatch(/claimed by (?:eva|ben)/i);
    expect(way.channel()).toHaveLength(1);

    // Muted, found, explained; and what did not come.
    expect((await alert().press("Mute story", "editor")).text).toMatch(/is muted until/);
    await says("search", { query: "@zelenskyy AND farmers" }, /calls a summit of farmers/, "member");
    expect((await alert().press("Sources", "member")).text).toContain("Example News");
    await says("why", { what: story }, /grain: matched[\s\S]*Zelensky/, "member");
    const missed = item("b", "Zelensky will in late autumn perhaps speak at some summit");
    await desk.poll(0, [missed]);
    await says("why", { what: missed.url }, /NEAR\/5 failed: 9 words apart/, "member");
    await says("why", { what: "https://nowhere.example.org/c" }, /No such entry/, "member");
    await desk.deliver();
    expect(way.channel()).toHaveLength(1);

    // Not relevant is a hint what to tighten.
    expect((await alert().press("Not relevant", "editor")).text).toMatch(/is not relevant to grain/);
    await says(
      "watch show",
      { name: "grain" },
      /1 of 1 in 30 days were not relevant[\s\S]*tighten or exclude .*: .*@zelenskyy/,
    );

    // An edit, one that is refused, and the edit taken back: all of it in the audit trail.
    const edit = { name: "grain", change: "add", part: "phrase" };
    await says("watch edit", { ...edit, value: "corn exports" }, /\+ phrases: corn exports/);
    await says("watch edit", { ...edit, value: "wheat" }, /for admins of this desk/, "member");
    await says("watch undo", { name: "grain" }, /- phrases: corn exports/);
    expect(desk.desk().watchLists.get("grain")?.phrases).toEqual([]);
    const { text: trail } = await way.say("audit", { subject: "grain" });
    expect(trail).toMatch(/mia.*refused watch edit grain/i);
    expect(trail).toMatch(/ada.*watchList undo grain/i);
    expect(trail).toMatch(/ada.*watchList change grain: \+ phrases: corn exports/i);
    await says("audit", { subject: "grain" }, /for admins of this desk/, "member");
  });
}
