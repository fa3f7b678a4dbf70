import { afterEach, describe, expect, test, vi } from "vitest";
import type { Reply } from "../../../src/model/command.ts";
import { buttonsOf, CHANNEL } from "../../platforms/slack/index.ts";
import { sent } from "../conformance.ts";
import { aMessage } from "../messages.ts";
import { answeringDesk, readView } from "./bench.ts";

let desk: Awaited<ReturnType<typeof answeringDesk>>;
afterEach(async () => {
  await desk.adapter.stop();
  await desk.platform.close();
});

const say = (text: string) => (): Reply => ({ kind: "text", text });

describe("the home tab", () => {
  test("shows watch lists, health, feeds and recent stories as its reader may see them, and helps", async () => {
    desk = await answeringDesk({
      recent: say("Leaders to meet <!channel>"),
      status: (_, { permission }) => ({ kind: "text", text: `All is well, ${permission}.` }),
      "feed list": say("One feed fails."),
      "watch list": say("ukraine-peace"),
      help: say("recent, search"),
    });
    const { people, views } = desk.platform;
    await people.openHome("U0ADMIN");
    const home = await vi.waitFor(() => {
      const shown = views.homes.get("U0ADMIN");
      if (shown === undefined) throw new Error("nothing was published");
      return shown;
    });
    const reading = readView(home);
    expect(reading.text).toBe(
      [
        "Watch lists\nukraine-peace",
        "Health\nAll is well, admin.",
        "Feeds\nOne feed fails.",
        "Recent stories\nLeaders to meet <!channel>",
        "What can I ask?",
      ].join("\n"),
    );
    expect(reading.mentions).toEqual([]);
    await people.pressIn(home, "wirewatch-beside:0", { user: "U0ADMIN" });
    await vi.waitFor(() => expect(readView(views.top).text).toBe("recent, search"));
  });

  test("turns its pages in a modal", async () => {
    desk = await answeringDesk({
      recent: ({ page = "1" }) => ({
        kind: "page",
        body: { kind: "text", text: `Page number ${page}` },
        next: { command: "recent", options: { page: `${Number(page) + 1}` } },
      }),
    });
    const { people, views } = desk.platform;
    await people.openHome();
    await vi.waitFor(() => expect(views.homes.size).toBe(1));
    const home = views.homes.get("U0MEMBER");
    if (home === undefined) throw new Error("nothing was published");
    await people.pressIn(home, "wirewatch-instead:1");
    await vi.waitFor(() => expect(readView(views.top).text).toContain("Page number 2"));
    if (views.top === undefined) throw new Error("no modal");
    await people.pressIn(views.top, "wirewatch-instead:1");
    await vi.waitFor(() => expect(readView(views.top).text).toContain("Page number 3"));
  });

  test("of a workspace without any of the desk's channels says that it serves another desk", async () => {
    desk = await answeringDesk({ recent: say("secret") }, { deps: { destinations: ["C0ELSEWHERE"] } });
    await desk.platform.people.openHome();
    await vi.waitFor(() => expect(desk.platform.views.homes.size).toBe(1));
    expect(readView(desk.platform.views.homes.get("U0MEMBER")).text).toContain("serves another desk");
    expect(desk.asked).toEqual([]);
  });

  test("is published for the tab alone", async () => {
    desk = await answeringDesk({ recent: say("x") });
    await desk.platform.people.openHome("U0MEMBER", "messages");
    await desk.platform.slash({ text: "recent" });
    expect(desk.platform.views.homes.size).toBe(0);
  });
});

