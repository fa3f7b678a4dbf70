import type { z } from "zod";
import { Refusal } from "./refusal.ts";
import type * as schemas from "./schemas.ts";
import type { StoredMessage, World } from "./world.ts";

/** A page of messages, as conversations.history answers; the parent of a thread comes whatever the bounds are. */
export function page(
  world: World,
  all: StoredMessage[],
  asked: z.infer<typeof schemas.history>,
  distributed: boolean,
  parent?: string,
): Record<string, unknown> {
  const inclusive = asked.inclusive === true;
  const bounded = all.filter((one) => {
    if (one.ts === parent) return true;
    const from = asked.oldest === undefined || compare(one.ts, asked.oldest) > (inclusive ? -1 : 0);
    const to = asked.latest === undefined || compare(one.ts, asked.latest) < (inclusive ? 1 : 0);
    return from && to;
  });
  const limit = Math.min(asked.limit ?? (distributed ? 15 : 100), distributed ? 15 : 999);
  let start = 0;
  if (asked.cursor !== undefined && asked.cursor !== "") {
    const ts = Buffer.from(asked.cursor, "base64")
      .toString("utf8")
      .replace(/^next_ts:/, "");
    start = bounded.findIndex((one) => one.ts === ts);
    if (start < 0) throw new Refusal("invalid_cursor");
  }
  const next = bounded[start + limit];
  return {
    messages: bounded
      .slice(start, start + limit)
      .map((one) => shown(world, one, asked.include_all_metadata === true)),
    has_more: next !== undefined,
    response_metadata: {
      next_cursor: next === undefined ? "" : Buffer.from(`next_ts:${next.ts}`).toString("base64"),
    },
  };
}

function compare(a: string, b: string): number {
  return Math.sign(Number(a) - Number(b));
}

export function shown(world: World, message: StoredMessage, metadata: boolean): Record<string, unknown> {
  return {
    type: "message",
    ...(message.broadcast ? { subtype: "thread_broadcast" } : {}),
    user: message.foreign ? "U0OTHER" : world.bot.userId,
    bot_id: message.foreign ? "B0OTHER" : world.bot.botId,
    team: world.team.id,
    ts: message.ts,
    text: message.text,
    blocks: message.blocks,
    attachments: message.attachments,
    ...(message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts }),
    ...(metadata && message.metadata !== undefined ? { metadata: message.metadata } : {}),
  };
}
