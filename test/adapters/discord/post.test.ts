import { afterEach, describe, expect, test } from "vitest";
import { CHANNEL, MAY } from "../../platforms/discord/index.ts";
import { sent } from "../conformance.ts";
import { aMessage } from "../messages.ts";
import { benchDiscord, type DiscordBench } from "./bench.ts";

let bench: DiscordBench;
afterEach(async () => {
  await bench.adapter.stop();
  await bench.platform.close();
});
const to = { channel: CHANNEL };
const posts = () =>
  bench.platform.requests.filter((r) => r.method === "POST" && r.path.endsWith("/messages"));

describe("an alert on Discord", () => {
  test("is one embed that links to the article, with nonce, key and nobody to ping", async () => {
    bench = await benchDiscord();
    const ref = sent(await bench.adapter.send(to, aMessage(), "k1"));
    expect(posts()).toHaveLength(1);
    expect(posts()[0]).toMatchObject({
      authorization: `Bot ${bench.platform.token}`,
      body: {
        nonce: "k1",
        enforce_nonce: true,
        allowed_mentions: { parse: [] },
        embeds: [
          {
            title: "**Putin** and Zelensky: leaders to meet",
            url: "https://news.example/kyiv-talks",
            description: "Example News · <t:1755604800:R>\nAides discuss **security guarantees**.",
            fields: [
              { name: "Why", value: "Ukraine peace: Putin near Zelensky" },
              {
                name: "2 outlets",
                value:
                  "[Example News](https://news.example/kyiv-talks), [Daily Bugle](https://bugle.example/1)",
              },
            ],
            footer: { text: "Story 7 · Ukraine peace · k1" },
          },
        ],
      },
    });
    expect(ref).toEqual({ channel: CHANNEL, id: bench.platform.messages(CHANNEL)[0]?.id });
    expect(bench.platform.messages(CHANNEL)[0]?.pinged).toEqual([]);
  });

  test("a correction's former words are struck through, whatever they are", async () => {
    bench = await benchDiscord();
    const note = "Now breaking: a~~b\r\nHeadline changed: “~24_hours” → “one day”";
    const struck = [{ start: note.indexOf("~24"), end: note.indexOf("”") }];
    const thread = sent(await bench.adapter.send(to, aMessage(), "k1"));
    sent(await bench.adapter.send({ ...to, thread }, aMessage({ kind: "reply", note, struck }), "k2"));
    const said = bench.platform.messages(CHANNEL)[1]?.embeds[0]?.description;
    expect(said).toBe("Now breaking: a\\~\\~b\nHeadline changed: “~~\\~24\\_hours~~” → “one day”");
  });

  test("has a colour a priority, and says BREAKING in words", async () => {
    bench = await benchDiscord();
    for (const priority of ["breaking", "normal", "low"] as const) {
      sent(await bench.adapter.send(to, aMessage({ priority }), priority));
    }
    sent(await bench.adapter.send(to, aMessage({ withdrawn: true }), "withdrawn"));
    const embeds = bench.platform.messages(CHANNEL).map((m) => m.embeds[0]);
    expect(new Set(embeds.map((e) => e?.color)).size).toBe(4);
    expect(embeds.map((e) => /BREAKING/.test(e?.description ?? ""))).toEqual([true, false, false, false]);
    expect(embeds[3]?.title).toBe("~~**Putin** and Zelensky: leaders to meet~~");
  });

  test("shows only a safe thumbnail and a safe link, a look-alike host as it is", async () => {
    bench = await benchDiscord();
    const thumbnail = "javascript:alert(1)";
    sent(await bench.adapter.send(to, aMessage({ url: "https://аррle.example/", thumbnail }), "k1"));
    const [embed] = bench.platform.messages(CHANNEL)[0]?.embeds ?? [];
    expect(embed?.url).toMatch(/^https:\/\/xn--/);
    expect(embed?.thumbnail).toBeUndefined();
  });

  test("pings exactly whom the configuration names, once, never in an edit", async () => {
    bench = await benchDiscord();
    const mention = "<@&400000000000000001>";
    const ref = sent(await bench.adapter.send(to, aMessage({ mention }), "k1"));
    expect(bench.platform.messages(CHANNEL)[0]).toMatchObject({
      content: mention,
      pinged: ["role:400000000000000001"],
    });
    sent(await bench.adapter.edit(ref, aMessage({ mention, headline: { text: "New", spans: [] } }), "k1"));
    expect(bench.platform.requests.at(-1)?.body).toMatchObject({
      content: "",
      allowed_mentions: { parse: [] },
    });
  });

  test("says a breaking headline where a phone's notification takes it from, and keeps it true", async () => {
    bench = await benchDiscord();
    const [message, mention] = [{ priority: "breaking" as const }, "<@&41>"];
    const headline = { text: "**Truce** @everyone <@&41> https://evil.example discord.gg/abc", spans: [] };
    const ref = sent(await bench.adapter.send(to, aMessage({ ...message, mention, headline }), "k1"));
    const [posted] = bench.platform.messages(CHANNEL);
    expect(posted?.content).toBe(
      "<@&41> BREAKING: \\*\\*Truce\\*\\* ＠everyone \\<\\@&41\\> https\\://evil.example discord.gg\\/abc",
    );
    expect(posted?.pinged).toEqual(["role:41"]);
    expect(posts()[0]?.body).toMatchObject({ allowed_mentions: { parse: [], roles: ["41"] } });
    const next = aMessage({ ...message, withdrawn: true, headline: { text: "Truce", spans: [] } });
    sent(await bench.adapter.edit(ref, next, "k1"));
    expect(posted?.content).toBe("WITHDRAWN: ~~Truce~~");
  });

  test("tells the channel by a loud reply, with the mention of the desk", async () => {
    bench = await benchDiscord();
    const ref = sent(await bench.adapter.send(to, aMessage(), "k1"));
    const loud = aMessage({ kind: "reply", loud: true, note: "Withdrawn by *Example*", mention: "@here" });
    sent(await bench.adapter.send({ ...to, thread: ref, broadcast: true }, loud, "k2"));
    const reply = bench.platform.messages(CHANNEL)[1];
    expect(reply).toMatchObject({
      content: "@here Withdrawn by \\*Example\\*",
      pinged: ["everyone"],
      reference: { message: ref.id },
    });
  });

  test("shows as much as its channel's layout, and who works on it", async () => {
    bench = await benchDiscord();
    const summary = { text: "Aides discuss guarantees. ".repeat(40), spans: [] };
    const change = { summary, claimedBy: "Ann *B*", thumbnail: "https://news.example/a.jpg" };
    for (const layout of ["headline", "compact", "full"] as const) {
      sent(await bench.adapter.send(to, aMessage({ ...change, layout }), layout));
    }
    const embeds = bench.platform.messages(CHANNEL).map((m) => m.embeds[0]);
    expect(embeds[0]?.description).toBe(
      "Example News · <t:1755604800:R> · 2 outlets\nClaimed by **Ann \\*B\\***",
    );
    expect(embeds[1]?.description).toMatch(/^Example News[^\n]*\nAides discuss[^\n]{200,270}…\nClaimed by/);
    expect(embeds.map((e) => [e?.fields?.length ?? 0, e?.thumbnail === undefined])).toEqual([
      [0, false],
      [0, false],
      [2, false],
    ]);
    expect(embeds.every((e) => e?.url === "https://news.example/kyiv-talks")).toBe(true);
  });

  test.each([
    ["@everyone", ["everyone"], { parse: ["everyone"] }],
    ["<@500000000000000001>", ["user:500000000000000001"], { parse: [], users: ["500000000000000001"] }],
    ["@here <@&41> please", ["everyone", "role:41"], { parse: ["everyone"], roles: ["41"] }],
  ])("takes the mention %s", async (mention, pinged, allowed) => {
    bench = await benchDiscord();
    sent(await bench.adapter.send(to, aMessage({ mention }), "k1"));
    expect(posts()[0]?.body).toMatchObject({ allowed_mentions: allowed });
    expect(bench.platform.messages(CHANNEL)[0]?.pinged).toEqual(pinged);
  });

  test("pings nobody by what is no mention, and says so in the log", async () => {
    bench = await benchDiscord();
    sent(await bench.adapter.send(to, aMessage({ mention: "<!channel>" }), "k1"));
    expect(posts()[0]?.body).not.toHaveProperty("content");
    expect(bench.logged.filter((l) => l.level === "warn")).toHaveLength(1);
  });

  test("replies to the alert, and stands alone where that was deleted", async () => {
    bench = await benchDiscord();
    const ref = sent(await bench.adapter.send(to, aMessage(), "k1"));
    const reply = aMessage({ kind: "reply", note: "Withdrawn.\nOthers carry it." });
    sent(await bench.adapter.send({ ...to, thread: ref }, reply, "k2"));
    bench.platform.deleteMessage(CHANNEL, ref.id);
    sent(await bench.adapter.send({ ...to, thread: ref }, reply, "k3"));
    const [tied, alone] = bench.platform.messages(CHANNEL);
    expect(tied).toMatchObject({
      reference: { message: ref.id },
      embeds: [{ description: "Withdrawn.\nOthers carry it." }],
    });
    expect(alone?.reference).toBeUndefined();
  });
});

