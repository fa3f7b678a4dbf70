import { createHost } from "../../src/commands/host.ts";
import { commands } from "../../src/commands/index.ts";
import type { Seeds } from "../../src/desk/seed.ts";
import type { Discovery } from "../../src/feeds/discover.ts";
import { USUAL_URGENCY } from "../../src/model/attention.ts";
import type { Caller, PageReply, Permission, PlainReply, Reply } from "../../src/model/command.ts";
import { createLog } from "../../src/ops/log.ts";
import { openStore } from "../../src/store/sqlite/open.ts";
import { testDesk } from "../pipeline/desk.ts";

export function caller(permission: Permission, user: string = permission, channel?: string): Caller {
  const who = { platform: "discord", user, displayName: user, permission };
  return channel === undefined ? who : { ...who, channel };
}

/** The commands on a desk of its own: a real SQLite file, fed by hand. */
export async function commandDesk(
  options: Parameters<typeof testDesk>[0] & {
    seeds?: Seeds;
    discovery?: (site: string) => Promise<Discovery>;
    running?: boolean;
    /** The commands write through a connection of their own, as a shell beside the service does. */
    separate?: boolean;
  } = {},
) {
  const desk = await testDesk(options);
  const store =
    options.separate === true
      ? openStore({ file: desk.file, newDeskId: () => "", existing: true })
      : desk.store;
  const host = createHost(
    commands,
    {
      store,
      desk: desk.desk,
      clock: { now: () => desk.now, monotonic: () => desk.now, sleep: async () => undefined },
      timezone: "UTC",
      get channels() {
        return desk.channels;
      },
      urgency: USUAL_URGENCY,
      backfill: options.backfill ?? "all",
      polling: { every: "5m", floor: 30_000, ceiling: 3_600_000, timezone: "UTC" },
      seeds: options.seeds ?? { feeds: [], watchLists: [], entities: [] },
      running: () => options.running ?? true,
      connections: () => [],
      discover: options.discovery ?? (async () => ({ feeds: [], problems: [] })),
      refresh: desk.refresh,
    },
    createLog({ level: "error" }),
  );
  const run = (name: string, given: Record<string, string> = {}, who: Caller = caller("admin")) =>
    host.run(name, given, who);
  return {
    ...desk,
    get now() {
      return desk.now;
    },
    get channels() {
      return desk.channels;
    },
    host,
    run,
    async close() {
      if (store !== desk.store) await store.close();
      await desk.close();
    },
    /** A chat line, as Slack has it. */
    async say(line: string, who: Caller = caller("admin")): Promise<Reply> {
      const parsed = host.parseLine(line);
      return "name" in parsed ? run(parsed.name, parsed.options, who) : parsed;
    },
  };
}

/** What a person reads of an answer. */
export function read(reply: Reply): string {
  switch (reply.kind) {
    case "page":
      return read(reply.body);
    case "form":
      return [reply.title, ...reply.fields.map((f) => `${f.name}: ${f.value ?? ""}`)].join("\n");
    case "confirmation":
    case "text":
      return reply.text;
    case "error":
      return [reply.text, reply.hint ?? ""].join("\n").trim();
    case "list":
      return [reply.title, ...reply.items.map((i) => `${i.headline.text} | ${i.detail}`)].join("\n");
    case "table":
      return [reply.title, ...reply.rows.map((row) => row.join(" | "))].join("\n");
  }
}

export function page(reply: Reply): PageReply {
  if (reply.kind !== "page") throw new Error(`not a page: ${JSON.stringify(reply)}`);
  return reply;
}

/** What --json prints of it. */
export function data(reply: Reply): unknown {
  const body: Reply | PlainReply = reply.kind === "page" ? reply.body : reply;
  if (body.kind === "text" || body.kind === "table" || body.kind === "confirmation") return body.data;
  return body.kind === "list" ? body.items.map((i) => i.data) : undefined;
}
