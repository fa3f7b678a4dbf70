import { App, type GlobalShortcut, type MessageShortcut, type Receiver } from "@slack/bolt";
import { LogLevel, type WebClient } from "@slack/web-api";
import type { AdapterDeps } from "../../src/model/adapter.ts";
import type { CommandHost } from "../../src/model/command.ts";
import { Callers } from "./caller.ts";
import { Calls, type SlackCaller } from "./calls.ts";
import { publishHome } from "./home.ts";
import { Interactions, teamOf } from "./interactions.ts";
import { KeptCalls } from "./kept.ts";
import type { SlackSettings } from "./settings.ts";
import { TRACK, TRACK_SOMETHING, track, WHY, why, wordsOf } from "./shortcuts.ts";
import { clientOptions, slackLogger, withoutSecrets } from "./web.ts";

export interface BoltOptions {
  settings: SlackSettings;
  deps: AdapterDeps;
  web: WebClient;
}

/** Answers, from now on, whatever the receiver takes: over Socket Mode or HTTP, it is the same. */
export function answerWith(receiver: Receiver, host: CommandHost, { settings, deps, web }: BoltOptions): App {
  const logger = slackLogger(deps.log, LogLevel.INFO);
  const app = new App({
    authorize: async () => ({ botToken: web.token ?? "" }),
    receiver,
    logger,
    clientOptions: clientOptions(settings, logger),
    convoStore: false,
    ignoreSelf: false,
  });
  app.error(async (error) =>
    deps.log.warn({ error: withoutSecrets(error.message) }, "a command's answer did not reach Slack"),
  );
  const { log, clock, destinations } = deps;
  const { admins, editors } = settings;
  const callers = new Callers({ web, clock, log, destinations, admins, editors });
  const calls = new Calls(host, callers, deps);
  const kept = new KeptCalls(deps.clock);
  const interactions = new Interactions({ calls, kept, web, deps, command: settings.command });
  interactions.listen(app);

  app.event("app_home_opened", async ({ event, body }) => {
    if (event.tab !== "home") return;
    const who = { user: event.user, name: event.user, team: body.team_id, channel: "" };
    await publishHome({ calls, kept, web }, who);
  });
  for (const id of [TRACK, TRACK_SOMETHING]) {
    app.shortcut(id, async ({ shortcut, ack }) => {
      await ack();
      const message = shortcut.type === "message_action" ? wordsOf(shortcut.message) : "";
      await interactions.inModal(shortcut.trigger_id, track(calls, personOf(shortcut), message));
    });
  }
  app.shortcut(WHY, async ({ shortcut, ack }) => {
    await ack();
    if (shortcut.type !== "message_action") return;
    await interactions.inModal(shortcut.trigger_id, why(calls, personOf(shortcut), shortcut.message));
  });
  return app;
}

function personOf(shortcut: GlobalShortcut | MessageShortcut): SlackCaller {
  const { id } = shortcut.user;
  const name = "name" in shortcut.user ? shortcut.user.name : (shortcut.user.username ?? id);
  const channel = shortcut.type === "message_action" ? shortcut.channel.id : "";
  return { user: id, name, team: teamOf(shortcut), channel };
}
