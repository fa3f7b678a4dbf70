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
    const edit = bench.platform.requests.at(-1);
    expect(edit?.body).toMatchObject({ allowed_mentions: { parse: [] } });
    expect(edit?.body).not.toHaveProperty("content");
    expect(bench.platform.messages(CHANNEL)[0]?.content).toBe(mention);
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
    bench.platform.world.addChannel({ id: "200000000000000015", guild: "100000000000000001", type: 15 });
    expect(await bench.adapter.check("world")).toMatchObject({
      ok: false,
      detail: '"world" is no Discord channel id',
    });
    expect((await bench.adapter.check("299999999999999999")).detail).toContain("does not exist");
    expect((await bench.adapter.check("200000000000000015")).detail).toContain("a forum");
  });

  test("says that the token is refused", async () => {
    bench = await benchDiscord({}, {}, { env: { DISCORD_TOKEN: "wrong" } });
    const answer = await bench.adapter.check(CHANNEL);
    expect(answer.detail).toContain("refuses the token");
    expect(answer.mend).toContain("DISCORD_TOKEN");
  });
});
