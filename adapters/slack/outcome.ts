import type { SendResult } from "../../src/model/adapter.ts";
import type { Millis } from "../../src/model/time.ts";

/** What went wrong with a call, read from whatever the client threw. */
export type SlackFault =
  /** Slack answered `{ok: false, error}`. */
  | { kind: "refused"; code: string; detail: string }
  /** 429: certainly not done. */
  | { kind: "limited"; afterMs: Millis }
  /** An HTTP status other than 200 and 429. Slack itself answers only those: often a proxy's. */
  | { kind: "http"; status: number; detail: string }
  /** No answer, or none that can be read: perhaps done. */
  | { kind: "lost"; detail: string };

/** Thrown by `find` where it cannot be known now whether a message arrived; ask again after `afterMs`. */
export class CannotKnow extends Error {
  override readonly name = "CannotKnow";
  readonly afterMs: Millis;
  constructor(reason: string, afterMs: Millis) {
    super(reason);
    this.afterMs = afterMs;
  }
}

/** Reads an error of @slack/web-api by its published `code`s; anything else is a lost answer. */
export function faultOf(error: unknown): SlackFault {
  if (!(error instanceof Error) || !("code" in error)) return { kind: "lost", detail: words(error) };
  switch (error.code) {
    case "slack_webapi_rate_limited_error": {
      const seconds = "retryAfter" in error ? Number(error.retryAfter) : Number.NaN;
      return { kind: "limited", afterMs: Number.isFinite(seconds) ? Math.max(0, seconds) * 1000 : 30_000 };
    }
    case "slack_webapi_http_error": {
      const status = "statusCode" in error ? Number(error.statusCode) : 0;
      return { kind: "http", status, detail: `HTTP ${status}` };
    }
    case "slack_webapi_platform_error":
      return "data" in error ? refusal(error.data) : { kind: "lost", detail: words(error) };
    case "slack_webapi_request_error":
      return { kind: "lost", detail: words("original" in error ? error.original : error) };
    default:
      return { kind: "lost", detail: words(error) };
  }
}

function refusal(data: unknown): SlackFault {
  const code = field(data, "error");
  // An answer that is no JSON comes as its text: some proxy's page, so nothing is known.
  if (typeof code !== "string" || !/^[a-z0-9_.-]{1,80}$/i.test(code)) {
    return { kind: "lost", detail: "an answer that is not Slack's" };
  }
  const messages = field(field(data, "response_metadata"), "messages");
  const needed = field(data, "needed");
  const detail = [
    code,
    typeof needed === "string" ? `needs the scope ${needed}` : "",
    ...(Array.isArray(messages) ? messages.filter((m) => typeof m === "string").slice(0, 2) : []),
  ];
  return { kind: "refused", code, detail: detail.filter((part) => part !== "").join("; ") };
}

/** Codes after which nothing will go until an admin acts: the token, or what it may do. */
const UNAUTHORIZED: Record<string, string> = {
  not_authed: "no token was sent",
  invalid_auth: "the bot token is wrong",
  token_revoked: "the bot token was revoked: install the app again and set the new token",
  token_expired: "the bot token expired: install the app again and set the new token",
  account_inactive: "the bot was removed or the workspace is gone: install the app again",
  user_removed_from_team: "the bot was removed from the workspace: install the app again",
  team_disabled: "the workspace is disabled",
  not_allowed_token_type: "this kind of token is not allowed: the bot token begins with xoxb-",
  no_permission: "the token may not do this",
  missing_scope: "the app lacks a scope: add it and install the app again",
  access_denied: "access is denied to this token",
  accesslimited: "access is denied to this token",
  team_access_not_granted: "the token has no access to this workspace",
  enterprise_is_restricted: "the organisation restricts this method",
  org_login_required: "the workspace is being moved to an organisation",
  ekm_access_denied: "an admin has suspended access to messages",
  two_factor_setup_required: "the workspace requires two-factor login",
};

