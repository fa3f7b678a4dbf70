import type { Message } from "../../src/model/message.ts";
import { fitText } from "./escape.ts";

/** Phones show some 180 characters of a notification. */
const PUSHED = 200;

/**
 * What a phone's notification says: Discord takes it from the content, never from an embed. A breaking alert's headline,
 * or the sentence of a reply that all are to see; "" for what nobody is called for. Feeds' text, escaped.
 */
export function pushLine(message: Message): string {
  if (message.kind === "alert" && message.priority === "breaking") {
    const headline = fitText(message.headline.text, PUSHED);
    if (headline === "") return "";
    return message.withdrawn ? `WITHDRAWN: ~~${headline}~~` : `BREAKING: ${headline}`;
  }
  if (message.kind !== "reply" || message.loud !== true) return "";
  return fitText(message.note, PUSHED);
}
