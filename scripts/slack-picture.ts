import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { render } from "../adapters/slack/render.ts";
import type { MarkedText, Message } from "../src/model/message.ts";

/**
 * `node scripts/slack-picture.ts`: docs/slack-alert.svg, our own rendering of what Slack is sent for one alert. Slack's
 * clients draw it their way; what is read and where is the same.
 */
const FILE = join(import.meta.dirname, "../docs/slack-alert.svg");
const [WIDTH, LEFT, SIZE, LINE] = [640, 64, 15, 22];
const [TEXT, LINK, DIM, RED] = ["#1d1c1d", "#1264a3", "#616061", "#d92d20"];

const url = "https://news.example/geneva";
const at = Date.UTC(2026, 7, 20, 10, 42);
/** Invented, as all of the sample desk's news is. */
const ALERT: Message = {
  kind: "alert",
  priority: "breaking",
  story: 1208,
  watchLists: [{ name: "ukraine-peace", title: "Ukraine peace talks" }],
  headline: marked("Putin and Zelensky to meet in Geneva, mediators say", "Putin", "Zelensky"),
  url,
  outlet: "Example Wire",
  at,
  summary: marked(
    "Both leaders have agreed to talks on security guarantees next week, Swiss mediators said. Aides are to prepare the agenda in Istanbul on Monday.",
    "security guarantees",
  ),
  reason: "“Putin-Zelenskyy meeting” in the headline; “security guarantees” in the summary",
  sources: [
    { outlet: "Example Wire", url, at },
    { outlet: "Daily Bugle", url: "https://bugle.example/1", at },
    { outlet: "Morning Post", url: "https://post.example/2", at },
  ],
  note: "",
  withdrawn: false,
  claimedBy: "Mia",
  mention: "<!here>",
  sections: [],
  buttons: [
    { label: "Claim", action: "claim", value: "1208", style: "primary" },
    { label: "Mute 2h", action: "mute", value: "1208 2h" },
    { label: "Not relevant", action: "irrelevant", value: "1208" },
    { label: "Sources", action: "story show", value: "1208" },
  ],
};

function marked(text: string, ...words: string[]): MarkedText {
  return {
    text,
    spans: words.map((word) => ({ start: text.indexOf(word), end: text.indexOf(word) + word.length })),
  };
}

interface Run {
  text: string;
  bold: boolean;
  color: string;
  size: number;
}

const style = z.looseObject({ bold: z.boolean().optional() }).optional();
const element = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  fallback: z.string().optional(),
  style,
});
const block = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("rich_text"),
    elements: z.array(z.looseObject({ elements: z.array(element) })),
  }),
  z.object({ type: z.literal("section"), text: z.looseObject({ text: z.string() }) }),
  z.object({ type: z.literal("context"), elements: z.array(z.looseObject({ text: z.string() })) }),
  z.object({
    type: z.literal("actions"),
    elements: z.array(
      z.looseObject({ text: z.looseObject({ text: z.string() }), style: z.string().optional() }),
    ),
  }),
]);

/** Draws blocks from `y` on; returns where they end. */
function draw(out: string[], blocks: readonly unknown[], x: number, y: number): number {
  let below = y;
  for (const each of blocks.map((one) => block.parse(one))) {
    if (each.type === "actions") below = buttons(out, each.elements, x, below);
    else if (each.type === "section")
      below = lines(out, [run(each.text.text.replace("<!here>", "@here"), LINK)], x, below);
    else if (each.type === "context") {
      for (const { text } of each.elements) below = lines(out, [run(text, DIM, 12)], x, below, 17);
    } else {
      for (const section of each.elements) {
        const runs = section.elements.map((one) => ({
          ...run(one.text ?? clock(one.fallback ?? ""), one.type === "link" ? LINK : TEXT),
          bold: one.style?.bold === true,
        }));
        below = lines(out, runs, x, below);
      }
    }
    below += 4;
  }
  return below;
}

/** Every reader's client says the time in their own zone; here it is the fallback's. */
function clock(fallback: string): string {
  return `Today at ${fallback.slice(11, 16)}`;
}

function run(text: string, color: string, size = SIZE): Run {
  return { text, bold: false, color, size };
}

/** Runs of text in lines, broken where a rough measure of the words says that they would pass the right edge. */
function lines(out: string[], runs: readonly Run[], x: number, y: number, height = LINE): number {
  let [left, below] = [x, y + height];
  let spans: string[] = [];
  const flush = () => out.push(`<text x="${x}" y="${below}" xml:space="preserve">${spans.join("")}</text>`);
  for (const { text, bold, color, size } of runs) {
    const weight = bold ? ' font-weight="700"' : "";
    for (const word of text.split(/(?<=\s)/)) {
      const wide = [...word].reduce((sum, c) => sum + widthOf(c), 0) * size * 1.1;
      if (left + wide > WIDTH - 20 && left > x) {
        flush();
        [left, below, spans] = [x, below + height, []];
      }
      spans.push(`<tspan font-size="${size}" fill="${color}"${weight}>${escaped(word)}</tspan>`);
      left += wide;
    }
  }
  flush();
  return below;
}

function widthOf(c: string): number {
  if (/[iljtfrI.,:;'!| ]/.test(c)) return 0.28;
  if (/[mwMW@]/.test(c)) return 0.85;
  return /[A-Z]/.test(c) ? 0.68 : 0.53;
}

function buttons(
  out: string[],
  all: readonly { text: { text: string }; style?: string | undefined }[],
  x: number,
  y: number,
): number {
  let left = x;
  for (const { text, style: kind } of all) {
    const wide = 24 + [...text.text].reduce((sum, c) => sum + widthOf(c), 0) * 13;
    const [fill, ink] = kind === "primary" ? ["#007a5a", "#ffffff"] : ["#ffffff", TEXT];
    out.push(
      `<rect x="${left}" y="${y + 10}" width="${wide.toFixed(1)}" height="28" rx="4" fill="${fill}" stroke="#bbbabb"/>`,
      `<text x="${(left + wide / 2).toFixed(1)}" y="${y + 29}" font-size="13" font-weight="700" fill="${ink}" text-anchor="middle">${escaped(text.text)}</text>`,
    );
    left += Math.ceil(wide) + 8;
  }
  return y + 42;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const made = render(ALERT, { mention: true });
const out: string[] = [];
lines(out, [{ ...run("Wirewatch ", TEXT), bold: true }, run("APP  10:43", DIM, 11)], LEFT, 8);
let below = draw(out, made.blocks, LEFT, 32);
for (const { blocks = [], color = RED } of made.attachments) {
  const top = below + 4;
  below = draw(out, blocks, LEFT + 16, top);
  out.push(`<rect x="${LEFT}" y="${top}" width="4" height="${below - top}" rx="2" fill="${color}"/>`);
}
below = lines(
  out,
  [run("Wirewatch's own rendering of the payload, not a picture of Slack.", DIM, 11)],
  LEFT,
  below + 6,
);
const height = below + 16;
writeFileSync(
  FILE,
  `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="Helvetica, Arial, sans-serif">
<title>An alert in Slack: Wirewatch's own rendering of the payload</title>
<rect width="100%" height="100%" fill="#ffffff" stroke="#dddddd"/>
<rect x="16" y="14" width="36" height="36" rx="6" fill="#1d1c1d"/><text x="34" y="38" font-size="18" font-weight="700" fill="#ffffff" text-anchor="middle">W</text>
${out.join("\n")}
</svg>
`,
);
process.stdout.write(`wrote ${FILE}\n`);
