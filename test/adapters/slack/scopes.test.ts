import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { TRACK, TRACK_SOMETHING, WHY } from "../../../adapters/slack/shortcuts.ts";
import { SLACK_SCOPES, slackManifest } from "../../../src/cli/invite.ts";

/** The scopes that each method needs, by docs.slack.dev/reference/methods; of a conversation's, those of its kinds. */
const NEEDS: Record<string, readonly string[]> = {
  "auth.test": [],
  "apps.connections.open": [],
  "chat.postMessage": ["chat:write"],
  "chat.update": ["chat:write"],
  "conversations.info": ["channels:read", "groups:read"],
  "conversations.history": ["channels:history", "groups:history", "im:history"],
  "conversations.replies": ["channels:history", "groups:history", "im:history"],
  "conversations.open": ["im:write"],
  "users.info": ["users:read"],
  "usergroups.users.list": ["usergroups:read"],
  "views.open": [],
  "views.update": [],
  "views.publish": [],
};

const folder = join(import.meta.dirname, "../../../adapters/slack");
const sources = readdirSync(folder)
  .map((file) => readFileSync(join(folder, file), "utf8"))
  .join("\n");

const manifestSchema = z.object({
  features: z.object({
    app_home: z.object({ home_tab_enabled: z.boolean() }),
    shortcuts: z.array(
      z.object({
        name: z.string().max(24),
        type: z.enum(["global", "message"]),
        callback_id: z.string(),
        description: z.string().max(150),
      }),
    ),
    slash_commands: z.array(z.object({ command: z.string(), url: z.string().optional() })),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({
    event_subscriptions: z.object({ request_url: z.string().optional(), bot_events: z.array(z.string()) }),
    interactivity: z.object({ is_enabled: z.literal(true), request_url: z.string().optional() }),
    socket_mode_enabled: z.boolean(),
  }),
});
const manifest = manifestSchema.parse(parse(slackManifest()));

test("the manifest asks for the scopes of the methods that are called and of the slash command, and no more", () => {
  const called = [...sources.matchAll(/\bweb\.((?:[a-zA-Z]+\.)+[a-zA-Z]+)\(/g)].map(
    ([, method = ""]) => method,
  );
  expect([...new Set(called)].sort()).toEqual(Object.keys(NEEDS).sort());
  const needed = new Set(["commands", ...called.flatMap((method) => NEEDS[method] ?? [])]);
  expect(manifest.oauth_config.scopes.bot.toSorted()).toEqual([...needed].sort());
  expect(Object.keys(SLACK_SCOPES).sort()).toEqual([...needed].sort());
});

test("the manifest has the events and shortcuts that are answered, and no others", () => {
  const events = [...sources.matchAll(/app\.event\("([a-z_]+)"/g)].map(([, event = ""]) => event);
  expect(manifest.settings.event_subscriptions.bot_events).toEqual(events);
  const ids = manifest.features.shortcuts.map(({ callback_id }) => callback_id);
  expect(ids.toSorted()).toEqual([TRACK, TRACK_SOMETHING, WHY].sort());
  expect(manifest.features.app_home.home_tab_enabled).toBe(true);
});

test("the manifest is for Socket Mode, or for HTTP where an address is given", () => {
  expect(manifest.settings.socket_mode_enabled).toBe(true);
  expect(slackManifest()).not.toContain("url:");
  const url = "https://wire.example/slack/events";
  const http = manifestSchema.parse(parse(slackManifest(url)));
  expect(http.settings.socket_mode_enabled).toBe(false);
  expect([
    http.settings.event_subscriptions.request_url,
    http.settings.interactivity.request_url,
    http.features.slash_commands[0]?.url,
  ]).toEqual([url, url, url]);
});
