import type { HomeView, KnownBlock } from "@slack/types";
import type { WebClient } from "@slack/web-api";
import { oneButton } from "./buttons.ts";
import type { Calls, SlackCaller } from "./calls.ts";
import type { KeptCalls } from "./kept.ts";
import { replyBlocks } from "./reply.ts";

/** What the home tab shows, from the desk's own commands. */
const PARTS = [
  { title: "Watch lists", command: "watch list" },
  { title: "Health", command: "status" },
  { title: "Feeds", command: "feed list" },
  { title: "Recent stories", command: "recent" },
] as const;
/** A view takes 100 blocks and 250 KB; each part what a message would, for it is made of the same. */
const MOST_BLOCKS = 100;

export interface HomeOptions {
  calls: Calls;
  kept: KeptCalls;
  web: WebClient;
}

/** Shows the desk in the app's home tab, as the person who opens it may see it. */
export async function publishHome({ calls, kept, web }: HomeOptions, who: SlackCaller): Promise<void> {
  const there = new Set(calls.host.commands.map((command) => command.name));
  const parts = PARTS.filter(({ command }) => there.has(command));
  const blocks = await Promise.all(
    parts.map(async ({ title, command }): Promise<KnownBlock[]> => {
      const { reply } = await calls.ask(who, { command, options: {} });
      const head: KnownBlock = { type: "header", text: { type: "plain_text", text: title, emoji: false } };
      return [head, ...replyBlocks(reply, kept)];
    }),
  );
  const help = there.has("help")
    ? oneButton({ label: "What can I ask?", call: { command: "help", options: {} } }, kept)
    : [];
  const view: HomeView = { type: "home", blocks: [...blocks.flat(), ...help].slice(0, MOST_BLOCKS) };
  await web.views.publish({ user_id: who.user, view });
}
