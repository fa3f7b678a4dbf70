import type { FeedDocument } from "../model/feed.ts";
import { FetchError, type Fetcher } from "./fetch.ts";
import { createLanes } from "./lanes.ts";
import type { DocumentReader } from "./poller.ts";

/** Whether an address is a feed now. "unsure": it may be one tomorrow (a timeout, 403, 5xx). */
export type Probe =
  | {
      url: string;
      state: "alive";
      title: string;
      language: string;
      entries: number;
      kind: FeedDocument["feed"]["kind"];
    }
  | { url: string; state: "dead" | "unsure"; reason: string };

export interface ProbeParts {
  fetcher: Pick<Fetcher, "fetchOnce">;
  reader: DocumentReader;
  concurrency?: number;
  timeoutMs?: number;
  signal?: AbortSignal;
  /** After each, for a progress bar. */
  onProgress?(done: number, total: number): void;
}

/** Fetches each address once, two a host at a time, before it is imported. In the order given; never rejects for one. */
export async function probeFeeds(urls: readonly string[], parts: ProbeParts): Promise<Probe[]> {
  const lanes = createLanes({ slots: parts.concurrency ?? 16, perHost: 2, patience: 5_000 });
  const probes = new Map<string, Probe>();
  await Promise.all(
    [...new Set(urls)].map((url) =>
      lanes.run(URL.canParse(url) ? new URL(url).hostname : "", "well", async () => {
        probes.set(url, await probe(url, parts));
        parts.onProgress?.(probes.size, new Set(urls).size);
      }),
    ),
  );
  return urls.map((url) => probes.get(url)).filter((found) => found !== undefined);
}

async function probe(
  url: string,
  { fetcher, reader, timeoutMs = 30_000, signal }: ProbeParts,
): Promise<Probe> {
  let answer: Awaited<ReturnType<Fetcher["fetchOnce"]>>;
  try {
    answer = await fetcher.fetchOnce(url, { timeoutMs, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof Error)) throw error;
    return { url, state: isDead(error) ? "dead" : "unsure", reason: error.message };
  }
  try {
    const about = { url: answer.url, contentType: answer.contentType ?? "", language: "" };
    const { feed, entries } = await reader.read(answer.bytes, about);
    return {
      url,
      state: "alive",
      title: feed.title,
      language: feed.language,
      entries: entries.length,
      kind: feed.kind,
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { url, state: "dead", reason: `${url}: ${error.message}` };
  }
}

function isDead(error: Error): boolean {
  if (!(error instanceof FetchError)) return false;
  if (error.status !== undefined) return error.status === 404 || error.status === 410;
  const { cause } = error;
  return cause instanceof Error && "code" in cause && cause.code === "ENOTFOUND";
}
