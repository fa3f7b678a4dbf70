import type { RichTextElement } from "@slack/types";
import type { MessageRef } from "../../src/model/delivery.ts";
import type { Message } from "../../src/model/message.ts";
import { fixed, plain, short } from "./rich.ts";

/** Longest headline of another story, and longest link behind it. */
const HEADLINE = 150;
const LINK = 600;

/**
 * "Follows: HEADLINE", a link to that message or the story's number; "Also in Russian: HEADLINE (outlet)". A section of
 * rich text each.
 */
export function related(
  { follows, alsoIn = [] }: Message,
  scale: number,
  followsUrl: string,
): RichTextElement[][] {
  const headline = (text: string, url: string) => {
    const shown = plain(text, HEADLINE * scale, url.length > LINK ? "" : url);
    return shown.length === 0 ? fixed("(no headline)") : shown;
  };
  const lines: RichTextElement[][] = [];
  if (follows !== undefined) {
    const named = followsUrl === "" ? fixed(` (story ${follows.story})`) : [];
    lines.push([...fixed("Follows: "), ...headline(follows.headline, followsUrl), ...named]);
  }
  for (const { language, headline: text, outlet, url } of alsoIn) {
    const who = short(outlet, 60);
    const told = who === "" ? [] : fixed(` (${who})`);
    lines.push([...fixed(`Also in ${short(language, 60)}: `), ...headline(text, url), ...told]);
  }
  return lines;
}

/**
 * A link to a message, in the form of chat.getPermalink's (docs.slack.dev/reference/methods/chat.getPermalink); "" for
 * what is no message of Slack's.
 * @param workspace the workspace's own address, as auth.test gives it: "https://example.slack.com/"
 */
export function linkTo(workspace: string, { channel, id }: MessageRef): string {
  if (!/^[CDG][A-Z0-9]{2,20}$/.test(channel) || !/^\d{1,12}\.\d{6}$/.test(id)) return "";
  if (!URL.canParse("archives", workspace)) return "";
  return new URL(`archives/${channel}/p${id.replace(".", "")}`, workspace).href;
}
