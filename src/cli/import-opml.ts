import { readFile } from "node:fs/promises";
import { readFaultText } from "../config/places.ts";
import { feedKey, parseOpml } from "../feeds/opml.ts";
import type { FeedSettings } from "../model/feed.ts";
import { UsageError } from "../ops/faults.ts";
import { openStore } from "../store/sqlite/open.ts";
import { openDatabase } from "./database.ts";

/** Adds what the desk does not have yet, in one transaction; says what it had, and what was no feed. */
export async function importOpml(
  file: string,
  config: unknown,
  options: { dryRun: boolean; json: boolean },
): Promise<void> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${readFaultText(error)}`);
  }
  const opml = parseOpml(text);
  if (opml.feeds.length === 0) {
    throw new UsageError(
      `${file} names no feeds${opml.problems.length === 0 ? "" : `: ${opml.problems[0]}`}`,
      "expected OPML: <opml><body><outline xmlUrl=...>",
    );
  }
  const database = await openDatabase(config);
  const store = openStore({ file: database.file, newDeskId: () => "", existing: true });
  try {
    const known = await store.seededFeeds();
    const have = new Set(known.filter((row) => row.deletedAt === undefined).map((row) => feedKey(row.name)));
    const fresh = opml.feeds.filter((feed) => !have.has(feedKey(feed.url)));
    const feeds = fresh.map(
      (feed): FeedSettings => ({
        url: feed.url,
        outlet: { name: feed.title || new URL(feed.url).hostname, tier: 2 },
        language: feed.language ?? "",
        group: feed.group,
      }),
    );
    if (!options.dryRun && feeds.length > 0) {
      const who = `shell:${process.env.USER ?? ""}`;
      await store.edit({
        at: Date.now(),
        feeds: feeds.map((definition) => ({ name: definition.url, definition })),
        audit: feeds.map((after) => ({ who, place: "shell", action: "feed add", subject: after.url, after })),
      });
    }
    report(opml, feeds, options);
  } finally {
    await store.close();
  }
}

function report(
  opml: ReturnType<typeof parseOpml>,
  added: readonly FeedSettings[],
  options: { dryRun: boolean; json: boolean },
): void {
  if (options.json) {
    for (const f of added) {
      console.log(
        JSON.stringify({
          url: f.url,
          outlet: f.outlet.name,
          group: f.group,
          language: f.language,
          added: !options.dryRun,
        }),
      );
    }
  } else {
    for (const f of added)
      console.log(`${options.dryRun ? "would add" : "added"}  ${f.outlet.name}  ${f.url}`);
    const had = opml.feeds.length - added.length;
    console.log(`${added.length} ${options.dryRun ? "to add" : "added"}, ${had} here already.`);
  }
  for (const problem of opml.problems) console.error(`wirewatch import: ${problem}`);
}
