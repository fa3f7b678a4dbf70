import type { PlainReply } from "../model/command.ts";
import type { Feed } from "../model/feed.ts";
import type { CommandContext } from "./command.ts";

/** A feed by its number, its URL, or its outlet's name where that has only one. */
export async function feedNamed(
  { store }: CommandContext,
  given: string,
): Promise<{ feed: Feed } | { reply: PlainReply }> {
  const name = given.trim().replace(/^<(https?:\/\/[^|>]+)(?:\|[^>]*)?>$/i, "$1");
  const feeds = await store.feeds();
  const exact = feeds.find((f) => f.settings.url === name || String(f.id) === name.replace(/^#/, ""));
  if (exact !== undefined) return { feed: exact };
  const typed = name.toLowerCase();
  const ofOutlet = feeds.filter((f) => f.settings.outlet.name.toLowerCase() === typed);
  const found =
    ofOutlet.length > 0 ? ofOutlet : feeds.filter((f) => f.settings.url.toLowerCase().includes(typed));
  const [only] = found;
  if (only !== undefined && found.length === 1) return { feed: only };
  return {
    reply: {
      kind: "error",
      usage: true,
      text: found.length === 0 ? `There is no feed "${given}".` : `"${given}" is ${found.length} feeds.`,
      hint:
        found.length === 0
          ? "See `feed list`."
          : found
              .slice(0, 10)
              .map((f) => `${f.id}: ${f.settings.url}`)
              .join("\n"),
    },
  };
}

export async function suggestFeeds({ store }: CommandContext, partial: string) {
  const typed = partial.toLowerCase();
  return (await store.feeds())
    .filter((f) => `${f.settings.outlet.name} ${f.settings.url}`.toLowerCase().includes(typed))
    .slice(0, 25)
    .map((f) => ({
      value: String(f.id),
      label: `${f.settings.outlet.name}: ${f.settings.url}`.slice(0, 100),
    }));
}