describe("a digest on Discord", () => {
  test("heads its sections, links its lines and counts what it leaves out", async () => {
    bench = await benchDiscord();
    const item = {
      url: "https://news.example/1",
      outlet: "Example [News]",
      sources: 3,
      at: 1_755_604_800_000,
    };
    const items = Array.from({ length: 100 }, (_, i) => ({
      ...item,
      headline: { text: `Talks ${i}`, spans: [] },
    }));
    const sections = [
      { title: "Ukraine peace", items: items.slice(0, 2), more: 1 },
      { title: "Trade", items, more: 14 },
    ];
    const headline = { text: "World, 07:00", spans: [] };
    sent(await bench.adapter.send(to, aMessage({ kind: "digest", headline, sections }), "d1"));
    const description = bench.platform.messages(CHANNEL)[0]?.embeds[0]?.description ?? "";
    const lines = description.split("\n");
    expect(lines.slice(0, 4)).toEqual([
      "**Ukraine peace**",
      "• [Talks 0](https://news.example/1) — Example \\[News\\] · <t:1755604800:R> · 3 outlets",
      "• [Talks 1](https://news.example/1) — Example \\[News\\] · <t:1755604800:R> · 3 outlets",
      "and 1 more",
    ]);
    const shown = lines.filter((line) => line.includes("Talks")).length;
    expect(lines.at(-1)).toMatch(/and (\d+) more$/);
    expect(Number(/(\d+) more$/.exec(lines.at(-1) ?? "")?.[1])).toBe(102 - shown + 14);
  });
});

