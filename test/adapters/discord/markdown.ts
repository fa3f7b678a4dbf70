/**
 * A reader of Discord's markdown, apart from the adapter's escaping: what it would make of a text. Follows the order
 * of the client's rules: escape, code, links, mentions, emphasis.
 */
export interface Reading {
  /** As people see it, marks taken away. */
  text: string;
  /** Everything that is more than text: "bold", "link https://...", "mention <@1>", "emoji", "code", ... */
  effects: string[];
}

/** Where the client looks for something at each place of a text, in this order. */
const RULES: [string, RegExp][] = [
  ["code", /^```[\s\S]+?```|^(`+)[\s\S]*?[^`]\1(?!`)/],
  ["link", /^\[((?:\\.|[^\]\\])+)\]\(\s*<?((?:https?|discord):\/\/[^\s)>]+)>?(?:\s+"[^"]*")?\s*\)/],
  ["autolink", /^<(?:https?:\/\/|mailto:|tel:|sms:)[^\s>]+>/],
  ["autolink", /^https?:\/\/[^\s<]+[^<.,:;"')\]\s]/],
  ["mention", /^<(?:@[!&]?|#)\d+>|^<\/[^:>]+:\d+>|^<id:\w+(?::\d+)?>/],
  ["mention", /^@(?:everyone|here)/],
  ["invitation", /^(?:discord\.gg|discord(?:app)?\.com\/invite)\/[\w-]+/i],
  ["time", /^<t:-?\d+(?::[tTdDfFRsS])?>/],
  ["emoji", /^<a?:\w+:\d+>/],
  ["bold", /^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/],
  ["underline", /^__((?:\\[\s\S]|[^\\])+?)__(?!_)/],
  ["struck", /^~~((?:\\[\s\S]|[^\\])+?)~~/],
  ["spoiler", /^\|\|([\s\S]+?)\|\|/],
  [
    "italic",
    /^\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)|^_((?:__|\\[\s\S]|[^\\_])+?)_(?!\w)/,
  ],
];
const LINE_RULES: [string, RegExp][] = [
  ["heading", /^ *(?:#{1,3}|-#)\s+\S/],
  ["quote", /^ *>(?:>>)? /],
  ["list", /^ *(?:[-*+]|\d+\.) +\S/],
];

export function readMarkdown(source: string, nested = false): Reading {
  const effects: string[] = [];
  let text = "";
  let at = 0;
  while (at < source.length) {
    const rest = source.slice(at);
    if ((at === 0 && !nested) || source.charAt(at - 1) === "\n") {
      for (const [name, pattern] of LINE_RULES) if (pattern.test(rest)) effects.push(name);
    }
    const literal = /^\\([^0-9A-Za-z\s])/u.exec(rest);
    if (literal !== null) {
      text += literal[1];
      at += literal[0].length;
      continue;
    }
    const hit = RULES.map(([name, pattern]) => ({ name, match: pattern.exec(rest) })).find(
      (r) => r.match !== null,
    );
    if (hit?.match == null) {
      text += source.charAt(at++);
      continue;
    }
    const [whole, inner, target] = hit.match;
    at += whole.length;
    if (hit.name === "link") effects.push(`link ${target}`);
    else effects.push(hit.name === "bold" || hit.name === "struck" ? hit.name : `${hit.name} ${whole}`);
    if (hit.name === "time" || inner === undefined) {
      text += hit.name === "time" ? "" : whole;
      continue;
    }
    const inside = readMarkdown(inner, true);
    text += inside.text;
    effects.push(...inside.effects);
  }
  return { text, effects };
}

/** What the shared suite's hostile texts must not do: anything but our own bold, strike, time and safe links. */
export function harmIn(source: string): string[] {
  return source
    .split("\n")
    .flatMap((line) => readMarkdown(line).effects)
    .filter((effect) => !/^(?:bold|struck|time .*|link https:\/\/(?:news|bugle)\.example\/.*)$/.test(effect))
    .filter((effect) => !/^autolink https:\/\/news\.example\/kyiv-talks$/.test(effect));
}
