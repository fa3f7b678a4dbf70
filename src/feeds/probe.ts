import type { FeedDocument } from "../model/feed.ts";
import type { DocumentReader } from "./document-reader.ts";
import { FEED_TYPES, FetchError, type Fetcher } from "./fetch.ts";
import { createLanes } from "./lanes.ts";

/**
 * Whether an address is a feed now. "unsure": it may be one tomorrow (a timeout, 403, 5xx), or nothing at all could be
 * reached: then it is not the feeds that are away.
 */
export type Probe =
  | {
      url: string;
      state: "alive";
      /** Where it is, after redirects. */
      at: string;
      title: string;
      language: string;
      entries: number;
      kind: FeedDocument["feed"]["kind"];
    }
  | {
      url: string;
      state: "dead" | "unsure";
      reason: string;
      /** A server answered, whatever it said. */
      answered: boolean;
    };

/** With so many in vain, and nothing else, the machine is offline: the others are spared the wait. */
const ENOUGH = 12;

export interface ProbeParts {
  fetcher: Pick<Fetcher, "fetchOnce">;
  reader: DocumentReader;
  concurrency?: number;
  timeoutMs?: number;
  signal?: AbortSignal;
  /** After each, for a progress bar. */
  onProgress?(done: number, total: number): void;
}

/**
 * Fetches each address once, two a host at a time, before it is imported. In the order given; never rejects for one, but
 * with the signal's reason.
 */
export async function probeFeeds(urls: readonly string[], parts: ProbeParts): Promise<Probe[]> {
  const lanes = createLanes({ slots: parts.concurrency ?? 16, perHost: 2, patience: 5_000 });
  const probes = new Map<string, Probe>();
  const total = new Set(urls).size;
  const isLost = () =>
    probes.size >= ENOUGH && [...probes.values()].every((p) => p.state !== "alive" && !p.answered);
  await Promise.all(
    [...new Set(urls)].map((url) =>
      lanes.run(URL.canParse(url) ? new URL(url).hostname : "", "well", async () => {
        const reason = "not looked at, since nothing could be reached";
        probes.set(
          url,
          isLost() ? { url, state: "unsure", reason, answered: false } : await probe(url, parts),
        );
        parts.onProgress?.(probes.size, total);
      }),
    ),
  );
  const all = urls.map((url) => probes.get(url)).filter((found) => found !== undefined);
  const isOffline = all.every((found) => found.state !== "alive" && !found.answered);
  return all.map((found) => (isOffline && found.state === "dead" ? { ...found, state: "unsure" } : found));
}

async function probe(
  url: string,
  { fetcher, reader, timeoutMs = 30_000, signal }: ProbeParts,
): Promise<Probe> {
  let answer: Awaited<ReturnType<Fetcher["fetchOnce"]>>;
  try {
    const once = { accept: FEED_TYPES, timeoutMs, ...(signal === undefined ? {} : { signal }) };
    answer = await fetcher.fetchOnce(url, once);
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof Error)) throw error;
    const answered = error instanceof FetchError && error.status !== undefined;
    return { url, state: isDead(error) ? "dead" : "unsure", reason: error.message, answered };
  }
  try {
    const about = { url: answer.url, contentType: answer.contentType ?? "", language: "" };
    const { feed, entries } = await reader.read(answer.bytes, about);
    return {
      url,
      state: "alive",
      at: answer.url,
      title: feed.title,
      language: feed.language,
      entries: entries.length,
      kind: feed.kind,
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { url, state: "dead", reason: `${url}: ${error.message}`, answered: true };
  }
}

function isDead(error: Error): boolean {
  if (!(error instanceof FetchError)) return false;
  if (error.status !== undefined) return error.status === 404 || error.status === 410;
  const { cause } = error;
  return cause instanceof Error && "code" in cause && cause.code === "ENOTFOUND";
}
