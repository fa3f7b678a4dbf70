/** What the bot needs to be let in, and no more; each with what it is for. */
export const SLACK_SCOPES: Readonly<Record<string, string>> = {
  commands: "answer /wirewatch",
  "chat:write": "post and edit alerts",
  "channels:history": "see whether an alert arrived, in public channels",
  "groups:history": "the same in private channels",
  "channels:read": "check a public channel",
  "groups:read": "check a private channel",
  "users:read": "tell admins from members",
};

/** Discord's permission bits (docs.discord.com, "Permissions"). */
export const DISCORD_PERMISSIONS: Readonly<Record<string, bigint>> = {
  "View Channel": 1n << 10n,
  "Send Messages": 1n << 11n,
  "Embed Links": 1n << 14n,
  "Read Message History": 1n << 16n,
  "Send Messages in Threads": 1n << 38n,
};

/** The address at which an admin of a Discord server lets the bot in. */
export function discordInvite(applicationId = "YOUR_APPLICATION_ID"): string {
  const permissions = Object.values(DISCORD_PERMISSIONS).reduce((all, bit) => all | bit, 0n);
  const query = `scope=bot+applications.commands&permissions=${permissions}`;
  return `https://discord.com/oauth2/authorize?client_id=${applicationId}&${query}`;
}

/** A Discord token begins with the bot's id in base64; the application has the same one. */
export function applicationIdOf(token: string | undefined): string | undefined {
  const id = Buffer.from(token?.split(".", 1)[0] ?? "", "base64").toString("latin1");
  return /^\d{15,20}$/.test(id) ? id : undefined;
}

/** The Slack app, ready to be made from this: Socket Mode, one slash command, the scopes above. */
export function slackManifest(): string {
  return `display_information:
  name: Wirewatch
  description: Watches feeds for a newsroom and tells each story once.
features:
  bot_user:
    display_name: Wirewatch
    always_online: true
  slash_commands:
    - command: /wirewatch
      description: Ask Wirewatch
      usage_hint: recent | watch list
      should_escape: false
oauth_config:
  scopes:
    bot:
${Object.keys(SLACK_SCOPES)
  .map((scope) => `      - ${scope}`)
  .join("\n")}
settings:
  interactivity:
    is_enabled: true
  org_deploy_enabled: false
  socket_mode_enabled: true
  token_rotation_enabled: false
`;
}
