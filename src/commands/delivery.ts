import { z } from "zod";
import type { Reply } from "../model/command.ts";
import { actor, type CommandContext, command, count, page } from "./command.ts";
import { inPages, LONG_ROWS } from "./pages.ts";
import { rfc3339 } from "./since.ts";

/** What could not be delivered, and why. */
export const deliveryList = command({
  name: "delivery list",
  summary: "Messages that could not be delivered, and why",
  permission: "admin",
  options: z.object({ limit: count("How many, 100 at most", 20, 100), page: page() }),
  example: "delivery list",
  async run(context, { limit, page }): Promise<Reply> {
    const dead = await context.store.deliveries({ state: "dead", limit });
    const table = {
      kind: "table" as const,
      title: "Dead letters",
      columns: ["Number", "Channel", "What", "Why"],
      rows: dead.map((d) => [String(d.id), d.channel, d.message.headline.text, d.lastError ?? ""]),
      empty: "Everything was delivered, or is on its way.",
      data: dead.map((d) => ({
        delivery: d.id,
        channel: d.channel,
        kind: d.kind,
        headline: d.message.headline.text,
        reason: d.lastError,
        attempts: d.attempts,
        createdAt: rfc3339(d.createdAt),
      })),
    };
    const options = { limit: String(limit) };
    return inPages(context, table, page, { command: "delivery list", options }, LONG_ROWS);
  },
});

/** A dead letter is tried again. */
export const deliveryRetry = command({
  name: "delivery retry",
  summary: "Try a message again that could not be delivered",
  permission: "admin",
  options: z.object({ number: number() }),
  positional: ["number"],
  example: "delivery retry 17",
  run: (context, { number: id }) => redo(context, id, "retry"),
});

/** A dead letter is given up. */
export const deliveryDrop = command({
  name: "delivery drop",
  summary: "Give up a message that could not be delivered",
  permission: "admin",
  options: z.object({ number: number() }),
  positional: ["number"],
  example: "delivery drop 17",
  run: (context, { number: id }) => redo(context, id, "drop"),
});

function number() {
  return z.coerce
    .number()
    .int()
    .min(1)
    .meta({ description: "Its number in `delivery list`", kind: "integer" });
}

async function redo(context: CommandContext, id: number, how: "retry" | "drop"): Promise<Reply> {
  const { store, clock } = context;
  const now = clock.now();
  const state = how === "retry" ? "queued" : "dropped";
  const change = { before: { state: "dead" }, after: { state } };
  const audit = [{ ...actor(context), action: `delivery ${how}`, subject: String(id), ...change }];
  const delivery = await store.redo(id, how, now, audit);
  if (delivery === undefined) {
    return {
      kind: "error",
      usage: true,
      text: `There is no dead letter ${id}.`,
      hint: "See `delivery list`.",
    };
  }
  const headline = delivery.message.headline.text;
  const text = how === "retry" ? `"${headline}" is tried again.` : `"${headline}" is given up.`;
  return { kind: "text", text, data: { delivery: id, state: delivery.state } };
}
