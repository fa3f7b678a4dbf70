import type { LogLevel, WebClient } from "@slack/web-api";
import type { Log } from "../../src/model/log.ts";
import type { SlackSettings } from "./settings.ts";

/** How long to wait after a 429 that does not say, in seconds. */
const UNSAID_WAIT = "30";

/**
 * Slack's client with its own resending off: by default it repeats a call ten times in half an hour without a
 * timeout, and a repeated post is a second message. Only the outbox resends.
 */
export async function openWebClient(token: string, settings: SlackSettings, log: Log): Promise<WebClient> {
  const { LogLevel, WebClient } = await import("@slack/web-api");
  return new WebClient(token, clientOptions(settings, slackLogger(log, LogLevel.INFO)));
}

/** The same options for Bolt, which makes clients of its own. */
export function clientOptions(settings: SlackSettings, logger: SlackLogger) {
  return {
    slackApiUrl: settings.apiBase,
    allowAbsoluteUrls: false,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: settings.timeoutMs,
    fetch: patientFetch(settings.timeoutMs),
    logger,
  };
}

/**
 * `fetch` with two things the clients lack. A 429 without Retry-After, which the client takes for a lost answer though
 * it is a certain "no", is given a wait; and Bolt's answers to a command, which have no timeout, are given one.
 */
function patientFetch(timeoutMs: number): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, { ...init, signal: init?.signal ?? AbortSignal.timeout(timeoutMs) });
    if (response.status !== 429 || response.headers.has("retry-after")) return response;
    const headers = new Headers(response.headers);
    headers.set("retry-after", UNSAID_WAIT);
    return new Response(response.body, { status: 429, statusText: response.statusText, headers });
  };
}

export interface SlackLogger {
  debug(...parts: unknown[]): void;
  info(...parts: unknown[]): void;
  warn(...parts: unknown[]): void;
  error(...parts: unknown[]): void;
  setLevel(level: LogLevel): void;
  getLevel(): LogLevel;
  setName(name: string): void;
}

/**
 * Slack's logging into ours, one level lower: what it calls an error is a fault of the network or the platform, not
 * of ours. Its debug lines hold whole requests and are dropped; tokens and addresses of sockets are struck out.
 */
export function slackLogger(log: Log, level: LogLevel): SlackLogger {
  return {
    debug: () => {},
    info: (...parts) => log.debug({ said: said(parts) }, "Slack's client"),
    warn: (...parts) => log.debug({ said: said(parts) }, "Slack's client"),
    error: (...parts) => log.warn({ said: said(parts) }, "Slack's client"),
    setLevel: () => {},
    getLevel: () => level,
    setName: () => {},
  };
}

function said(parts: unknown[]): string {
  return withoutSecrets(parts.map((part) => (part instanceof Error ? part.message : String(part))).join(" "));
}

/** Tokens (xoxb-, xapp- and their like) and addresses that let in whoever has them, struck out. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/\b(xox[a-z]|xapp)-[A-Za-z0-9-]+/g, "$1-…")
    .replace(/\bwss?:\/\/\S+/g, "wss://…")
    .replace(/\bhttps:\/\/hooks\.slack\.com\/\S+/g, "https://hooks.slack.com/…");
}
