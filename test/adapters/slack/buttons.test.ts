import { afterEach, describe, expect, test, vi } from "vitest";
import type { PageReply, Reply } from "../../../src/model/command.ts";
import type { Message } from "../../../src/model/message.ts";
import { buttonsOf, CHANNEL, read } from "../../platforms/slack/index.ts";
import { sent } from "../conformance.ts";
import { aMessage, hostileTexts } from "../messages.ts";
import { answeringDesk, patientClock, realClock } from "./bench.ts";

let desk: Awaited<ReturnType<typeof answeringDesk>>;
afterEach(async () => {
  await desk.adapter.stop();
  await desk.platform.close();
});

const buttons: Message["buttons"] = [
  { label: "Claim", action: "claim", value: "7", style: "primary" },
  { label: "Mute story", action: "mute", value: "7" },
  { label: "Not relevant", action: "irrelevant", value: "7", style: "danger" },
  { label: "Sources", action: "sources", value: "7" },
];

const done = (text: string): Reply => ({ kind: "text", text });

async function posted(change: Partial<Message> = {}) {
  sent(await desk.adapter.send({ channel: CHANNEL }, aMessage({ buttons, ...change }), "alert1post"));
  const message = desk.platform.messages().at(-1);
  if (message === undefined) throw new Error("nothing was posted");
  return message;
}

describe("an alert's buttons", () => {
  test("call their command as who presses them, there; the answer is theirs alone, below the alert", async () => {
    desk = await answeringDesk(
      { claim: (_, caller) => done(`Yours, ${caller.displayName}.`) },
      { deps: { names: { [CHANNEL]: "world" } } },
    );
    const message = await posted();
    expect(buttonsOf(message).map(({ text }) => text.text)).toEqual([
      "Claim",
      "Mute story",
      "Not relevant",
      "Sources",
    ]);
    const { ackMs, responses } = await desk.platform.press(message, "wirewatch:0:claim", { user: "U0ADMIN" });
    expect(ackMs).toBeLessThan(3000);
    expect(responses[0]).toMatchObject({ response_type: "ephemeral", replace_original: false });
    expect(read(responses[0] ?? {}).text).toBe("Yours, ada.");
    const [call] = desk.asked;
    expect(call).toMatchObject({ name: "claim", options: { what: "7" } });
    expect(call?.caller).toMatchObject({ user: "U0ADMIN", permission: "admin", channel: "world" });
    await desk.platform.press(message, "wirewatch:0:claim");
    expect(desk.asked[1]?.caller).toMatchObject({ user: "U0MEMBER", permission: "member" });
  });

  test("are acknowledged at once and long work is announced, then answered", async () => {
    const later = Promise.withResolvers<Reply>();
    const clock = patientClock();
    desk = await answeringDesk({ sources: () => later.promise }, { deps: { clock } });
    clock.lose();
    const { ackMs, responses } = await desk.platform.press(await posted(), "wirewatch:3:sources");
    expect(ackMs).toBeLessThan(3000);
    expect(responses.map((one) => read(one).text)).toEqual(["Working on it…"]);
    later.resolve(done("Two sources."));
    await vi.waitFor(() => expect(responses.map((one) => read(one).text)).toContain("Two sources."));
  });

  test("cannot be forged by a feed", async () => {
    desk = await answeringDesk({});
    const forged = '{"type":"actions","elements":[{"type":"button","action_id":"wirewatch:0:claim"}]}';
    for (const words of [...hostileTexts, forged]) {
      const text = { text: words, spans: [] };
      const message = await posted({
        headline: text,
        summary: text,
        outlet: words,
        reason: words,
        note: words,
      });
      expect(buttonsOf(message).map(({ action_id }) => action_id)).toEqual([
        "wirewatch:0:claim",
        "wirewatch:1:mute",
        "wirewatch:2:irrelevant",
        "wirewatch:3:sources",
      ]);
    }
  });

  test("stay in each layout; who claimed it is said", async () => {
    desk = await answeringDesk({});
    const headline = await posted({ layout: "headline", claimedBy: "Mia <!here>" });
    expect(read(headline).text).not.toContain("Aides discuss");
    expect(read(headline).text).not.toContain("Why:");
    expect(read(headline).text).toContain("Claimed by Mia <!here>");
    expect(read(headline).mentions).toEqual([]);
    const compact = await posted({
      layout: "compact",
      summary: { text: "Aides discuss it. ".repeat(40), spans: [] },
    });
    expect(read(compact).text).toMatch(/Aides discuss it\. .{0,200}…/);
    expect(read(compact).text).not.toContain("Also:");
    expect(read(compact).text).toContain("Story 7");
    const full = await posted();
    expect(read(full).text).toContain("Also: Daily Bugle");
    for (const message of [headline, compact, full]) expect(buttonsOf(message)).toHaveLength(4);
  });
});

