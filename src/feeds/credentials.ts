import { readFile } from "node:fs/promises";
import type { FeedSettings } from "../model/feed.ts";

/** A secret that a feed's settings name could not be read. The message names the place, never the secret. */
export class CredentialsError extends Error {
  override readonly name = "CredentialsError";
}

/** Headers that polling itself writes, or that would change what a connection means. */
const OURS = new Set(
  `host connection content-length transfer-encoding upgrade te trailer expect keep-alive proxy-authorization
  proxy-connection if-none-match if-modified-since if-range range accept-encoding user-agent`.split(/\s+/),
);

/**
 * The feed's own headers and secrets, for requests to its own host alone. Secrets are read afresh from the
 * files and variables that the settings name, so a renewed one needs no restart, and are kept nowhere.
 */
export async function privateHeaders(
  settings: Pick<FeedSettings, "headers" | "credentials">,
  env: Record<string, string | undefined>,
): Promise<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(settings.headers ?? {})) {
    const key = name.toLowerCase();
    if (OURS.has(key)) continue;
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !sendable(value)) {
      throw new CredentialsError(
        `the feed's header "${name.slice(0, 60)}" cannot be sent: it holds a character no header may`,
      );
    }
    headers[key] = value;
  }
  const { basicFile, bearerFile, cookieFile, basicEnv, bearerEnv, cookieEnv } = settings.credentials ?? {};
  const basic = await secret("basic", basicFile, basicEnv, env);
  const bearer = await secret("bearer", bearerFile, bearerEnv, env);
  const cookie = await secret("cookie", cookieFile, cookieEnv, env);
  if (basic !== undefined) headers.authorization = basicOf(basic);
  if (bearer !== undefined) headers.authorization = `Bearer ${bearer}`;
  if (cookie !== undefined) headers.cookie = cookie;
  return headers;
}

/** What the feed's proxy wants as Proxy-Authorization; undefined where the settings name no secret for it. */
export async function proxyAuthorization(
  { credentials = {} }: Pick<FeedSettings, "credentials">,
  env: Record<string, string | undefined>,
): Promise<string | undefined> {
  const login = await secret("proxy", credentials.proxyFile, credentials.proxyEnv, env);
  return login === undefined ? undefined : basicOf(login);
}

function basicOf(login: string): string {
  return `Basic ${Buffer.from(login, "utf8").toString("base64")}`;
}

async function secret(
  kind: string,
  file: string | undefined,
  variable: string | undefined,
  env: Record<string, string | undefined>,
): Promise<string | undefined> {
  if (file === undefined && variable === undefined) return undefined;
  const place = file === undefined ? `environment variable ${variable}` : `file ${file}`;
  const text = file === undefined ? env[variable ?? ""] : await content(file, kind);
  const trimmed = text?.trim() ?? "";
  if (trimmed === "")
    throw new CredentialsError(`the feed's ${kind} secret is missing: the ${place} is unset or empty`);
  if (kind !== "basic" && kind !== "proxy" && !sendable(trimmed)) {
    throw new CredentialsError(`the feed's ${kind} secret in the ${place} holds a character no header may`);
  }
  return trimmed;
}

async function content(file: string, kind: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    throw new CredentialsError(`the feed's ${kind} secret cannot be read from the file ${file}${code}`, {
      cause: error,
    });
  }
}

/** RFC 9110, 5.5: visible ASCII, blanks and the high half of Latin-1. */
export function sendable(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}
