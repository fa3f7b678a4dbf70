import type { APIEmbed } from "discord.js";
import { safeUrl } from "../../src/alerts/text.ts";
import type { DigestSection, Message } from "../../src/model/message.ts";
import { ago, fitLines, fitMarked, fitText } from "./escape.ts";
import { DESCRIPTION } from "./limits.ts";

/** Longest link in a digest: a longer one is told without. */
const LINK = 500;
/** Kept free for the line that says how many are not shown. */
const LAST_LINE = 40;

/** Many alerts in one embed: a heading a section, a line an alert, and how many more there are. */
export function renderDigest(message: Message): Pick<APIEmbed, "description"> {
  const lines: string[] = [];
  let length = 0;
  let left = 0;
  const add = (line: string) => {
    if (line === "" || length + line.length + 1 > DESCRIPTION - LAST_LINE) return line === "";
    lines.push(line);
    length += line.length + 1;
    return true;
  };
  add(fitLines(message.note, 500));
  for (const section of message.sections) {
    const title = fitText(section.title, 100);
    const shown = add(title === "" ? "" : `**${title}**`);
    let hidden = section.more;
    for (const item of section.items) if (!shown || !add(itemLine(item))) hidden++;
    if (hidden > 0 && !add(`and ${hidden} more`)) left += hidden;
  }
  if (left > 0) lines.push(`… and ${left} more`);
  return lines.length === 0 ? {} : { description: lines.join("\n") };
}

function itemLine(item: DigestSection["items"][number]): string {
  const outlets = item.sources > 1 ? `${item.sources} outlets` : "";
  const detail = [fitText(item.outlet, 60), ago(item.at), outlets].filter((part) => part !== "");
  return `• ${link(fitMarked(item.headline, 300) || "(no headline)", item.url, LINK)}${detail.length > 0 ? ` — ${detail.join(" · ")}` : ""}`;
}

/** A masked link, where there is a link fit to show. `label` is escaped already. */
export function link(label: string, url: string, longest: number): string {
  const safe = safeUrl(url);
  return safe === "" || safe.length > longest ? label : `[${label}](${safe})`;
}