const CHANNEL_GONE: Record<string, string> = {
  channel_not_found:
    "there is no such channel, or it is private and the bot is not in it: check its id, or /invite the bot there",
  user_not_found: "there is no such person in the workspace",
  user_disabled: "the person's account is closed",
  cannot_dm_bot: "a bot takes no direct messages",
  messages_tab_disabled:
    "direct messages of the app are switched off: enable its Messages Tab under App Home",
  is_archived: "the channel is archived: unarchive it, or name another under `channels`",
  not_in_channel: "the bot is not in the channel: /invite it there",
  restricted_action: "a workspace setting forbids posting in the channel",
  restricted_action_read_only_channel: "the channel is read-only for the bot",
  restricted_action_thread_only_channel: "only replies are allowed in the channel",
  restricted_action_non_threadable_channel: "the channel takes no replies",
  channel_is_limited_access: "access to the channel is limited",
};

const MESSAGE_GONE: Record<string, string> = {
  message_not_found: "the message was deleted",
  thread_not_found: "the message replied to was deleted",
  cannot_reply_to_message: "the message takes no replies",
};

const EDIT_REFUSED = new Set([
  "cant_update_message",
  "edit_window_closed",
  "block_mismatch",
  "update_failed",
]);

/** Slack's own trouble: "some aspect of the operation may have succeeded" (docs.slack.dev, chat.postMessage, errors). */
const TROUBLE = new Set([
  "fatal_error",
  "internal_error",
  "service_unavailable",
  "request_timeout",
  "team_added_to_org",
  "external_channel_migrating",
]);

const LIMITED = new Set(["ratelimited", "rate_limited", "message_limit_exceeded"]);

/** What a failed post or edit means to the outbox. `token_revoked` and its like pause the whole platform. */
export function outcomeOf(error: unknown, what: "post" | "edit"): Exclude<SendResult, { status: "sent" }> {
  const fault = faultOf(error);
  switch (fault.kind) {
    case "limited":
      // A post's limit is the channel's (one a second); an edit's is the method's, in the whole workspace.
      return { status: "wait", afterMs: fault.afterMs, scope: what === "post" ? "channel" : "platform" };
    case "lost":
      return { status: "unknown", reason: fault.detail };
    case "http":
      return httpOutcome(fault.status);
    case "refused":
      return refusedOutcome(fault.code, fault.detail, what);
  }
}

function httpOutcome(status: number): Exclude<SendResult, { status: "sent" }> {
  if (status >= 500 || status < 400 || status === 408 || status === 425) {
    return { status: "unknown", reason: `HTTP ${status}` };
  }
  if (status === 413) return { status: "rejected", reason: "HTTP 413: the message is too large" };
  return {
    status: "unauthorized",
    reason: `HTTP ${status} from the address of Slack's API: check adapters.slack.apiBase and any proxy before it`,
  };
}

function refusedOutcome(
  code: string,
  detail: string,
  what: "post" | "edit",
): Exclude<SendResult, { status: "sent" }> {
  const reason = (words: string) => `${words} (${detail})`;
  const unauthorized = UNAUTHORIZED[code];
  if (unauthorized !== undefined) return { status: "unauthorized", reason: reason(unauthorized) };
  const channel = CHANNEL_GONE[code];
  if (channel !== undefined) return { status: "channelGone", reason: reason(channel) };
  const message = MESSAGE_GONE[code];
  if (message !== undefined) return { status: "messageGone", reason: reason(message) };
  if (LIMITED.has(code)) return { status: "wait", afterMs: 60_000, scope: "platform" };
  if (TROUBLE.has(code)) return { status: "unknown", reason: detail };
  if (what === "edit" && EDIT_REFUSED.has(code))
    return { status: "rejected", reason: `edit refused: ${detail}` };
  return { status: "rejected", reason: detail };
}

/** The words for a refused code, for `check`. */
export function refusalWords(code: string): string {
  return UNAUTHORIZED[code] ?? CHANNEL_GONE[code] ?? MESSAGE_GONE[code] ?? code;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function words(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return "timed out";
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : "";
  return `${error.message}${cause}`;
}
