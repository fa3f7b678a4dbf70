import { cleanText } from "../../src/alerts/text.ts";

/**
 * Plain text for a field that Slack parses: `&`, `<` and `>` as entities, so that no mention, link or date can
 * begin (docs.slack.dev/messaging/formatting-message-text, "Escaping text").
 */
export function escapeText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

const MENTION =
  /<!(?:here|channel|everyone)>|<@[UW][A-Z0-9]{2,20}>|<!subteam\^S[A-Z0-9]{2,20}(?:\|[^<>|]{0,80})?>|(?<=^|\s)@(?:here|channel|everyone)(?=$|[\s,.:;!?])/g;

/**
 * The desk's configured mention as mrkdwn: `<!here>`, `<!channel>`, `<!everyone>`, `<@U123>`, `<!subteam^S123>`, and
 * for ease `@here` and its like. Anything else in it is plain text. "" if there is nothing to say.
 */
export function mentionText(mention: string): string {
  const text = cleanText(mention).slice(0, 500);
  let out = "";
  let last = 0;
  for (const hit of text.matchAll(MENTION)) {
    out += escapeText(text.slice(last, hit.index));
    out += hit[0].startsWith("@") ? `<!${hit[0].slice(1)}>` : hit[0];
    last = hit.index + hit[0].length;
  }
  return out + escapeText(text.slice(last));
}
