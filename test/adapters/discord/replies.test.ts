import { afterEach, describe, expect, test, vi } from "vitest";
import type { FormReply, Reply } from "../../../src/model/command.ts";
import { MAY } from "../../platforms/discord/index.ts";
import { type ButtonAt, benchDiscord, buttonsOn, type Called, type DiscordBench, hostOf } from "./bench.ts";

let bench: DiscordBench;
let host: ReturnType<typeof hostOf>;
let answer: (called: Called) => Reply | Promise<Reply>;
afterEach(async () => {
  await bench.adapter.stop();
  await bench.platform.close();
});
const ann = { user: { id: "700000000000000007", name: "Ann" } };

async function started(reply: typeof answer): Promise<DiscordBench> {
  bench = await benchDiscord();
  answer = reply;
  host = hostOf((called) => answer(called));
  await bench.adapter.start(host, new AbortController().signal);
  return bench;
}
const words = (text: string): Reply => ({ kind: "text", text });
const labels = (buttons: ButtonAt[]) => buttons.map((b) => b.label);
const named = (buttons: ButtonAt[], label: string) => buttons.find((b) => b.label === label)?.custom_id ?? "";

describe("a page", () => {
  const page = (number: number, query = "putin"): Reply => ({
    kind: "page",
    body: { kind: "text", text: `page ${number}` },
    page: { number, of: 3 },
    ...(number > 1 ? { previous: { command: "recent", options: { page: String(number - 1), query } } } : {}),
    ...(number < 3 ? { next: { command: "recent", options: { page: String(number + 1), query } } } : {}),
    actions: [
      { label: "Mute", style: "danger", call: { command: "watch pause", options: { name: "a b&c=d" } } },
    ],
  });
  const turning = (query?: string) => (called: Called) =>
    called.name === "recent" ? page(Number(called.options.page ?? 1), query) : words("paused");

  test.each(["putin", "putin AND zelensky NEAR/5 ".repeat(12)])(
    "is turned in its place, by a query of any length",
    async (query) => {
      const { platform } = await started(turning(query));
      const first = await platform.interact({ command: "recent", ...ann });
      expect(first).toMatchObject({ ephemeral: true, text: "page 1\nPage 1 of 3" });
      expect(labels(buttonsOn(first))).toEqual(["Previous", "Next", "Mute"]);
      expect(buttonsOn(first)[0]?.disabled).toBe(true);
      const second = await platform.press(first, named(buttonsOn(first), "Next"), ann);
      expect(second).toMatchObject({ updated: true, ephemeral: true, text: "page 2\nPage 2 of 3" });
      const third = await platform.press(second, named(buttonsOn(second), "Next"), ann);
      expect(buttonsOn(third)[1]?.disabled).toBe(true);
      expect((await platform.press(third, named(buttonsOn(third), "Previous"), ann)).text).toContain(
        "page 2",
      );
      expect(host.called.at(-1)).toMatchObject({ name: "recent", options: { page: "2", query } });
    },
  );

  test("has buttons that do something: answered anew, as whoever presses", async () => {
    const { platform } = await started(turning());
    const first = await platform.interact({ command: "recent" });
    const user = { id: "700000000000000008", permissions: MAY.manageGuild };
    const told = await platform.press(first, named(buttonsOn(first), "Mute"), { user });
    expect(told).toMatchObject({ updated: false, ephemeral: true, text: "paused" });
    expect(host.called.at(-1)).toMatchObject({
      name: "watch pause",
      options: { name: "a b&c=d" },
      caller: { user: user.id, permission: "admin" },
    });
  });

  test("that was kept before a restart says so, and what to do", async () => {
    const { platform, adapter } = await started(turning("x".repeat(200)));
    const first = await platform.interact({ command: "recent" });
    await adapter.stop();
    await adapter.start(host, new AbortController().signal);
    const told = await platform.press(first, named(buttonsOn(first), "Next"));
    expect(told.text).toMatch(/older than Wirewatch remembers.*\n*.*Use \/recent again/s);
    // A short call stands in its button and outlives the restart.
    expect((await platform.press(first, named(buttonsOn(first), "Mute"))).text).toBe("paused");
  });
});

describe("a question before something is done", () => {
  const ask = (called: Called): Reply =>
    called.options.yes === "true"
      ? words("removed")
      : {
          kind: "confirmation",
          text: "Remove *grain*?",
          confirm: {
            label: "Remove",
            style: "danger",
            call: { command: called.name, options: { ...called.options, yes: "true" } },
          },
        };

  test("is answered by a red button, in its place, which then is gone", async () => {
    const { platform } = await started(ask);
    const asked = await platform.interact({ command: "watch pause", options: { name: "grain" }, ...ann });
    expect(asked.text).toBe("Remove \\*grain\\*?");
    expect(buttonsOn(asked)).toMatchObject([
      { label: "Remove", style: 4 },
      { label: "Cancel", style: 2 },
    ]);
    const done = await platform.press(asked, named(buttonsOn(asked), "Remove"), ann);
    expect(done).toMatchObject({ updated: true, text: "removed", components: [] });
    expect(host.called.at(-1)?.options).toEqual({ name: "grain", yes: "true" });
  });

  test("may be left undone", async () => {
    const { platform } = await started(ask);
    const asked = await platform.interact({ command: "watch pause", options: { name: "grain" } });
    const left = await platform.press(asked, named(buttonsOn(asked), "Cancel"));
    expect(left).toMatchObject({ updated: true, text: "Nothing was done.", components: [] });
    expect(host.called).toHaveLength(1);
  });
});

