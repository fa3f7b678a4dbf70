import { stringify } from "yaml";
import { loadDesk } from "../desk/desk.ts";
import { writeOpml } from "../feeds/opml.ts";
import type { FeedSettings } from "../model/feed.ts";
import type { Entity, Phrase, WatchList } from "../model/watchlist.ts";
import { openStore } from "../store/sqlite/open.ts";
import { openDatabase } from "./database.ts";

/** The desk's feeds and watch lists in the shape of the configuration file. No secret is in them: they are named only. */
export async function exportDesk(config: unknown, form: "yaml" | "opml" | "json"): Promise<string> {
  const { file } = await openDatabase(config);
  const store = openStore({ file, newDeskId: () => "", existing: true });
  try {
    const feeds = (await store.feeds()).map((f) => f.settings);
    if (form === "opml") {
      return writeOpml(
        feeds.map(({ url, outlet, group, language }) => ({ url, title: outlet.name, group, language })),
      );
    }
    const desk = await loadDesk(store);
    const lists = [...desk.watchLists.values()].map((list) => listForFile(list, desk.entities));
    if (form === "yaml") return stringify({ feeds: feeds.map(feedForFile), watchLists: lists });
    const rows = [
      ...feeds.map((f) => ({ kind: "feed", ...feedForFile(f) })),
      ...lists.map((l) => ({ kind: "watchList", ...l })),
    ];
    return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  } finally {
    await store.close();
  }
}

function feedForFile(settings: FeedSettings) {
  const { url, outlet, language, group, proxy, ...rest } = settings;
  return {
    url,
    outlet: outlet.name,
    tier: outlet.tier,
    ...(language === "" ? {} : { language }),
    ...(group === "" ? {} : { group }),
    ...rest,
    ...(proxy === undefined ? {} : { proxy: withoutPassword(proxy) }),
  };
}

/** A proxy's address may hold a password, which is not ours to print. */
function withoutPassword(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  url.username = "";
  url.password = "";
  return url.href;
}

function listForFile(list: WatchList, entities: readonly Entity[]) {
  const { name, title, priority, phrases, exclude, enough, together, channels, paused, filters } = list;
  return {
    name,
    title,
    priority,
    channels,
    ...(paused === true ? { paused } : {}),
    entities: list.entities.map((key) => {
      const entity = entities.find((e) => e.key === key);
      return entity === undefined
        ? key
        : { ...entity, aliases: entity.aliases.map((a) => (a.ambiguous === true ? a : a.text)) };
    }),
    phrases: phrases.map(phraseForFile),
    queries: list.queries.map((query) => {
      const named = list.queryNames?.[query];
      return named === undefined ? query : { query, name: named };
    }),
    exclude,
    ...(enough === undefined ? {} : { enough }),
    ...(together === undefined ? {} : { together }),
    ...(filters === undefined ? {} : { filters }),
  };
}

function phraseForFile({ text, wordings, within, exact }: Phrase) {
  const plain = Object.keys(wordings).length === 0 && within === undefined && exact === undefined;
  if (plain) return text;
  return {
    phrase: text,
    ...(Object.keys(wordings).length === 0 ? {} : { wordings }),
    ...(within === undefined ? {} : { within }),
    ...(exact === undefined ? {} : { exact }),
  };
}
