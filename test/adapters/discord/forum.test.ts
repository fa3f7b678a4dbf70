import { afterEach, describe, expect, test } from "vitest";
import { CHANNEL, GUILD, MAY } from "../../platforms/discord/index.ts";
import { conformance, sent } from "../conformance.ts";
import { aMessage } from "../messages.ts";
import { benchDiscord, type DiscordBench, hostOf, seenIn } from "./bench.ts";
import { harmIn } from "./markdown.ts";

const FORUM = "200000000000000015";
const to = { channel: FORUM };
let bench: DiscordBench | undefined;
afterEach(async () => {
  await bench?.adapter.stop();
  await bench?.platform.close();
  bench = undefined;
});

async function forum(change: Record<string, unknown> = {}): Promise<DiscordBench> {
  bench = await benchDiscord({}, {}, { destinations: [FORUM] });
  const tags = [
    { id: "900000000000000001", name: "ukraine PEACE" },
    { id: "900000000000000002", name: "Trade" },
    { id: "900000000000000003", name: "grain", moderated: true },
  ];
  bench.platform.world.addChannel({ id: FORUM, guild: GUILD, name: "stories", type: 15, tags, ...change });
  return bench;
}
const posts = ({ platform }: DiscordBench) =>
  [...platform.world.channels.values()].filter((c) => c.parent === FORUM);

conformance("discord's forum", async () => {
  const { platform, adapter } = await forum();
  bench = undefined;
  return {
    adapter,
    destination: FORUM,
    host: hostOf(() => ({ kind: "text", text: "ok" })),
    seen: async () =>
      [...platform.world.channels.values()]
        .filter((c) => c.parent === FORUM)
        .flatMap((c) => seenIn(platform, c.id)),
    close: () => platform.close(),
    harm: (message) => harmIn(message.text),
  };
});

