import fc from "fast-check";
import { expect } from "vitest";
import { KeptCalls } from "../../../adapters/slack/kept.ts";
import { formView } from "../../../adapters/slack/modal.ts";
import { render } from "../../../adapters/slack/render.ts";
import { renderReply } from "../../../adapters/slack/reply.ts";
import type { FormReply, Reply } from "../../../src/model/command.ts";
import type { Message } from "../../../src/model/message.ts";
import { buttonsOf, read } from "../../platforms/slack/index.ts";
import { modalView, postMessage, response } from "../../platforms/slack/schemas.ts";
import { aMessage, hostileTexts } from "../messages.ts";

/** Pieces that mean something to Slack, to Unicode or to a terminal, and plain words between them. */
const pieces = [
  ...hostileTexts,
  ..."<>&*_~`|!@#^:\\[](){}\"'\n\t",
  "<!channel>",
  "<@U0ADMIN>",
  "<!subteam^S0DESK>",
  "<#C0WORLD|general>",
  "<!date^1392734382^{date}|x>",
  "<https://evil.example|https://news.example>",
  "https://evil.example/",
  "javascript:alert(1)",
  "&lt;!here&gt;",
  "&amp;",
  "@channel",
  "#general",
  ":rotating_light:",
  "```",
  "\u202E",
  "\u200B",
  "\u2066",
  "\uFEFF",
  "\u0000",
  "\u001b[31m",
  "\uD800",
  "\uDC00",
  "👩‍👩‍👧‍👦",
  "é́́́́́́́́",
  "Зеленський",
  "和平",
  "سلام",
  " words of a headline ",
];

const text = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.tuple(fc.constantFrom(...pieces), fc.integer({ min: 1, max: 3000 })).map(([one, n]) => one.repeat(n)),
);
const marked = fc.tuple(text, fc.array(fc.nat(400), { maxLength: 8 })).map(([value, ends]) => ({
  text: value,
  spans: ends.map((end, i) => ({ start: (ends[i - 1] ?? 0) % 400, end })),
}));
const url = fc.oneof(
  fc.constantFrom(
    "",
    "https://news.example/a",
    "javascript:alert(1)",
    "data:text/html,x",
    "https://user:pass@evil.example/",
    "https://news.example/<!channel>|x",
    "not a url",
  ),
  text.map((value) => `https://news.example/${value}`),
);
const source = fc.record({ outlet: text, url, at: fc.constantFrom(0, 1_755_600_000_000, Number.NaN, 9e15) });
const item = fc.record({
  headline: marked,
  url,
  outlet: text,
  at: fc.constantFrom(1_755_600_000_000, -5),
  sources: fc.nat(99),
});
const section = fc.record({
  title: text,
  items: fc.array(item, { maxLength: 6 }),
  more: fc.nat(50),
});

export const hostileMessage: fc.Arbitrary<Message> = fc
  .record({
    kind: fc.constantFrom("alert", "reply", "digest", "notice"),
    priority: fc.constantFrom("breaking", "normal", "low"),
    headline: marked,
    url,
    outlet: text,
    summary: marked,
    reason: text,
    note: text,
    withdrawn: fc.boolean(),
    sources: fc.array(source, { maxLength: 15 }),
    sections: fc.array(section, { maxLength: 8 }),
    thumbnail: url,
    buttons: fc.array(fc.record({ label: text, action: fc.constant("mute"), value: text }), {
      maxLength: 12,
    }),
    layout: fc.constantFrom("headline" as const, "compact" as const, "full" as const),
    claimedBy: text,
  })
  .map((change) => aMessage(change));

/** Bidirectional and zero-width controls, C0 and C1, lone surrogates. */
const CONTROLS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/;

type Shown = Parameters<typeof read>[0];

function harmless(shown: Shown): void {
  const reading = read(shown);
  expect(reading.mentions).toEqual([]);
  expect(reading.broken).toEqual([]);
  for (const link of reading.links) expect(new URL(link.url).host).toMatch(/^(news|bugle)\.example$/);
  for (const words of [reading.text, shown.text ?? ""]) {
    expect(words).not.toMatch(CONTROLS);
    expect(words.isWellFormed()).toBe(true);
  }
}

/** The message as an alert, a reply, a digest or a notice is within Slack's limits and does nothing. */
export function expectHarmless(message: Message): void {
  const made = render(message, { mention: true });
  const taken = postMessage.parse({ channel: "C0WORLD", ...made });
  expect(JSON.stringify([made.blocks, made.attachments]).length).toBeLessThan(13_200);
  expect(made.text.length).toBeLessThan(8000);
  harmless({ text: made.text, blocks: taken.blocks, attachments: taken.attachments });
  for (const { action_id } of buttonsOf(taken)) expect(action_id).toMatch(/^wirewatch:\d+:mute$/);
}

/** Nor does any answer that holds its words, be it text, a list, a table, a page, a question or a form. */
export function expectHarmlessAnswers(message: Message): void {
  const { headline, url: link, outlet, note } = message;
  const answers: Reply[] = [
    { kind: "text", text: note },
    { kind: "error", text: note, hint: outlet },
    {
      kind: "list",
      title: outlet,
      items: message.sources.map((s) => ({ headline, url: link, outlet: s.outlet, detail: note, data: {} })),
      empty: note,
      more: note,
    },
    {
      kind: "table",
      title: outlet,
      columns: ["a", outlet],
      rows: [[note, headline.text]],
      empty: note,
      data: [],
    },
  ];
  const kept = new KeptCalls({ monotonic: () => 0 });
  const call = { command: "mute", options: { what: note, more: headline.text } };
  const press = { label: outlet, style: "danger" as const, call };
  const fields = (["text", "lines", "choice"] as const).map((type) => ({
    name: type,
    label: outlet,
    hint: note,
    type,
    value: headline.text.slice(0, 3000),
    required: false,
    choices: [{ value: headline.text, label: note }],
  }));
  const form: FormReply = { kind: "form", title: outlet, text: note, fields, submit: press };
  const view = modalView.parse(formView(form, kept, { fault: note }));
  harmless({ blocks: view.blocks.filter((block) => block.type !== "input") });
  const twelve = Array.from({ length: 12 }, () => press);
  answers.push(
    form,
    { kind: "confirmation", text: note, confirm: press },
    {
      kind: "page",
      body: { kind: "text", text: note },
      page: { number: 2 },
      previous: call,
      next: call,
      actions: twelve,
    },
  );
  for (const answer of answers) {
    const { text: fallback, blocks } = response.parse(renderReply(answer, kept));
    harmless({ text: fallback ?? "", blocks });
    expect(JSON.stringify(blocks).length).toBeLessThan(13_200);
  }
}