describe("a shortcut", () => {
  async function posted() {
    sent(await desk.adapter.send({ channel: CHANNEL }, aMessage(), "alert1post"));
    const message = desk.platform.messages().at(-1);
    if (message === undefined) throw new Error("nothing was posted");
    return { ...message };
  }

  test("“Track this” opens a form with the alert's headline, and adds it to the list that is chosen", async () => {
    desk = await answeringDesk({ "watch edit": say("Added.") });
    const { people, views } = desk.platform;
    await people.shortcut("wirewatch-track", { message: await posted(), user: "U0ADMIN" });
    await vi.waitFor(() => expect(views.top?.submit?.text).toBe("Track"));
    if (views.top === undefined) throw new Error("no modal");
    const values = { name: "grain", part: "phrase" };
    expect(await people.submit(views.top, values, { user: "U0ADMIN" })).toEqual({});
    expect(desk.asked).toMatchObject([
      {
        name: "watch edit",
        options: { change: "add", ...values, value: "Putin and Zelensky: leaders to meet" },
        caller: { permission: "admin", user: "U0ADMIN" },
      },
    ]);
    expect(readView(views.top).text).toBe("Added.");
  });

  test.each([
    [
      "somebody's message",
      { text: "See <https://x.example|grain &amp; corn> today" },
      "See grain & corn today",
    ],
    ["nothing, from the workspace's own", undefined, undefined],
  ])("“Track” takes the words of %s", async (_name, message, expected) => {
    desk = await answeringDesk({ "watch edit": say("Added.") });
    const { people, views } = desk.platform;
    await (message === undefined
      ? people.shortcut("wirewatch-track-something")
      : people.shortcut("wirewatch-track", { message }));
    await vi.waitFor(() => expect(views.top?.submit?.text).toBe("Track"));
    const [, , value] = (views.top?.blocks ?? []).flatMap((b) => (b.type === "input" ? [b.element] : []));
    expect(value).toMatchObject({ type: "plain_text_input", multiline: true });
    expect(value?.type === "plain_text_input" ? value.initial_value : "?").toBe(expected);
  });

  test("“Track this” lets the name be written where there are more lists than are suggested", async () => {
    desk = await answeringDesk({ "watch edit": say("Added.") });
    desk.host.suggest = async () =>
      Array.from({ length: 25 }, (_, i) => ({ value: `list-${i}`, label: `List ${i}` }));
    const { people, views } = desk.platform;
    await people.shortcut("wirewatch-track", { message: { text: "grain" } });
    await vi.waitFor(() => expect(views.top?.submit?.text).toBe("Track"));
    if (views.top !== undefined) await people.submit(views.top, { name: "list-40" });
    expect(desk.asked[0]?.options).toMatchObject({ name: "list-40", part: "phrase", value: "grain" });
  });

  test("“Track this” of somebody who may not edit, or without a list, is answered by the command itself", async () => {
    desk = await answeringDesk({ "watch edit": () => ({ kind: "error", text: "For admins of this desk." }) });
    desk.host.suggest = async () => [];
    const { people, views } = desk.platform;
    await people.shortcut("wirewatch-track", { message: { text: "grain" } });
    await vi.waitFor(() => expect(readView(views.top).text).toContain("For admins of this desk."));
    expect(desk.asked).toHaveLength(1);
  });

  test.each<[string, () => Promise<Record<string, unknown>>, string]>([
    ["an alert", posted, "https://news.example/kyiv-talks"],
    [
      "a message with a link",
      async () => ({ text: "why not <https://news.example/1?a=1&amp;b=2>?" }),
      "https://news.example/1?a=1&b=2",
    ],
    ["words", async () => ({ text: "Grain deal signed" }), "Grain deal signed"],
  ])("“Why did I get this?” asks about %s", async (_name, make, what) => {
    desk = await answeringDesk({ why: say("Because of Putin.") });
    const { people, views } = desk.platform;
    await people.shortcut("wirewatch-why", { message: await make() });
    await vi.waitFor(() => expect(readView(views.top).text).toBe("Because of Putin."));
    expect(desk.asked).toMatchObject([{ name: "why", options: { what }, caller: { user: "U0MEMBER" } }]);
  });

  test("on a message that says nothing, says so", async () => {
    desk = await answeringDesk({ why: say("x") });
    await desk.platform.people.shortcut("wirewatch-why", { message: { text: "" } });
    await vi.waitFor(() => expect(readView(desk.platform.views.top).text).toContain("says nothing"));
    expect(desk.asked).toEqual([]);
  });
});

test("a question in a modal is answered in it", async () => {
  desk = await answeringDesk({
    status: () => ({
      kind: "confirmation",
      text: "Sure?",
      confirm: { label: "Yes", call: { command: "drop", options: {} } },
    }),
    drop: say("Dropped."),
  });
  const { people, views } = desk.platform;
  await people.openHome();
  await vi.waitFor(() => expect(views.homes.size).toBe(1));
  const home = views.homes.get("U0MEMBER");
  expect(buttonsOf(home ?? {})).toHaveLength(1);
  if (home !== undefined) await people.pressIn(home, "wirewatch-instead:0");
  await vi.waitFor(() => expect(readView(views.top).text).toBe("Dropped."));
});
