import { readFile } from "node:fs/promises";
import type { SlackSettings } from "./settings.ts";

type Env = Record<string, string | undefined>;

/**
 * The bot token (xoxb-), from its file or the environment; undefined if none is set.
 * Throws if the file cannot be read or holds the other kind of token.
 */
export function botToken(settings: SlackSettings, env: Env): Promise<string | undefined> {
  return token(settings.botTokenFile, settings.botTokenEnv, env, {
    wrong: "xapp-",
    need: "a bot token (xoxb-...)",
  });
}

/** The app-level token (xapp-) that Socket Mode needs; the same. */
export function appToken(settings: SlackSettings, env: Env): Promise<string | undefined> {
  return token(settings.appTokenFile, settings.appTokenEnv, env, {
    wrong: "xox",
    need: "an app-level token (xapp-...)",
  });
}

/** The app's signing secret, for requests over HTTP; undefined if none is set. Throws as the others do. */
export function signingSecret(settings: SlackSettings, env: Env): Promise<string | undefined> {
  return token(settings.signingSecretFile, settings.signingSecretEnv, env, {
    wrong: "x",
    need: "the signing secret (32 hexadecimal digits, under Basic Information)",
  });
}

async function token(
  file: string | undefined,
  variable: string,
  env: Env,
  kind: { wrong: string; need: string },
): Promise<string | undefined> {
  const value = (file === undefined ? (env[variable] ?? "") : await readSecret(file)).trim();
  const place = file ?? variable;
  if (value === "") {
    if (file !== undefined) throw new Error(`${place} is empty: it must hold ${kind.need}`);
    return undefined;
  }
  // The two are easily swapped; Slack's own answer to that ("not_allowed_token_type") says little.
  if (value.startsWith(kind.wrong))
    throw new Error(`${place} must hold ${kind.need}, not another kind of token`);
  if (/\s/.test(value)) throw new Error(`${place} holds more than one word: it must hold ${kind.need} alone`);
  return value;
}

async function readSecret(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new Error(`cannot read the token file ${file}: ${error instanceof Error ? error.message : error}`);
  }
}
