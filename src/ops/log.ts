import pino from "pino";
import type { Log } from "../model/log.ts";

export interface LogOptions {
  level: "error" | "warn" | "info" | "debug";
  /** Where it goes. Default: standard error, so that standard output holds only what a command prints. */
  stream?: { write(text: string): void; isTTY?: boolean };
  /** For people ("14:05:03 warn  feed failed  url=..."); else JSON, one object a line. Default: whether the stream is a terminal. */
  pretty?: boolean;
}

/** Keys that never reach a log, at the depths that settings and requests have them. */
const SECRET_KEYS = [
  "token",
  "appToken",
  "botToken",
  "password",
  "secret",
  "authorization",
  "cookie",
  "signingSecret",
];
/** Secrets that stand inside other text: platform tokens, webhook addresses, credentials in an address, Authorization values. */
const SECRET_TEXT: [RegExp, string][] = [
  [/xox[a-z]-[\w-]{6,}|xapp-[\w-]{6,}/g, "[token]"],
  [/\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}/g, "[token]"],
  [
    /(hooks\.slack\.com\/(?:services|workflows|triggers)|discord(?:app)?\.com\/api(?:\/v\d+)?\/webhooks)\/[\w/-]+/gi,
    "$1/[secret]",
  ],
  [/(https?:\/\/)[^\s/@:]+:[^\s/@]+@/gi, "$1[secret]@"],
  // Of an address that a feed is read by, whoever knows the key reads it too.
  [
    /([?&;][\w.~%-]*(?:token|key|secret|passw(?:or)?d|pwd|pass|auth|authorization|credentials?|signature|sig|hmac|jwt|session(?:_?id)?|sid)=)[^&;#\s"'<>\\]+/gi,
    "$1[secret]",
  ],
  [/\b(Bearer|Basic|Bot) [\w.~+/=-]{8,}/g, "$1 [secret]"],
];

/** Text without the secrets that it may hold. */
export function redactText(text: string): string {
  let out = text;
  for (const [pattern, instead] of SECRET_TEXT) out = out.replace(pattern, instead);
  return out;
}

/** The service's log. error: our bug; warn: watch it; info: the user's affair. */
export function createLog(options: LogOptions): Log {
  const stream = options.stream ?? process.stderr;
  const pretty = options.pretty ?? stream.isTTY === true;
  const paths = SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: faultFields, error: faultFields },
      redact: { paths, censor: "[secret]" },
    },
    { write: (line: string) => stream.write(pretty ? prettyLine(redactText(line)) : redactText(line)) },
  );
}

/** For tests and for commands that have nothing to log. */
export const silentLog: Log = { error() {}, warn() {}, info() {}, debug() {} };

function faultFields(fault: unknown): unknown {
  if (!(fault instanceof Error)) return fault;
  const code = "code" in fault ? { code: fault.code } : {};
  const cause = fault.cause === undefined ? {} : { cause: faultFields(fault.cause) };
  return { name: fault.name, message: fault.message, ...code, ...cause, stack: fault.stack };
}

function prettyLine(line: string): string {
  const parsed: unknown = JSON.parse(line);
  if (typeof parsed !== "object" || parsed === null) return line;
  const { level = "", time = "", msg = "", ...fields } = Object.fromEntries(Object.entries(parsed));
  const said = Object.entries(fields).map(([key, value]) => `${key}=${fieldText(value)}`);
  const clock = String(time).slice(11, 19);
  return `${[clock, String(level).padEnd(5), String(msg), ...said].join("  ")}\n`;
}

function fieldText(value: unknown): string {
  if (typeof value === "string") return /\s/.test(value) ? JSON.stringify(value) : value;
  if (typeof value === "object" && value !== null && "message" in value) return JSON.stringify(value.message);
  return JSON.stringify(value) ?? "";
}
