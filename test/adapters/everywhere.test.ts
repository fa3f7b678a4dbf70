import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { commands } from "../../src/commands/index.ts";
import { commandDesk } from "../commands/host.ts";
import { item, watching } from "../pipeline/desk.ts";
import { benchDiscord } from "./discord/bench.ts";
import { discordWay, ROLES } from "./discord/way.ts";
import { shellWay } from "./shell-way.ts";
import { patientClock, slackBench } from "./slack/bench.ts";
import { EDITORS, slackWay } from "./slack/way.ts";
import type { Way } from "./way.ts";

type Desk = Awaited<ReturnType<typeof commandDesk>>;
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A site with one feed. */
async function site(): Promise<string> {
  const rss = '<rss version="2.0"><channel><title>Local</title><item><title>x</title></item></channel></rss>';
  const server = createServer((_, response) => response.end(rss));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}/rss`;
}

/** A desk with two stories told, a message that could not be delivered, and a site that has a feed. */
async function opened() {
  const url = await site();
  // A shell goes by the machine's own clock.
  const desk = await commandDesk({
    now: Date.now(),
    lists: [watching("putin OR grain")],
    channels: ["world", "europe"],
    discovery: async (asked) => ({ feeds: [{ url: asked, title: "Local", how: "itself" }], problems: [] }),
  });
  closing.push(() => desk.close());
  const file = join(dirname(desk.file), "wirewatch.yaml");
  const channels = 'channels: { world: "console:world", europe: "console:europe" }';
  writeFileSync(file, `database: desk.db\n${channels}\nfetch: { allowHosts: ["${new URL(url).host}"] }\n`);
  await desk.poll(0, [item("old", "Nothing of note")]);
  await desk.poll(0, [item("a", "Putin arrives in Geneva for talks")]);
  await desk.poll(1, [item("b", "Grain harvest fails in Odesa")]);
  const [letter] = await desk.store.deliveries({ limit: 1 });
  await desk.store.record(letter?.id ?? 0, { state: "dead", error: "the channel is gone" });
  return { desk, url, file, letter: String(letter?.id) };
}

/** Opens one place after the other on a desk of its own. */
const WAYS: Record<string, (desk: Desk, file: string) => Promise<Way>> = {
  async discord(desk) {
    const bench = await benchDiscord({}, { roles: ROLES });
    closing.push(() => bench.platform.close());
    closing.push(() => bench.adapter.stop());
    const way = discordWay(bench, desk.host.commands);
    await bench.adapter.start(desk.host, new AbortController().signal);
    return way;
  },
  async slack(desk) {
    const bench = await slackBench({}, { settings: { editors: EDITORS }, deps: { clock: patientClock() } });
    closing.push(() => bench.platform.close());
    closing.push(() => bench.adapter.stop());
    await bench.adapter.start(desk.host, new AbortController().signal);
    return slackWay(bench, desk.host.commands);
  },
  shell: async (desk, file) => shellWay(file, desk.host.commands),
};

describe.each(Object.entries(WAYS))("in %s", (name, open) => {
  test("every command does its work", { timeout: 120_000 }, async () => {
    const { desk, url, file, letter } = await opened();
    const way = await open(desk, file);
    const used = new Set<string>();
    const says = async (command: string, options: Record<string, string>, words: RegExp) => {
      used.add(command);
      const shown = await way.say(command, options);
      expect(shown.text, `${command} ${JSON.stringify(options)}`).toMatch(words);
      return shown;
    };
    const asksAndRemoves = async (command: string, options: Record<string, string>, done: RegExp) => {
      const asked = await says(command, options, /\?/);
      expect((await asked.press("Remove")).text, command).toMatch(done);
    };

    await says("recent", { limit: "5" }, /Putin arrives in Geneva/);
    await says("search", { query: 'putin AND "in geneva"' }, /Putin arrives in Geneva/);
    await says("why", { what: "2" }, /list: matched/);
    await says("story show", { story: "2" }, /Putin arrives in Geneva/);
    await says("story merge", { story: "2", other: "3" }, /Story 3 is part of story 2 now/);
    await says("story split", { story: "2", entries: "2" }, /1 of story 2's 2 entries are story 4 now/);
    await says("claim", { story: "2" }, /Story 2 is yours/);
    await says("irrelevant", { story: "2", watch: "list" }, /story 2 is not relevant to list/);
    await says("mute", { subject: "2", for: "2h" }, /Story 2 is muted until/);
    await says("unmute", { subject: "2" }, /Story 2 is told again/);

    await says(
      "watch add",
      { name: "grain", phrases: "grain deal", channels: "world" },
      /is watched from now on/,
    );
    await says(
      "watch edit",
      { name: "grain", change: "add", part: "phrase", value: "corn deal" },
      /\+ phrases: corn/,
    );
    await says("watch list", {}, /grain/);
    await says("watch show", { name: "grain" }, /corn deal/);
    await says("watch test", { name: "grain", what: "The corn deals hold" }, /grain: matched/);
    const draft = { name: "grain", change: "add", part: "query", value: "putin" };
    await says("watch preview", draft, /1 story in|Putin arrives/);
    await says("watch pause", { name: "grain" }, /grain is paused/);
    await says("watch resume", { name: "grain" }, /grain alerts again/);
    await says("watch history", { name: "grain" }, /resume/);
    await says("watch undo", { name: "grain" }, /grain is as it was before/);
    await says("watch reset", { name: "list" }, /list is as its file says/);
    await asksAndRemoves("watch remove", { name: "grain" }, /is removed/);

    await says("entity add", { key: "jane", name: "Jane Example" }, /@jane is Jane Example from now on/);
    await says("entity alias", { key: "jane", add: "Janey" }, /\+ aliases: Janey/);
    await says("entity list", { find: "jane" }, /Janey/);
    await asksAndRemoves("entity remove", { key: "jane" }, /@jane is removed/);

    await says("feed list", {}, /Example News/);
    await says("feed health", {}, /Example News/);
    await says("feed discover", { site: url }, /127\.0\.0\.1/);
    await says("feed add", { url, outlet: "Local", unchecked: "true" }, /Local .* is polled from now on/);
    await asksAndRemoves("feed remove", { feed: url }, /is polled no longer/);

    await says("channel route", { watch: "list", change: "add", channel: "europe" }, /goes to world, europe/);
    await says(
      "channel quiet",
      { channel: "europe", hours: "22:00-07:00 sat" },
      /is 22:00-07:00 sat from now on/,
    );
    await says("channel layout", { channel: "europe", layout: "compact" }, /layout was full, and is compact/);
    await says("channel list", {}, /europe/);
    await says("digest schedule", { channel: "europe", times: "hourly" }, /is hourly from now on/);
    await says("digest now", {}, /Nothing waits/);

    await says("delivery list", {}, /the channel is gone/);
    await says("delivery drop", { number: letter }, /is given up/);
    const [dropped] = await desk.store.trail({ limit: 1 });
    await says("undo", { number: String(dropped?.id) }, /is a dead letter again/);
    await says("delivery retry", { number: letter }, /is tried again/);
    await says("audit", { limit: "3" }, /delivery retry/);
    await says("status", {}, /Feeds: 3/);

    if (name !== "shell") {
      await says("follow", { subject: "list" }, /You follow list/);
      await says("unfollow", { subject: "list" }, /You follow list no longer/);
      await says("help", { command: "watch edit" }, /watch edit: Change what a watch list looks for/);
    }
    const meant = commands.filter((c) => name !== "shell" || c.chatOnly !== true).map((c) => c.name);
    expect([...used].sort()).toEqual(meant.toSorted());
  });
});