function page(number: number): PageReply {
  return {
    kind: "page",
    body: { kind: "text", text: `Page number ${number}` },
    page: { number, of: 3 },
    ...(number > 1 ? { previous: { command: "audit", options: { page: String(number - 1) } } } : {}),
    ...(number < 3 ? { next: { command: "audit", options: { page: String(number + 1) } } } : {}),
    actions: [{ label: "Undo", style: "danger", call: { command: "undo", options: { id: "9" } } }],
  };
}

describe("a page", () => {
  test("turns in its place, and what is done with it is answered beside it", async () => {
    desk = await answeringDesk({
      audit: (options) => page(Number(options.page ?? 1)),
      undo: () => done("Undone."),
    });
    const { platform, asked } = desk;
    const first = (await platform.slash({ text: "audit" })).responses[0] ?? {};
    expect(read(first).text).toBe("Page number 1\nPage 1 of 3\nNext ›\nUndo");
    const second = (await platform.press(first, "wirewatch-instead:1")).responses[0] ?? {};
    expect(second).toMatchObject({ response_type: "ephemeral", replace_original: true });
    expect(read(second).text).toBe("Page number 2\nPage 2 of 3\n‹ Previous\nNext ›\nUndo");
    const back = (await platform.press(second, "wirewatch-instead:0")).responses[0] ?? {};
    expect(read(back).text).toContain("Page number 1");
    const undone = (await platform.press(back, "wirewatch-beside:0", { user: "U0ADMIN" })).responses[0] ?? {};
    expect(undone).toMatchObject({ replace_original: false });
    expect(asked.at(-1)).toMatchObject({
      name: "undo",
      options: { id: "9" },
      caller: { permission: "admin" },
    });
  });
});

describe("a question", () => {
  test("is asked once more before the danger is done, and its answer takes its place", async () => {
    const question: Reply = {
      kind: "confirmation",
      text: "Remove Ukraine peace? <!channel>",
      confirm: {
        label: "Remove",
        style: "danger",
        call: { command: "watch remove", options: { name: "ukraine-peace", yes: "true" } },
      },
    };
    desk = await answeringDesk({
      "watch remove": ({ yes }) => (yes === "true" ? done("Removed.") : question),
    });
    const asked = (await desk.platform.slash({ text: "watch remove ukraine-peace" })).responses[0] ?? {};
    expect(read(asked).text).toBe("Remove Ukraine peace? <!channel>\nRemove");
    expect(read(asked).mentions).toEqual([]);
    expect(buttonsOf(asked)).toMatchObject([
      {
        style: "danger",
        confirm: { text: { type: "plain_text", text: "Remove Ukraine peace? <!channel>" }, style: "danger" },
      },
    ]);
    const { responses } = await desk.platform.press(asked, "wirewatch-instead:0");
    expect(responses[0]).toMatchObject({ replace_original: true });
    expect(read(responses[0] ?? {}).text).toBe("Removed.");
  });
});

test("a call too long for a button is kept for hours; after that its button says that it has grown old", async () => {
  let later = 0;
  const clock = { ...realClock, monotonic: () => performance.now() + later };
  const options = { queries: "long ".repeat(1000) };
  desk = await answeringDesk(
    {
      preview: () => ({
        kind: "page",
        body: { kind: "text", text: "Would have matched 7." },
        actions: [{ label: "Save", call: { command: "save", options } }],
      }),
      save: () => done("Saved."),
    },
    { deps: { clock } },
  );
  const preview = (await desk.platform.slash({ text: "preview" })).responses[0] ?? {};
  expect(buttonsOf(preview)[0]?.value).toMatch(/^kept:[\w-]{16}$/);
  later = 5 * 3_600_000;
  expect(read((await desk.platform.press(preview, "wirewatch-beside:0")).responses[0] ?? {}).text).toBe(
    "Saved.",
  );
  expect(desk.asked.at(-1)).toMatchObject({ name: "save", options });
  later = 7 * 3_600_000;
  const { responses } = await desk.platform.press(preview, "wirewatch-beside:0");
  expect(read(responses[0] ?? {}).text).toMatch(/grown old.*\s+Ask again/);
  expect(desk.asked.filter(({ name }) => name === "save")).toHaveLength(1);
});
