import { readFileSync } from "node:fs";
import { z } from "zod";

const roles = z
  .array(z.string().regex(/^\d{5,20}$/, "expected a role's id: right-click the role, Copy Role ID"))
  .default([]);

/** What stands under `adapters.discord` in the configuration. The token never does. */
export const settings = z.strictObject({
  apiBase: z
    .url({ protocol: /^https?$/, error: "must be an http or https URL, such as https://discord.com/api" })
    .default("https://discord.com/api")
    .describe("Where Discord's API is: a proxy, or a test's loopback. Without a version."),
  tokenFile: z
    .string()
    .min(1)
    .optional()
    .describe("A file that holds the bot's token; unset, it is DISCORD_TOKEN in the environment."),
  timeoutMs: z
    .int()
    .min(100)
    .max(60_000)
    .default(8_000)
    .describe("Milliseconds after which a call without an answer is given up and looked for later."),
  roles: z
    .strictObject({
      admin: roles.describe(
        "Roles whose members are admins of the desk, beside those who manage the server.",
      ),
      editor: roles.describe("Roles whose members are editors: they claim, mute, mark and merge."),
    })
    .prefault({})
    .describe("Which roles of the server may do what, by their ids."),
});
export type Settings = z.infer<typeof settings>;

/** There is no token to work with; the message says where to put it. */
export class NoToken extends Error {}

/** The bot's token. Throws `NoToken`. */
export function readToken(given: Settings, env: Record<string, string | undefined>): string {
  const token = given.tokenFile === undefined ? env.DISCORD_TOKEN : readTokenFile(given.tokenFile);
  const bare = (token ?? "").trim().replace(/^Bot\s+/i, "");
  if (bare !== "") return bare;
  throw new NoToken(
    given.tokenFile === undefined
      ? "Discord has no token: set DISCORD_TOKEN in the environment, or tokenFile under adapters to a file that holds it"
      : `Discord has no token: ${given.tokenFile} is empty`,
  );
}

function readTokenFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new NoToken(
      `Discord's token cannot be read from ${file} (${code}): correct tokenFile under adapters`,
    );
  }
}
