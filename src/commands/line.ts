import { FIELDS } from "../matching/query/ast.ts";
import type { CommandDescription, OptionDescription, Reply } from "../model/command.ts";

/** Positional options in which a query may stand: `title:putin` is part of it there, and no option. */
const QUERIES: ReadonlySet<string> = new Set(["query", "value", "what"]);
const QUOTED = /"[^"]*"|“[^”]*”|„[^“”]*[“”]/gu;

/**
 * One line of chat as a command: `recent ukraine-peace since:2h`. An option is `name:value`, `name:"two words"`,
 * `--name value` or, of a flag, `--name`. What has no name goes to the positional options in order, the last of which
 * takes all that is left as it stands, so that a query keeps its quotes; nothing inside quotes is an option.
 */
export function parseLine(
  line: string,
  commands: readonly CommandDescription[],
): { name: string; options: Record<string, string> } | Reply {
  const trimmed = line.trim();
  const command = commands
    .filter((c) => named(c.name).test(trimmed))
    .sort((a, b) => b.name.length - a.name.length)[0];
  if (command === undefined) return help(trimmed, commands);
  let rest = trimmed.replace(named(command.name), "").trim();
  const options: Record<string, string> = {};
  const positional = command.options.filter((o) => o.positional);
  const byColon = namedInLine(command.options);
  for (const option of command.options) {
    const given = find(option, rest, !byColon.includes(option));
    if (given === undefined) continue;
    options[option.name] = given.value;
    rest = `${rest.slice(0, given.start)} ${rest.slice(given.end)}`.trim();
  }
  const open = positional.filter((o) => !(o.name in options));
  for (const [i, option] of open.entries()) {
    if (rest === "") break;
    const word = i === open.length - 1 ? rest : (/^\S+/.exec(rest)?.[0] ?? "");
    options[option.name] = /^'[^']*'$/.test(word) ? word.slice(1, -1) : word;
    rest = rest.slice(word.length).trim();
  }
  if (rest !== "") {
    return {
      kind: "error",
      usage: true,
      text: `"${rest}" is one word too many for "${command.name}".`,
      hint: `Example: ${command.example}`,
    };
  }
  return { name: command.name, options };
}

/** The options that `name:value` names: all but those that are a query's field too, where a query may stand. */
export function namedInLine(options: readonly OptionDescription[]): readonly OptionDescription[] {
  const takesQuery = options.some((o) => o.positional && QUERIES.has(o.name));
  return options.filter((o) => !(takesQuery && FIELDS.has(o.name)));
}

function named(command: string): RegExp {
  return new RegExp(`^${command.replace(" ", "\\s+")}(?=\\s|$)`, "i");
}

/** Where an option stands by its name, outside of quotes, and what it is given. `dashes`: only as `--name`. */
function find(
  { name, type }: OptionDescription,
  text: string,
  dashes: boolean,
): { value: string; start: number; end: number } | undefined {
  const open = text.replace(QUOTED, (quoted) => "\u0000".repeat(quoted.length));
  const colon = new RegExp(`(?:^|\\s)${dashes ? "--" : "(?:--)?"}${name}[:=]\\s*`, "i").exec(open);
  const dashed = new RegExp(`(?:^|\\s)--${name}(?=\\s|$)\\s*`, "i").exec(open);
  if (colon === null && dashed !== null && type === "flag") {
    return { value: "true", start: dashed.index, end: dashed.index + dashed[0].length };
  }
  const mark = colon ?? dashed;
  if (mark === null) return undefined;
  const from = mark.index + mark[0].length;
  const given = /^(?:"([^"]*)"|“([^”]*)”|„([^“”]*)[“”]|'([^']*)'|(\S+))/u.exec(text.slice(from));
  const value = given?.slice(1).find((group) => group !== undefined) ?? "";
  return { value, start: mark.index, end: from + (given?.[0].length ?? 0) };
}

/** What there is, for who asks and for who mistypes. */
function help(line: string, commands: readonly CommandDescription[]): Reply {
  const all = commands.map((c) => `${c.name} - ${c.summary}`).join("\n");
  if (line === "" || /^help\b/i.test(line)) return { kind: "text", text: all };
  return {
    kind: "error",
    usage: true,
    text: `There is no command "${line.split(/\s+/)[0] ?? ""}".`,
    hint: `There is:\n${all}`,
  };
}