describe("an alert in a forum", () => {
  test("is a post with the headline as its name, tagged by its watch lists where the forum has such tags", async () => {
    const made = await forum();
    const watchLists = [
      { name: "ukraine-peace", title: "Ukraine peace" },
      { name: "grain", title: "Grain" },
      { name: "none", title: "No tag" },
    ];
    const headline = { text: `Putin\u202E and @everyone ${"talk ".repeat(40)}`, spans: [] };
    const ref = sent(await made.adapter.send(to, aMessage({ watchLists, headline }), "k1"));
    const [post] = posts(made);
    expect(ref).toEqual({ channel: post?.id, id: post?.id });
    expect(post?.name).toMatch(/^Putin and @everyone talk .*…$/);
    expect(post?.applied).toEqual(["900000000000000001"]);
    expect(made.platform.messages(post?.id ?? "")).toMatchObject([
      { pinged: [], embeds: [{ fields: [{}, {}] }] },
    ]);
    // The second time it is known to be a forum: no plain message is tried.
    sent(await made.adapter.send(to, aMessage(), "k2"));
    expect(made.platform.requests.filter((r) => r.path === `/channels/${FORUM}/messages`)).toHaveLength(1);
  });

  test("gets replies and edits inside its post; an archived one is opened by a reply", async () => {
    const made = await forum();
    const ref = sent(await made.adapter.send(to, aMessage(), "k1"));
    const reply = aMessage({ kind: "reply", note: "Now with a statement", loud: true, mention: "<@&41>" });
    sent(await made.adapter.send({ ...to, thread: ref, broadcast: true }, reply, "k2"));
    sent(await made.adapter.edit(ref, aMessage({ claimedBy: "Ann" }), "k1"));
    expect(made.platform.messages(ref.channel)).toMatchObject([
      { embeds: [{ description: expect.stringContaining("Claimed by **Ann**") }] },
      { content: "<@&41> Now with a statement", pinged: ["role:41"] },
    ]);
    const [post] = posts(made);
    if (post !== undefined) post.archived = true;
    expect(await made.adapter.edit(ref, aMessage(), "k1")).toMatchObject({
      status: "rejected",
      reason: expect.stringMatching(/^edit refused/),
    });
    sent(await made.adapter.send({ ...to, thread: ref }, reply, "k3"));
    expect(post?.archived).toBe(false);
  });

  test("is named and tagged anew as its headline changes and a list joins; people's tags stay", async () => {
    const made = await forum();
    const headline = { text: "Talks begin", spans: [] };
    const peace = { name: "ukraine-peace", title: "Ukraine peace" };
    const ref = sent(await made.adapter.send(to, aMessage({ headline, watchLists: [peace] }), "k1"));
    const [post] = posts(made);
    const renamed = () =>
      made.platform.requests.filter((r) => r.method === "PATCH" && r.path === `/channels/${ref.id}`);
    // Growth alone asks nobody.
    const before = made.platform.requests.length;
    sent(await made.adapter.edit(ref, aMessage({ headline, watchLists: [peace], claimedBy: "Ann" }), "k1"));
    expect(made.platform.requests.length).toBe(before + 1);
    post?.applied.push("900000000000000003");
    const now = {
      headline: { text: "Talks end\u202E", spans: [] },
      watchLists: [peace, { name: "trade", title: "T" }],
    };
    sent(await made.adapter.edit(ref, aMessage(now), "k1"));
    expect(post).toMatchObject({
      name: "Talks end",
      applied: ["900000000000000001", "900000000000000003", "900000000000000002"],
    });
    expect(renamed()).toHaveLength(1);
    // Another start knows nothing of it, and changes nothing.
    const again = await benchQuick(made);
    sent(await again.edit(ref, aMessage(now), "k1"));
    expect(renamed()).toHaveLength(1);
  });

  test.each([{ wait: 300, scope: "user" as const }, 403, 500, "reset" as const])(
    "that may not be renamed (%s) is edited all the same, and renamed by a later edit where that helps",
    async (answer) => {
      const made = await forum();
      const ref = sent(await made.adapter.send(to, aMessage(), "k1"));
      made.platform.faults.add({ method: "PATCH", path: new RegExp(`^/channels/${ref.id}$`), answer });
      const headline = { text: "Talks end", spans: [] };
      sent(await made.adapter.edit(ref, aMessage({ headline }), "k1"));
      expect(made.platform.messages(ref.id)[0]?.embeds[0]?.title).toBe("Talks end");
      expect(posts(made)[0]?.name).not.toBe("Talks end");
      expect(made.logged.at(-1)).toMatchObject({
        level: "info",
        message: expect.stringMatching(/keeps its name/),
      });
      if (answer === 500 || answer === "reset") {
        sent(await made.adapter.edit(ref, aMessage({ headline }), "k1"));
        expect(posts(made)[0]?.name).toBe("Talks end");
      }
    },
  );

  test.each(["locked", "gone"])("whose post is %s: the message is gone, the forum is not", async (how) => {
    const made = await forum();
    const ref = sent(await made.adapter.send(to, aMessage(), "k1"));
    const [post] = posts(made);
    if (how === "gone") made.platform.world.channels.delete(ref.channel);
    else if (post !== undefined) post.locked = true;
    const reply = aMessage({ kind: "reply", note: "More" });
    expect((await made.adapter.send({ ...to, thread: ref }, reply, "k2")).status).toBe("messageGone");
    const edit = await made.adapter.edit(ref, aMessage(), "k1");
    expect(edit.status).toBe(how === "gone" ? "messageGone" : "rejected");
  });

  test.each(["hang", "reset", 502] as const)(
    "%s after accepting: unknown, then found, also when archived",
    async (answer) => {
      const made = await forum();
      const before = sent(await made.adapter.send(to, aMessage(), "k0"));
      made.platform.faults.add({ method: "POST", path: /threads/, answer, accept: true });
      const quick = await benchQuick(made);
      expect((await quick.send(to, aMessage(), "k1")).status).toBe("unknown");
      const ids = posts(made).map((p) => p.id);
      expect((await made.adapter.find(to, "k1", before))?.id).toBe(ids[1]);
      expect(await made.adapter.find(to, "k2", before)).toBeUndefined();
      for (const post of posts(made)) post.archived = true;
      expect((await made.adapter.find(to, "k1"))?.id).toBe(ids[1]);
    },
  );

  test("that needs a tag and has none: rejected with the mend", async () => {
    const made = await forum({ requiresTag: true, tags: [] });
    expect(await made.adapter.send(to, aMessage(), "k1")).toMatchObject({
      status: "rejected",
      reason: expect.stringContaining("make one called like the watch list"),
    });
    expect((await made.adapter.check(FORUM)).detail).toContain("its posts need a tag");
  });

  test("check says what the bot lacks there", async () => {
    const made = await forum();
    expect(await made.adapter.check(FORUM)).toEqual({
      ok: true,
      detail: "Wirewatch posts in #stories of News Guild",
    });
    const channel = made.platform.world.channels.get(FORUM);
    if (channel !== undefined) channel.denied = MAY.sendMessagesInThreads | MAY.sendMessages;
    expect((await made.adapter.check(FORUM)).detail).toContain(
      "lacks Create Posts, Send Messages in Threads",
    );
  });
});

describe("a person's direct messages", () => {
  const person = { channel: "user:700000000000000007" };

  test("take alerts, replies and edits like a channel, and are found", async () => {
    bench = await benchDiscord();
    const ref = sent(await bench.adapter.send(person, aMessage(), "k1"));
    sent(await bench.adapter.send({ ...person, thread: ref }, aMessage({ kind: "reply", note: "x" }), "k2"));
    sent(await bench.adapter.edit(ref, aMessage(), "k1"));
    expect(bench.platform.messages(ref.channel)).toHaveLength(2);
    expect(await bench.adapter.find(person, "k1")).toEqual(ref);
    expect(bench.platform.requests.filter((r) => r.path === "/users/@me/channels")).toHaveLength(1);
    expect(bench.platform.messages(CHANNEL)).toEqual([]);
  });

  test("that are refused: channelGone, in words", async () => {
    bench = await benchDiscord();
    bench.platform.world.refusing.add("700000000000000007");
    expect(await bench.adapter.send(person, aMessage(), "k1")).toMatchObject({
      status: "channelGone",
      reason: expect.stringContaining("takes no direct messages"),
    });
  });

  test("are checked by who it is", async () => {
    bench = await benchDiscord();
    expect(await bench.adapter.check(person.channel)).toMatchObject({ ok: true });
    bench.platform.world.strangers.add("700000000000000007");
    expect(await bench.adapter.check(person.channel)).toMatchObject({ ok: false });
  });
});

/** The same Discord by a client of less patience. */
async function benchQuick({ deps, platform }: DiscordBench) {
  const { discord } = await import("../../../adapters/discord/index.ts");
  return discord.create({ apiBase: platform.apiBase, timeoutMs: 1_000 }, deps);
}
