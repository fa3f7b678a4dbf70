import { DiscordAPIError, HTTPError, RateLimitError } from "discord.js";
import type { SendResult } from "../../src/model/adapter.ts";

/** 429, with what the platform said of it. Thrown below the client, which would queue the call or hide the code. */
export class TooManyRequests extends Error {
  readonly afterMs: number;
  readonly scope: "channel" | "platform";
  readonly code: number;

  constructor(afterMs: number, scope: "channel" | "platform", code: number, message: string) {
    super(message);
    this.name = "TooManyRequests";
    this.afterMs = afterMs;
    this.scope = scope;
    this.code = code;
  }
}

/** An answer that is not what the API would say: a proxy's page, half a body. */
export class OddAnswer extends Error {}

/** JSON error codes of Discord's reference ("Opcodes and Status Codes"). */
const CODE = {
  unknownChannel: 10_003,
  unknownGuild: 10_004,
  unknownMessage: 10_008,
  oldEdits: 30_046,
  missingAccess: 50_001,
  anothersMessage: 50_005,
  emptyMessage: 50_006,
  refusesDirect: 50_007,
  noText: 50_008,
  noMutualGuild: 50_278,
  tagRequired: 40_067,
  activeThreads: 160_006,
  missingPermissions: 50_013,
  threadArchived: 50_083,
} as const;

/** Until a server that is full of open posts is asked again, in milliseconds. */
const THREADS_WAIT = 600_000;

/** Whether a channel takes no plain messages: a forum, a category. */
export function isNoText(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.code === CODE.noText;
}

/** Codes after which nothing can be posted in that place, with what an admin does about it. */
const PLACE_GONE: ReadonlyMap<number | string, string> = new Map([
  [CODE.unknownChannel, "the channel does not exist any more: name another under `channels`"],
  [CODE.unknownGuild, "the bot is no longer in that server: invite it again"],
  [CODE.missingAccess, "the bot cannot see the channel: give it View Channel there"],
  [
    CODE.missingPermissions,
    "the bot may not post in the channel: give it Send Messages and Embed Links there",
  ],
  [CODE.threadArchived, "the thread is archived or locked: unlock it"],
  [CODE.refusesDirect, "the person takes no direct messages of the bot"],
  [CODE.noMutualGuild, "the person shares no server with the bot any more"],
]);

/** What became of a call that did not go well. Every error has an answer here; `editing` decides what a refusal means. */
export function outcomeOf(error: unknown, editing: boolean): SendResult {
  if (error instanceof TooManyRequests) {
    // Discord says this one with a 429, but no wait helps an hour-old message that was edited too often.
    if (error.code === CODE.oldEdits) return { status: "rejected", reason: `edit refused: ${error.message}` };
    return { status: "wait", afterMs: error.afterMs, scope: error.scope };
  }
  if (error instanceof RateLimitError) {
    // Nothing was sent: the last answer's headers say that this bucket is empty.
    const afterMs = Math.max(0, Math.ceil(error.retryAfter));
    return { status: "wait", afterMs, scope: error.global ? "platform" : "channel" };
  }
  if (error instanceof DiscordAPIError) return refusal(error, editing);
  if (error instanceof HTTPError) return { status: "unknown", reason: `Discord answered ${error.status}` };
  return { status: "unknown", reason: reasonOf(error) };
}

function refusal(error: DiscordAPIError, editing: boolean): SendResult {
  const said = `${error.message} (${error.status}, code ${error.code})`;
  if (error.status === 401) return { status: "unauthorized", reason: `Discord refuses the token: ${said}` };
  if (error.code === CODE.unknownMessage) {
    const reason = editing ? "the message was deleted" : "it was posted, and has been deleted since";
    return { status: "messageGone", reason: `${reason}: ${said}` };
  }
  if (editing && error.code === CODE.threadArchived) {
    // A reply opens an archived thread again; an edit does not.
    return { status: "rejected", reason: `edit refused: the thread is archived: ${said}` };
  }
  const place = PLACE_GONE.get(error.code);
  if (place !== undefined) return { status: "channelGone", reason: `${place}. Discord: ${said}` };
  if (error.code === CODE.activeThreads) {
    // A server holds 1,000 posts and threads that are not archived; some will be.
    return { status: "wait", afterMs: THREADS_WAIT, scope: "channel" };
  }
  if (error.code === CODE.tagRequired) {
    const mend = "the forum requires a tag: make one called like the watch list, or let posts have none";
    return { status: "rejected", reason: `${mend}. Discord: ${said}` };
  }
  if (error.status === 404)
    return { status: "channelGone", reason: `nothing is at that place. Discord: ${said}` };
  if (error.code === CODE.emptyMessage) {
    return {
      status: "rejected",
      reason: `Discord dropped the embed: give the bot Embed Links there. ${said}`,
    };
  }
  if (error.code === CODE.oldEdits || error.code === CODE.anothersMessage) {
    return { status: "rejected", reason: `edit refused: ${said}` };
  }
  return { status: "rejected", reason: said };
}

/** An error in a few words, without URL or token. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "AbortError") return "no answer in time";
  const { cause } = error;
  const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
  return `${error.message}${code}`;
}
