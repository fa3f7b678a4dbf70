import fc from "fast-check";
import { hostileTexts } from "../messages.ts";

/** Pieces that mean something to Discord, between ordinary and extraordinary characters. */
const piece = fc.oneof(
  fc.constantFrom(
    ...[
      "@everyone",
      "@here",
      "<@1234567890>",
      "<@!1>",
      "<@&9>",
      "<#5>",
      "</recent:12>",
      "<t:0:R>",
      "<:x:1>",
      "<a:x:1>",
    ],
    ...[
      "https://evil.example/",
      "http://e.example",
      "<https://e.example>",
      "[a](https://e.example)",
      "](",
      "[",
      "]",
      "(",
      ")",
    ],
    ...[
      "*",
      "**",
      "***",
      "_",
      "__",
      "~~",
      "||",
      "`",
      "``",
      "```",
      "\\",
      "\\\\",
      "> ",
      ">>> ",
      "# ",
      "## ",
      "-# ",
      "- ",
      "1. ",
    ],
    ...[
      "\u202E",
      "\u2066",
      "\u200B",
      "\u200D",
      "\uFEFF",
      "\u0000",
      "\uD800",
      "\uDC00",
      "👩‍👩‍👧",
      "é",
      " ",
      "\n",
      "\r\n",
      "\u2028",
    ],
    ...[
      " · k9",
      "word",
      "Putin",
      ":",
      "#",
      "@",
      "<",
      ">",
      "javascript:alert(1)",
      "discord.gg/abc",
      "data:text/html,x",
    ],
  ),
  fc.string({ unit: "binary", maxLength: 6 }),
);
/** What a feed may say. */
export const hostile = fc.oneof(
  fc.array(piece, { maxLength: 40 }).map((parts) => parts.join("")),
  fc.constantFrom(...hostileTexts),
  fc.constantFrom("**", "https://e.example/", "\\", "@").map((s) => s.repeat(300)),
);
/** The same, with places to highlight. */
export const marked = fc
  .tuple(hostile, fc.array(fc.tuple(fc.nat(80), fc.nat(80)), { maxLength: 5 }))
  .map(([text, spans]) => ({
    text,
    spans: spans.map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) })),
  }));
/** What a feed may link to. */
export const url = fc.oneof(
  hostile,
  fc.constantFrom(
    "https://news.example/a_b*c(d)|e|[f]",
    "javascript:alert(1)",
    "https://u:p@e.example/",
    "https://e.example/)\nx",
  ),
);
/** Bidirectional and zero-width controls, C0 and C1. */
export const CONTROLS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/;
