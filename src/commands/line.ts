import type { CommandDescription, Reply } from "../model/command.ts";

/**
 * One line of chat as a command: `recent ukraine-peace since:2h`. An option is `name:value` or `name:"two words"`;
 * what has no name goes to the positional options in order, the last of which takes all that is left as it stands, so
 * that a query keeps its quotes.
 */
export function parseLine(
  line: string,
  commands: readonly CommandDescription[],
): { name: string; options: Record<string, string> } | Reply {
  const trimmed = line.trim();
  const command = commands
    .filter((c) => new RegExp(`^${c.name.replace(" ", "\\s+")}(?=\\s|$)`, "i").test(trimmed))
    .sort((a, b) => b.name.length - a.name.length)[0];
  if (command === undefined) return help(trimmed, commands);
  let rest = trimmed.replace(new RegExp(`^${command.name.replace(" ", "\\s+")}\\s*`, "i"), "");
  const options: Record<string, string> = {};
  for (const { name } of command.options) {
    const given = new RegExp(`(?:^|\\s)(?:--)?${name}[:=]\\s*(?:"([^"]*)"|(\\S+))`, "i").exec(rest);
    if (given === null) continue;
    options[name] = given[1] ?? given[2] ?? "";
    rest = `${rest.slice(0, given.index)} ${rest.slice(given.index + given[0].length)}`.trim();
  }
  const open = command.options.filter((o) => o.positional && !(o.name in options));
  for (const [i, option] of open.entries()) {
    if (rest === "") break;
    const last = i === open.length - 1;
    const word = last ? rest : (/^\S+/.exec(rest)?.[0] ?? "");
    options[option.name] = word;
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
