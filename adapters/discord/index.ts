import type { AdapterModule } from "../../src/model/adapter.ts";
import { DiscordAdapter } from "./adapter.ts";
import { settings } from "./settings.ts";

/** Discord, by discord.js. Importing this loads no client: that happens at the first call. */
export const discord: AdapterModule = {
  name: "discord",
  settings,
  secrets: [
    {
      name: "DISCORD_TOKEN",
      summary: "the bot's token, from the developer portal's Bot page (or adapters.discord.tokenFile)",
      required: true,
    },
  ],
  create: (given, deps) => new DiscordAdapter(settings.parse(given ?? {}), deps),
};
