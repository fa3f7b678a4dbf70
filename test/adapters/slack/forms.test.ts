import { afterEach, describe, expect, test, vi } from "vitest";
import type { FormReply, Reply } from "../../../src/model/command.ts";
import { buttonsOf, CHANNEL, type LoopbackSlack } from "../../platforms/slack/index.ts";
import { answeringDesk, patientClock, readView } from "./bench.ts";

let desk: Awaited<ReturnType<typeof answeringDesk>>;
afterEach(async () => {
  await desk.adapter.stop();
  await desk.platform.close();
});

function form(change: Partial<FormReply> = {}): FormReply {
  return {
    kind: "form",
    title: "Ukraine peace, and whatever else is to be said of it",
    text: "What it looks for. <!channel>",
    fields: [
      { name: "title", label: "Title", type: "text", value: "Ukraine & peace", required: true },
      {
        name: "phrases",
        label: "Phrases",
        hint: "A line each",
        type: "lines",
        value: "a\nb",
        required: false,
      },
      {
        name: "priority",
        label: "Priority",
        type: "choice",
        value: "normal",
        required: true,
        choices: [
          { value: "breaking", label: "Breaking" },
          { value: "normal", label: "Normal" },
        ],
      },
    ],
    submit: { label: "Save", call: { command: "watch edit", options: { name: "ukraine-peace" } } },
    ...change,
  };
}

const saved: Reply = { kind: "text", text: "Saved." };

function topOf(platform: LoopbackSlack) {
  const view = platform.views.top;
  if (view === undefined) throw new Error("no modal is open");
  return view;
}

/** The desk after `/wirewatch watch edit`, its modal open. */
async function opened(submitted: Reply | (() => Promise<Reply>) = saved, change: Partial<FormReply> = {}) {
  const clock = patientClock();
  desk = await answeringDesk(
    {
      "watch edit": (options) =>
        "title" in options ? (typeof submitted === "function" ? submitted() : submitted) : form(change),
    },
    { deps: { clock, names: { [CHANNEL]: "world" } } },
  );
  const outcome = await desk.platform.slash({ text: "watch edit ukraine-peace", user: "U0ADMIN" });
  return { ...desk, outcome, clock };
}

