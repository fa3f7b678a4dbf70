import type { Message } from "../../src/model/message.ts";
import { link } from "./digest.ts";
import { fitText } from "./escape.ts";
import { RELATED } from "./limits.ts";

/** Longest headline of another story, and longest link behind it. */
const HEADLINE = 150;
const LINK = 300;

/**
 * "Follows: HEADLINE", a link to that message or the story's number; "Also in Russian: HEADLINE (outlet)". As many whole
 * lines as there is room for, each without its link before it is left out.
 */
export function relatedLines({ follows, alsoIn = [] }: Message, followsUrl: string): string[] {
  const lines: string[] = [];
  let room = RELATED;
  const add = (line: (url: string) => string, url: string) => {
    const fits = [line(url), line("")].find((text) => text.length < room);
    if (fits === undefined) return;
    lines.push(fits);
    room -= fits.length + 1;
  };
  if (follows !== undefined) {
    const headline = fitText(follows.headline, HEADLINE) || "(no headline)";
    const named = `${headline} (story ${follows.story})`;
    add((url) => `Follows: ${url === "" ? named : link(headline, url, LINK)}`, followsUrl);
  }
  for (const { language, headline, outlet, url } of alsoIn) {
    const label = fitText(headline, HEADLINE) || "(no headline)";
    const who = fitText(outlet, 60);
    const told = who === "" ? "" : ` (${who})`;
    add((to) => `Also in ${fitText(language, 60)}: ${link(label, to, LINK)}${told}`, url);
  }
  return lines;
}
