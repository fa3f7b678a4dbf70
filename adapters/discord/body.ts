import type { APIEmbed } from "discord.js";
import type { DeliveryKey } from "../../src/model/delivery.ts";
import type { Message } from "../../src/model/message.ts";
import { type ButtonRow, renderButtons } from "./buttons.ts";
import { type AllowedMentions, NOBODY, pingOf } from "./mention.ts";
import { pushLine } from "./push.ts";
import { type Beside, renderEmbed } from "./render.ts";

/** A message as Discord takes it, whether in a channel, a forum's post or an edit. */
export interface Body {
  content?: string;
  embeds: APIEmbed[];
  components?: ButtonRow[];
  allowed_mentions: AllowedMentions;
}

/** A new message: pings whom the configuration names, and nobody else. */
export function postBody(message: Message, key: DeliveryKey, beside: Partial<Beside> = {}): Body {
  const ping = pingOf(message.mention);
  const content = [ping?.content ?? "", pushLine(message)].filter((part) => part !== "").join(" ");
  const components = renderButtons(message.buttons);
  return {
    ...(content === "" ? {} : { content }),
    embeds: [renderEmbed(message, key, beside)],
    ...(components.length > 0 ? { components } : {}),
    allowed_mentions: ping?.allowed_mentions ?? NOBODY,
  };
}

/** The whole new state; the ping of the first post goes: an edit never pings and never says so. */
export function editBody(message: Message, key: DeliveryKey, beside: Partial<Beside> = {}): Required<Body> {
  return {
    content: pushLine(message),
    embeds: [renderEmbed(message, key, beside)],
    components: renderButtons(message.buttons),
    allowed_mentions: NOBODY,
  };
}