describe("a form", () => {
  test("opens as a modal with what stands there, and says nothing in the channel", async () => {
    const { platform, outcome } = await opened();
    expect(outcome.responses).toEqual([]);
    const view = topOf(platform);
    expect(view.title.text).toBe("Ukraine peace, and…");
    expect(view.submit?.text).toBe("Save");
    expect(readView(view)).toMatchObject({
      text: "What it looks for. <!channel>",
      mentions: [],
    });
    const inputs = view.blocks.filter((block) => block.type === "input");
    expect(
      inputs.map(({ block_id, optional, hint, label }) => [block_id, optional, hint?.text, label.text]),
    ).toEqual([
      ["field:title", false, undefined, "Title"],
      ["field:phrases", true, "A line each", "Phrases"],
      ["field:priority", false, undefined, "Priority"],
    ]);
    expect(inputs.map(({ element }) => element)).toMatchObject([
      { type: "plain_text_input", multiline: false, initial_value: "Ukraine & peace" },
      { type: "plain_text_input", multiline: true, initial_value: "a\nb" },
      { type: "static_select", initial_option: { value: "normal" } },
    ]);
  });

  test("calls its command with what it had and what was filled in, as the person who submits it", async () => {
    const { platform, asked } = await opened();
    const view = topOf(platform);
    const errors = await platform.people.submit(
      view,
      { phrases: "", priority: "breaking" },
      { user: "U0MEMBER" },
    );
    expect(errors).toEqual({});
    expect(asked.at(-1)).toEqual({
      name: "watch edit",
      options: { name: "ukraine-peace", title: "Ukraine & peace", phrases: "", priority: "breaking" },
      caller: {
        platform: "slack",
        user: "U0MEMBER",
        displayName: "mia",
        permission: "member",
        language: "en-US",
        channel: "world",
      },
    });
    expect(readView(platform.views.now(view.id)).text).toBe("Saved.");
  });

  test.each<[string, string, Record<string, string>]>([
    [
      "under the field that it names",
      "phrases: “<!here>” is too short",
      { "field:phrases": "phrases: “<!here>” is too short Try more." },
    ],
    ["under the first, else", "unknown entity: @putn", { "field:title": "unknown entity: @putn Try more." }],
  ])("says an error inside, %s, and keeps what was typed", async (_where, text, expected) => {
    const { platform } = await opened({ kind: "error", text, hint: "Try more." });
    const view = topOf(platform);
    expect(await platform.people.submit(view)).toEqual(expected);
    expect(platform.views.now(view.id)).toBe(view);
  });

  test("whose answer takes longer than Slack waits shows it later, in the modal", async () => {
    const later = Promise.withResolvers<Reply>();
    const { platform, clock } = await opened(() => later.promise);
    const view = topOf(platform);
    clock.lose();
    await platform.people.submit(view);
    expect(readView(platform.views.now(view.id)).text).toBe("One moment…");
    later.resolve(saved);
    await vi.waitFor(() => expect(readView(platform.views.now(view.id)).text).toBe("Saved."));
  });

  test("comes back with what was filled in, where the late answer is an error", async () => {
    const later = Promise.withResolvers<Reply>();
    const { platform, clock } = await opened(() => later.promise);
    clock.lose();
    await platform.people.submit(topOf(platform), { phrases: "mine", priority: "breaking" });
    later.resolve({ kind: "error", text: "That list was changed meanwhile." });
    await vi.waitFor(() => expect(topOf(platform).submit).toBeDefined());
    const { blocks } = topOf(platform);
    expect(JSON.stringify(blocks[0])).toContain("That list was changed meanwhile.");
    expect(blocks.flatMap((block) => (block.type === "input" ? [block.element] : []))).toMatchObject([
      { initial_value: "Ukraine & peace" },
      { initial_value: "mine" },
      { initial_option: { value: "breaking" } },
    ]);
  });

  test("that comes after its trigger's 3 seconds is offered by a button", async () => {
    desk = await answeringDesk({ "watch edit": () => form() });
    const { platform, log } = desk;
    platform.people.triggerAge = 3100;
    const { responses } = await platform.slash({ text: "watch edit ukraine-peace" });
    expect(platform.views.shown).toEqual([]);
    expect(log.lines.join("\n")).toContain("expired_trigger_id");
    const [answer = {}] = responses;
    expect(buttonsOf(answer).map(({ text }) => text.text)).toEqual(["Open the form"]);
    await platform.press(answer, "wirewatch-beside:0");
    expect(topOf(platform).submit?.text).toBe("Save");
  });

  test("with a value longer than Slack can hold says so", async () => {
    const [first] = form().fields;
    if (first === undefined) throw new Error("no field");
    const { platform } = await opened(saved, { fields: [{ ...first, value: "x".repeat(3001) }] });
    expect(readView(topOf(platform)).text).toContain(
      "Title is longer than Slack lets anyone edit (3000 characters).",
    );
  });

  test("of hostile text and any length is one that Slack takes", async () => {
    const long = "<!channel> *x* \u202Eevil ".repeat(200);
    const choices = Array.from({ length: 150 }, (_, i) => ({
      value: i < 2 ? "v".repeat(151) : `v${i}`,
      label: long,
    }));
    const { platform } = await opened(saved, {
      title: long,
      text: long,
      fields: [
        { name: "a", label: long, hint: long, type: "text", required: true, value: long.slice(0, 2900) },
        { name: "b", label: "\u202E", type: "choice", required: false, choices },
      ],
      submit: { label: long, call: { command: "watch edit", options: { name: "n".repeat(5000) } } },
    });
    const view = topOf(platform);
    expect(readView(view).mentions).toEqual([]);
    expect(view.private_metadata).toMatch(/^kept:/);
    await platform.people.submit(view);
    expect(desk.asked.at(-1)?.options).toMatchObject({
      name: "n".repeat(5000),
      a: long.slice(0, 2900),
      b: "",
    });
  });
});

test("a form whose call is no longer kept says that it has grown old", async () => {
  desk = await answeringDesk({ "watch edit": () => form() });
  await desk.platform.slash({ text: "watch edit" });
  const view = { ...topOf(desk.platform), private_metadata: "kept:ofanotherlife" };
  await desk.platform.people.submit(view);
  expect(readView(desk.platform.views.now(view.id)).text).toContain("grown old");
  expect(desk.asked).toHaveLength(1);
});
