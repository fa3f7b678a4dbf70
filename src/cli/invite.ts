/** What the bot needs to be let in, and no more; each with what it is for. */
export const SLACK_SCOPES: Readonly<Record<string, string>> = {
  commands: "answer /wirewatch",
  "chat:write": "post and edit alerts",
  "channels:history": "see whether an alert arrived, in public channels",
  "groups:history": "the same in private channels",
  "channels:read": "check a public channel",
  "groups:read": "check a private channel",
  "im:history": "see whether a direct message arrived, to who follows a story",
  "im:write": "find the conversation that it stands in",
  "users:read": "tell admins from members",
  "usergroups:read": "tell editors by user group",
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

/** A message's shortcuts and the workspace's, by their callback_ids; adapters/slack answers these. */
const SLACK_SHORTCUTS = [
  {
    name: "Track this",
    type: "message",
    callback_id: "wirewatch-track",
    description: "Adds its words to a watch list",
  },
  {
    name: "Why did I get this?",
    type: "message",
    callback_id: "wirewatch-why",
    description: "Says why an alert came, or an article did not",
  },
  {
    name: "Track something",
    type: "global",
    callback_id: "wirewatch-track-something",
    description: "Adds a phrase or a query to a watch list",
  },
] as const;

/**
 * The Slack app, ready to be made from this: one slash command, shortcuts, a home tab, the scopes above. Over Socket
 * Mode; with `requestUrl`, the https address at which Wirewatch is reached, over HTTP (`mode: http`).
 */
export function slackManifest(requestUrl?: string): string {
  const to = (key: string, indent: string) =>
    requestUrl === undefined ? "" : `\n${indent}${key}: ${JSON.stringify(requestUrl)}`;
  return `display_information:
  name: Wirewatch
  description: Watches feeds for a newsroom and tells each story once.
features:
  app_home:
    home_tab_enabled: true
    messages_tab_enabled: true
    messages_tab_read_only_enabled: true
  bot_user:
    display_name: Wirewatch
    always_online: true
  shortcuts:
${SLACK_SHORTCUTS.map(
  (shortcut) => `    - name: ${JSON.stringify(shortcut.name)}
      type: ${shortcut.type}
      callback_id: ${shortcut.callback_id}
      description: ${shortcut.description}`,
).join("\n")}
  slash_commands:
    - command: /wirewatch${to("url", "      ")}
      description: Ask Wirewatch
      usage_hint: recent | watch list | help
      should_escape: false
oauth_config:
  scopes:
    bot:
${Object.keys(SLACK_SCOPES)
  .map((scope) => `      - ${scope}`)
  .join("\n")}
settings:
  event_subscriptions:${to("request_url", "    ")}
    bot_events:
      - app_home_opened
  interactivity:
    is_enabled: true${to("request_url", "    ")}
  org_deploy_enabled: false
  socket_mode_enabled: ${requestUrl === undefined}
  token_rotation_enabled: false
`;
}