const form = (value = "grain corridor", change: Partial<FormReply> = {}): FormReply => ({
  kind: "form",
  title: "Edit the watch list with a name that is longer than a title holds",
  text: "What does it look for?",
  fields: [
    { name: "title", label: "Title", type: "text", value: "Grain", required: true },
    {
      name: "phrases",
      label: "Phrases, a line each",
      hint: "Found inflected",
      type: "lines",
      value,
      required: false,
    },
    {
      name: "priority",
      label: "Priority",
      type: "choice",
      value: "normal",
      required: true,
      choices: ["breaking", "normal", "low"].map((word) => ({ value: word, label: word })),
    },
  ],
  submit: { label: "Save", call: { command: "watch pause", options: { name: "grain" } } },
  ...change,
});
const editing = (called: Called): Reply => {
  if (called.options.phrases === undefined) return form();
  return called.options.phrases.includes('"')
    ? { kind: "error", text: "A mark is not closed." }
    : words("saved");
};
const editGrain = { command: "watch pause", options: { name: "grain" }, ...ann };

describe("a form", () => {
  test("of a command that is known to have one opens at once, with what it holds, and comes back whole", async () => {
    const { platform } = await started(editing);
    await platform.interact(editGrain);
    const shown = await platform.interact(editGrain);
    expect(shown.modal).toMatchObject({
      title: "Edit the watch list with a name that is…",
      components: [
        { type: 10, content: "What does it look for?" },
        { label: "Title", component: { type: 4, style: 1, value: "Grain", required: true } },
        { description: "Found inflected", component: { style: 2, value: "grain corridor" } },
        { component: { type: 3, options: [{}, { value: "normal", default: true }, {}] } },
      ],
    });
    const saved = await platform.submit(shown, { phrases: "", priority: "low" }, ann);
    expect(saved).toMatchObject({ ephemeral: true, text: "saved" });
    expect(host.called.at(-1)).toMatchObject({
      name: "watch pause",
      options: { name: "grain", title: "Grain", phrases: "", priority: "low" },
      caller: { displayName: "Ann", permission: "member" },
    });
  });

  test("that nobody could know of stands behind a button; the next time it opens at once", async () => {
    const { platform } = await started(editing);
    const first = await platform.interact(editGrain);
    expect(first.text).toContain("**Phrases, a line each**: grain corridor");
    const opened = await platform.press(first, named(buttonsOn(first), "Open the form"), ann);
    expect((await platform.submit(opened, {}, ann)).text).toBe("saved");
    expect((await platform.interact(editGrain)).modal).toBeDefined();
  });

  test("with a fault says it, and opens again with what was written", async () => {
    const { platform } = await started(editing);
    await platform.interact(editGrain);
    const shown = await platform.interact(editGrain);
    const fault = await platform.submit(shown, { phrases: 'grain "deal', priority: "breaking" }, ann);
    expect(fault.text).toBe("A mark is not closed.");
    const again = await platform.press(fault, named(buttonsOn(fault), "Correct it"), ann);
    expect(again.modal?.components).toMatchObject([
      { type: 10 },
      { component: { value: "Grain" } },
      { component: { value: 'grain "deal' } },
      { component: { options: [{ value: "breaking", default: true }, {}, {}] } },
    ]);
    expect((await platform.submit(again, { phrases: "grain deal" }, ann)).text).toBe("saved");
  });

  test("sent after a restart is still taken, and where it cannot be, nothing written is lost", async () => {
    const { platform, adapter } = await started(editing);
    await platform.interact(editGrain);
    const shown = await platform.interact(editGrain);
    answer = () =>
      form("x", {
        submit: { label: "Save", call: { command: "watch pause", options: { name: "n".repeat(99) } } },
      });
    const long = await platform.interact(editGrain);
    await adapter.stop();
    answer = editing;
    await adapter.start(host, new AbortController().signal);
    expect((await platform.submit(shown, { phrases: "new words" }, ann)).text).toBe("saved");
    const lost = await platform.submit(long, { phrases: "new words" }, ann);
    expect(lost.text).toMatch(/Use \/watch pause again.*phrases: new words/s);
  });

  test("too long for a modal is not opened: saving it would lose what it could not show", async () => {
    const { platform } = await started(() => form("word ".repeat(1_000)));
    const told = await platform.interact(editGrain);
    expect(told.text).toContain("more than a form on Discord holds");
    expect(buttonsOn(told)).toEqual([]);
  });

  test("that takes too long to make is acknowledged meanwhile, and then stands behind a button", async () => {
    const { platform } = await started(editing);
    await platform.interact(editGrain);
    let finish = () => {};
    const slow = new Promise<void>((resolve) => {
      finish = resolve;
    });
    answer = async () => {
      await slow;
      return form();
    };
    const told = platform.interact(editGrain);
    // Acknowledged before the form is there: Discord's 3 seconds no longer run.
    const deferred = { body: { type: 5, data: { flags: 64 } } };
    await vi.waitFor(() => {
      expect(host.called).toHaveLength(2);
      expect(platform.requests.at(-1)).toMatchObject(deferred);
    }, 5_000);
    finish();
    expect(labels(buttonsOn(await told))).toEqual(["Open the form"]);
  });
});
