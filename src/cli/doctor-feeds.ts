import PQueue from "p-queue";
import type { Config } from "../config/index.ts";
import { createFetcher, type Fetcher } from "../feeds/fetch.ts";
import { createReader, type Reader } from "../feeds/reader.ts";
import type { FeedSettings } from "../model/feed.ts";
import { faultLine } from "../ops/faults.ts";
import { packageVersion } from "../ops/package.ts";
import type { Finding } from "./doctor-checks.ts";

/** Feeds asked at the same time, and how long all of them together may take, in milliseconds. */
const AT_ONCE = 16;
const PATIENCE = 120_000;

/** Asks each configured feed once, as a poll would, and reads what it answers. */
export async function* checkFeeds(
  config: Config,
  env: Record<string, string | undefined>,
): AsyncGenerator<Finding> {
  const fetcher = createFetcher({ ...config.fetch, version: packageVersion(), env });
  const reader = createReader();
  const patience = AbortSignal.timeout(PATIENCE);
  const queue = new PQueue({ concurrency: AT_ONCE });
  try {
    // Said in the configuration's order, though they answer in any.
    const asked = config.feeds.map((feed) => queue.add(() => askFeed(feed, fetcher, reader, patience)));
    for (const answer of asked) yield await answer;
  } finally {
    queue.clear();
    await reader.close();
    await fetcher.close();
  }
}

async function askFeed(
  settings: FeedSettings,
  fetcher: Fetcher,
  reader: Reader,
  patience: AbortSignal,
): Promise<Finding> {
  const finding = (state: Finding["state"], detail: string, mend?: string): Finding => ({
    check: "feed",
    subject: settings.url,
    state,
    detail,
    ...(mend === undefined ? {} : { mend }),
  });
  try {
    const feed = { id: 0, settings, state: { nextPollAt: 0, failures: 0 }, paused: false };
    const outcome = await fetcher.fetch(feed, patience);
    if (outcome.kind === "gone") return finding("fault", outcome.reason, "take it out of the configuration");
    if (outcome.kind === "failed") return finding("fault", outcome.reason, mendFor(outcome));
    if (outcome.kind === "unchanged") return finding("ok", "answers");
    const document = await reader.read(outcome.bytes, {
      url: outcome.url,
      contentType: outcome.contentType,
      language: settings.language,
    });
    const said = `${document.feed.kind}, ${document.entries.length} ${document.entries.length === 1 ? "entry" : "entries"}, ${Math.round(outcome.latency)} ms`;
    const moved = outcome.movedTo === undefined ? undefined : `it has moved: say ${outcome.movedTo}`;
    if (document.entries.length === 0) return finding("note", `${said}: nothing in it`, moved);
    if (document.problems.length > 0)
      return finding("note", `${said}; ${document.problems.join("; ")}`, moved);
    return moved === undefined ? finding("ok", said) : finding("note", said, moved);
  } catch (fault) {
    if (patience.aborted) return finding("fault", `not answered within ${PATIENCE / 1_000} s of all`);
    return finding("fault", faultLine(fault), "open it in a browser: is it a feed?");
  }
}

function mendFor(outcome: { status?: number; refused?: boolean }): string | undefined {
  if (outcome.refused === true) return undefined; // the reason says what the desk's own setting is
  const { status } = outcome;
  if (status === 401 || status === 407)
    return "give it credentials (a file or variable) in the configuration";
  if (status === 403) return "say fetch.contact; ask the publisher, or give the feed a userAgent of its own";
  if (status === 404) return "look the feed's address up on the publisher's page";
  return undefined;
}