describe("check", () => {
  test.each([
    [MAY.viewChannel, "cannot see", "View Channel"],
    [MAY.sendMessages, "lacks Send Messages", "Send Messages"],
    [MAY.embedLinks, "lacks Embed Links", "Embed Links"],
    [MAY.readMessageHistory, "lacks Read Message History", "Read Message History"],
  ])("says which permission is missing", async (denied, detail, mend) => {
    bench = await benchDiscord();
    const channel = bench.platform.world.channels.get(CHANNEL);
    if (channel !== undefined) channel.denied = denied;
    const answer = await bench.adapter.check(CHANNEL);
    expect(answer.ok).toBe(false);
    expect(answer.detail).toContain(detail);
    expect(answer.mend).toContain(mend);
  });

  test("says that a mention would ping nobody, and so it is", async () => {
    bench = await benchDiscord();
    const channel = bench.platform.world.channels.get(CHANNEL);
    if (channel !== undefined) channel.denied = MAY.mentionEveryone;
    expect(await bench.adapter.check(CHANNEL)).toEqual({
      ok: true,
      detail:
        "Wirewatch posts in #world of News Guild; it pings only people, and roles that anyone may mention",
    });
    sent(await bench.adapter.send(to, aMessage({ mention: "@here <@&41>" }), "k1"));
    expect(bench.platform.messages(CHANNEL)[0]?.pinged).toEqual([]);
  });

  test("says where it posts, without a gateway", async () => {
    bench = await benchDiscord();
    expect(await bench.adapter.check(CHANNEL)).toEqual({
      ok: true,
      detail: "Wirewatch posts in #world of News Guild",
    });
    expect(bench.platform.gateway.identified).toBe(0);
  });

  test("says what is no channel, what is none any more, and what is no place to post", async () => {
    bench = await benchDiscord();
    bench.platform.world.addChannel({ id: "200000000000000015", guild: "100000000000000001", type: 4 });
    expect(await bench.adapter.check("world")).toMatchObject({
      ok: false,
      detail: '"world" is no Discord channel id',
    });
    expect((await bench.adapter.check("299999999999999999")).detail).toContain("does not exist");
    expect((await bench.adapter.check("200000000000000015")).detail).toContain("a category");
  });

  test("says that the token is refused", async () => {
    bench = await benchDiscord({}, {}, { env: { DISCORD_TOKEN: "wrong" } });
    const answer = await bench.adapter.check(CHANNEL);
    expect(answer.detail).toContain("refuses the token");
    expect(answer.mend).toContain("DISCORD_TOKEN");
  });
});
