import type { AdapterModule } from "../../src/model/adapter.ts";
import { SlackAdapter } from "./adapter.ts";
import { slackSettings } from "./settings.ts";

/** Slack over the Web API, and Socket Mode or signed HTTP. Light: the clients are loaded when they are first needed. */
export const slack: AdapterModule = {
  name: "slack",
  settings: slackSettings,
  secrets: [
    { name: "SLACK_BOT_TOKEN", summary: "bot token (xoxb-...): posts, edits, finds", required: true },
    {
      name: "SLACK_APP_TOKEN",
      summary: "app-level token (xapp-..., scope connections:write): the slash command over Socket Mode",
      required: false,
    },
    {
      name: "SLACK_SIGNING_SECRET",
      summary: "the app's signing secret, for `mode: http`: commands as signed requests",
      required: false,
    },
  ],
  create: (settings, deps) => new SlackAdapter(slackSettings.parse(settings ?? {}), deps),
};
