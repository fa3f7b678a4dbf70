import { Routes } from "discord.js";
import { z } from "zod";
import type { DeliveryKey, MessageRef } from "../../src/model/delivery.ts";
import { mayReadHistory } from "./check.ts";
import type { Platform } from "./platform.ts";
import { keyOf } from "./render.ts";

/** Discord gives at most 100 messages a page. */
const PAGE = 100;
/** Pages read before the search is given up: 5,000 messages since the last one of ours is no ordinary channel. */
const PAGES_AFTER = 50;
/** Pages read back from the newest where nothing bounds the search. */
const PAGES_BACK = 10;

const page = z.array(
  z.object({
    id: z.string(),
    author: z.object({ id: z.string() }).optional(),
    embeds: z.array(z.object({ footer: z.object({ text: z.string() }).optional() })).default([]),
  }),
);

/** Who we are cannot be asked now: the key alone, 25 letters that only we know, must tell our messages. */
const unasked = () => undefined;

/**
 * The bot's own message whose foot names the key. With `after`, read onward from that message: deliveries of a channel
 * are in order, so it stands soon behind. Throws where it cannot be known: no answer, no right to read the history (Discord
 * then answers with an empty list), or more messages than are worth reading.
 */
export async function findByKey(
  platform: Platform,
  channel: string,
  key: DeliveryKey,
  after: string | undefined,
): Promise<MessageRef | undefined> {
  const bot = await platform.me().catch(unasked);
  let bound = after;
  let seen = 0;
  for (let i = 0; i < (after === undefined ? PAGES_BACK : PAGES_AFTER); i++) {
    const query = new URLSearchParams({ limit: String(PAGE) });
    if (bound !== undefined) query.set(after === undefined ? "before" : "after", bound);
    const messages = page.parse(await platform.rest.get(Routes.channelMessages(channel), { query }));
    const hit = messages.find(
      (m) =>
        (bot === undefined || m.author?.id === bot.id) &&
        m.embeds.some((e) => keyOf(e.footer?.text ?? "") === key),
    );
    if (hit !== undefined) return { channel, id: hit.id };
    seen += messages.length;
    if (messages.length < PAGE) {
      if (seen === 0 && !(await mayReadHistory(platform, channel))) {
        throw new Error(`cannot look in channel ${channel}: give the bot Read Message History there`);
      }
      return undefined;
    }
    const ids = messages.map((m) => BigInt(m.id)).sort((a, b) => (a < b ? -1 : 1));
    bound = String(after === undefined ? ids[0] : ids.at(-1));
  }
  if (after === undefined) return undefined;
  throw new Error(`cannot look in channel ${channel}: over ${PAGE * PAGES_AFTER} messages came since`);
}
