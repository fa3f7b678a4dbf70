import { readFile } from "node:fs/promises";
import { cleanText } from "../alerts/text.ts";
import type { Config } from "../config/index.ts";
import { readFaultText } from "../config/places.ts";
import { createFetcher } from "../feeds/fetch.ts";
import { feedKey, type Opml, parseOpml } from "../feeds/opml.ts";
import { type Probe, probeFeeds } from "../feeds/probe.ts";
import { createReader } from "../feeds/reader.ts";
import { UsageError } from "../ops/faults.ts";
import { packageVersion } from "../ops/package.ts";
import { openStore } from "../store/sqlite/open.ts";
import type { Store } from "../store/store.ts";
import { openDatabase } from "./database.ts";
import { type Judged, judgeFeeds } from "./import-judge.ts";
import { progressBar } from "./progress.ts";

export interface ImportOptions {
  dryRun: boolean;
  json: boolean;
  /** Look whether each is a feed first; what is not there is left out. */
  probe: boolean;
}

/**
 * Adds what the desk does not have yet, in one transaction once all has been looked at; says what it had, what stands
 * twice, and what is no feed. Returns the exit code: 1 where nothing was added because all is dead.
 */
export async function importOpml(file: string, config: unknown, options: ImportOptions): Promise<number> {
  const opml = await readOpml(file);
  const database = await openDatabase(config);
  const store = openStore({ file: database.file, newDeskId: () => "", existing: true });
  try {
    const have = await urlsOf(store);
    const keys = new Set(have.map(feedKey));
    const fresh = opml.feeds.filter(({ url }) => !keys.has(feedKey(url))).map(({ url }) => url);
    const probes = options.probe && fresh.length > 0 ? await probe(fresh, database.config) : [];
    // Looking took its time: what was added meanwhile is known now.
    const judged = judgeFeeds(opml, await urlsOf(store), probes);
    const feeds = judged.filter(({ state }) => state === "new").map(({ feed }) => feed);
    if (!options.dryRun && feeds.length > 0) {
      const who = `shell:${process.env.USER ?? ""}`;
      await store.edit({
        at: Date.now(),
        feeds: feeds.map((definition) => ({ name: definition.url, definition })),
        audit: feeds.map((after) => ({ who, place: "shell", action: "feed add", subject: after.url, after })),
      });
    }
    for (const line of options.json ? rows(judged, options) : words(judged, options)) console.log(line);
    for (const problem of opml.problems) console.error(`wirewatch import: ${cleanText(problem)}`);
    if (probes.length > 0 && probes.every((found) => found.state !== "alive" && !found.answered)) {
      console.error(
        "wirewatch import: nothing could be reached, so it may be this machine that is offline: no feed was left out for it. `wirewatch feed health` says how they are once they are polled.",
      );
    }
    const isAllDead = feeds.length === 0 && judged.some(({ state }) => state === "dead");
    return isAllDead && !judged.some(({ state }) => state === "known") ? 1 : 0;
  } finally {
    await store.close();
  }
}

async function readOpml(file: string): Promise<Opml> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${readFaultText(error)}`);
  }
  const opml = parseOpml(bytes);
  if (opml.feeds.length > 0) return opml;
  throw new UsageError(
    `${file} names no feeds${opml.problems.length === 0 ? "" : `: ${opml.problems[0]}`}`,
    "expected OPML: <opml><body><outline xmlUrl=...>",
  );
}

/** Of feeds that the desk has, with the addresses that redirects were taken over to. */
async function urlsOf(store: Store): Promise<string[]> {
  const rows = (await store.seededFeeds()).filter((row) => row.deletedAt === undefined);
  const polled = (await store.feeds()).map(({ settings }) => settings.url);
  return [...new Set([...rows.map((row) => row.name), ...polled])];
}

async function probe(urls: readonly string[], config: Config | undefined): Promise<Probe[]> {
  const own = config?.fetch ?? { contact: "", allowHosts: [] };
  const fetcher = createFetcher({ ...own, version: packageVersion() });
  const reader = createReader();
  const bar = progressBar("looking at feeds");
  try {
    return await probeFeeds(urls, { fetcher, reader, onProgress: bar.show });
  } finally {
    bar.end();
    await reader.close();
    await fetcher.close();
  }
}

function rows(judged: readonly Judged[], { dryRun }: ImportOptions): string[] {
  return judged.map(({ state, feed: { url, outlet, group, language }, reason }) => {
    const added = state === "new" && !dryRun;
    return JSON.stringify({ url, outlet: outlet.name, group, language, added, state, reason });
  });
}

function words(judged: readonly Judged[], { dryRun }: ImportOptions): string[] {
  const labels = { new: dryRun ? "would add" : "added", known: "has", duplicate: "twice", dead: "dead" };
  const lines = judged.flatMap(({ state, feed, reason }) => {
    // What the desk has under the same address is said by its number alone.
    if (state === "known" && reason === undefined) return [];
    const why = reason === undefined ? [] : [state === "new" ? `(not sure: ${reason})` : `(${reason})`];
    return [[labels[state], feed.outlet.name, feed.url, ...why].map(cleanText).join("  ")];
  });
  const count = (state: Judged["state"]) => judged.filter((j) => j.state === state).length;
  const summary = [
    `${count("new")} ${dryRun ? "to add" : "added"}`,
    `${count("known")} here already`,
    ...(count("duplicate") > 0 ? [`${count("duplicate")} twice in the file`] : []),
    ...(count("dead") > 0 ? [`${count("dead")} dead and left out (--no-probe adds them all the same)`] : []),
  ];
  return [...lines, `${summary.join(", ")}.`];
}
