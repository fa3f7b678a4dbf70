import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { renderEmbed } from "../adapters/discord/render.ts";
import { render as renderSlack } from "../adapters/slack/render.ts";
import type { Message } from "../src/model/message.ts";

/**
 * `npm run pictures`: docs/alert-discord.svg and docs/alert-slack.svg, the real payloads of one alert in our own
 * drawing: how each platform would lay them out, not a picture of either.
 */
const DOCS = join(import.meta.dirname, "..", "docs");
const [WIDTH, MARGIN, LINE, LETTERS] = [640, 24, 20, 78];

const story: Message = {
  kind: "alert",
  priority: "breaking",
  story: 12,
  watchLists: [{ name: "ukraine-peace", title: "Ukraine peace talks" }],
  headline: {
    text: "Trump says he has begun arranging a Putin-Zelenskyy meeting",
    spans: [{ start: 36, end: 59 }],
  },
  url: "https://halyard.example/trump-arranging",
  outlet: "Halyard Wire",
  at: Date.UTC(2026, 7, 20, 9, 5),
  summary: {
    text: "U.S. President Donald Trump said that he had begun arrangements for a meeting between Vladimir Putin and Volodymyr Zelenskyy. Security guarantees for Ukraine would be provided by European states.",
    spans: [{ start: 126, end: 145 }],
  },
  reason: "phrase “Putin-Zelenskyy meeting” in the title; phrase “security guarantees” in the text",
  sources: [
    { outlet: "Halyard Wire", url: "https://halyard.example/1", at: 0 },
    { outlet: "Radio Tessel", url: "https://tessel.example/2", at: 0 },
    { outlet: "The Marlowe Courier", url: "https://courier.example/3", at: 0 },
  ],
  note: "",
  withdrawn: false,
  sections: [],
  buttons: [
    { label: "Claim", action: "claim", value: "12", style: "primary" },
    { label: "Mute story", action: "mute", value: "12 2h" },
    { label: "Not relevant", action: "irrelevant", value: "12" },
    { label: "Sources", action: "story show", value: "12" },
  ],
};

/** Text with the places that are bold. */
type Run = { text: string; bold: boolean };

/** Discord's markdown of an embed as runs: bold, links by their words, times in words. */
function fromMarkdown(text: string): Run[] {
  const words = text
    .replace(/\[((?:\\.|[^\]\\])*)\]\([^)]*\)/g, "$1")
    .replace(/<t:\d+:R>/g, "5 minutes ago")
    .replace(/\\(.)/g, "$1");
  return words.split("**").map((part, i) => ({ text: part, bold: i % 2 === 1 }));
}

/** Slack's rich text elements as runs. */
const element = z.looseObject({
  text: z.string().optional(),
  fallback: z.string().optional(),
  style: z.looseObject({ bold: z.boolean().optional() }).optional(),
});
const nested = z.looseObject({ elements: z.array(z.unknown()).optional() });

function fromRichText(value: unknown, depth = 0): Run[] {
  const { elements } = nested.parse(value);
  if (elements === undefined) {
    const { text, fallback, style } = element.parse(value);
    return [{ text: text ?? fallback ?? "", bold: style?.bold === true }];
  }
  // Sections of a block, and elements of a context, stand on lines of their own.
  const parts = elements.map((inner) => fromRichText(inner, depth + 1));
  return parts.flatMap((runs, i) => (depth === 0 && i > 0 ? [{ text: "\n", bold: false }, ...runs] : runs));
}

/** Runs as lines of a drawing, broken at words. */
function lines(runs: readonly Run[]): Run[][] {
  const out: Run[][] = [[]];
  let length = 0;
  for (const { text, bold } of runs) {
    for (const [i, paragraph] of text.split("\n").entries()) {
      if (i > 0) [length] = [0, out.push([])];
      for (const word of paragraph.match(/\S+\s*|\s+/g) ?? []) {
        if (length + word.length > LETTERS) [length] = [0, out.push([])];
        out.at(-1)?.push({ text: word, bold });
        length += word.length;
      }
    }
  }
  return out.filter((line, i) => line.length > 0 || i > 0);
}

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function draw(
  platform: string,
  colour: string,
  parts: { runs: Run[]; size: number; fill: string }[],
  buttons: string[],
): string {
  const marks: string[] = [];
  let y = MARGIN + 8;
  for (const { runs, size, fill } of parts) {
    for (const line of lines(runs)) {
      const spans = line
        .map((r) => `<tspan${r.bold ? ' font-weight="bold"' : ""}>${escaped(r.text)}</tspan>`)
        .join("");
      marks.push(
        `<text x="${MARGIN + 14}" y="${y}" font-size="${size}" fill="${fill}" xml:space="preserve">${spans}</text>`,
      );
      y += LINE;
    }
    y += 6;
  }
  const bar = `<rect x="${MARGIN}" y="${MARGIN - 8}" width="4" height="${y - MARGIN - 6}" rx="2" fill="${colour}"/>`;
  let x = MARGIN;
  for (const label of buttons) {
    const width = 24 + label.length * 8;
    marks.push(`<rect x="${x}" y="${y}" width="${width}" height="28" rx="4" fill="none" stroke="#8a94a6"/>`);
    marks.push(
      `<text x="${x + width / 2}" y="${y + 19}" font-size="13" text-anchor="middle" fill="#1d1c1d">${escaped(label)}</text>`,
    );
    x += width + 8;
  }
  const height = y + 64;
  const said = `One alert's real payload for ${platform}, in our own drawing`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${said}" font-family="sans-serif">
<rect width="${WIDTH}" height="${height}" rx="8" fill="#ffffff" stroke="#d0d7de"/>
${bar}
${marks.join("\n")}
<text x="${MARGIN}" y="${height - 10}" font-size="11" fill="#6e7781">${said}.</text>
</svg>
`;
}

const embed = renderEmbed(story, "0123456789abcdefghijklmno");
const fields = (embed.fields ?? []).flatMap((f) => [
  { runs: [{ text: f.name, bold: true }], size: 13, fill: "#1d1c1d" },
  { runs: fromMarkdown(f.value), size: 13, fill: "#1d1c1d" },
]);
const labels = story.buttons.map((b) => b.label);
writeFileSync(
  join(DOCS, "alert-discord.svg"),
  draw(
    "Discord",
    `#${(embed.color ?? 0).toString(16).padStart(6, "0")}`,
    [
      { runs: fromMarkdown(embed.title ?? ""), size: 16, fill: "#0969da" },
      { runs: fromMarkdown(embed.description ?? ""), size: 14, fill: "#1d1c1d" },
      ...fields,
      { runs: [{ text: embed.footer?.text ?? "", bold: false }], size: 11, fill: "#6e7781" },
    ],
    labels,
  ),
);

const slack = renderSlack(story, { mention: false });
const blocks = [...slack.blocks, ...slack.attachments.flatMap((a) => a.blocks ?? [])];
const texts = blocks.filter((b) => b.type === "rich_text" || b.type === "context");
writeFileSync(
  join(DOCS, "alert-slack.svg"),
  draw(
    "Slack",
    slack.attachments[0]?.color ?? "#d0d7de",
    texts.map((b, i) => ({ runs: fromRichText(b, 0), size: i === 0 ? 15 : 14, fill: "#1d1c1d" })),
    labels,
  ),
);
console.log("wrote docs/alert-discord.svg and docs/alert-slack.svg");
