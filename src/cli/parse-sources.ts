import { once } from "node:events";
import { open } from "node:fs/promises";
import { readFaultText } from "../config/places.ts";
import { htmlToText } from "../feeds/html.ts";
import { LIMITS } from "../feeds/read/limits.ts";
import { createReader, type Reader } from "../feeds/reader.ts";
import type { FeedDocument, ParsedEntry } from "../model/feed.ts";
import type { Instant } from "../model/time.ts";

export type Form = "documents" | "entries" | "listing";

/** Documents read ahead of the one that is printed next: what bounds the memory. */
const AHEAD = 4;

type Result = { source: string; document: FeedDocument } | { source: string; error: string };

/**
 * Reads the sources (files, URLs, "-" for standard input) and prints each, in their order, as soon as it was read.
 * What cannot be read is said in its line, or on standard error. Returns how many could not be read.
 */
export async function parseSources(sources: readonly string[], form: Form, config?: string): Promise<number> {
  const reader = createReader({ workers: sources.length === 1 ? 1 : 2 });
  const loader = createLoader(config);
  const results: Promise<Result>[] = [];
  let next = 0;
  let failed = 0;
  const readAhead = () => {
    while (next < sources.length && results.length < AHEAD) {
      results.push(readSource(sources[next++] ?? "-", loader, reader));
    }
  };
  try {
    for (readAhead(); results.length > 0; readAhead()) {
      const result = await results.shift();
      if (result === undefined) break;
      if ("error" in result) failed++;
      for (const line of linesOf(result, form)) {
        if (!process.stdout.write(`${line}\n`)) await once(process.stdout, "drain");
      }
      if ("document" in result) {
        for (const problem of result.document.problems) tell(result.source, problem);
      } else if (form !== "documents") tell(result.source, result.error);
    }
  } finally {
    await Promise.all([reader.close(), loader.close()]);
  }
  return failed;
}

async function readSource(source: string, loader: Loader, reader: Reader): Promise<Result> {
  try {
    const { bytes, url, contentType } = await loader.load(source);
    const from = contentType === undefined ? { url } : { url, contentType };
    return { source, document: await reader.read(bytes, from) };
  } catch (error) {
    const said = readFaultText(error);
    const own = error instanceof Error && error.message === said;
    return { source, error: own ? said : `${source}: ${said}` };
  }
}

function tell(source: string, what: string): void {
  // A fault of fetching begins with the address already.
  console.error(`wirewatch parse: ${what.startsWith(`${source}: `) ? what : `${source}: ${what}`}`);
}

function* linesOf(result: Result, form: Form): Generator<string> {
  const { source } = result;
  if ("error" in result) {
    if (form === "documents") yield JSON.stringify({ source, error: result.error });
    return;
  }
  const { feed, entries } = result.document;
  if (form === "documents") {
    const { title, link, language, kind } = feed;
    const { sitemaps } = result.document;
    const head = { title, link, language, kind };
    yield JSON.stringify({ source, feed: head, entries: entries.map(published), sitemaps });
  } else if (form === "entries") {
    for (const entry of entries) yield JSON.stringify(article(entry, feed.title));
  } else {
    const count = entries.length === 1 ? "1 entry" : `${entries.length} entries`;
    yield `${feed.title || source} (${feed.kind}, ${feed.language || "language unsaid"}, ${count}) ${feed.link}`;
    for (const entry of entries) {
      const at = rfc3339(entry.publishedAt ?? entry.updatedAt) ?? "no date";
      yield `  ${at}  ${entry.title || entry.summary.slice(0, 80)}\n      ${entry.url || "no link"}`;
    }
    for (const child of result.document.sitemaps ?? []) yield `  sitemap  ${child}`;
  }
}

/** As the design says, and what else an entry has. */
function published(entry: ParsedEntry) {
  const { id, url, title, summary, content, author, language, categories } = entry;
  const times = { publishedAt: rfc3339(entry.publishedAt), updatedAt: rfc3339(entry.updatedAt) };
  const { image, agency, status, urgency } = entry;
  const enclosures = entry.enclosures.length === 0 ? undefined : entry.enclosures;
  const rest = { image, enclosures, agency, status, urgency };
  return { id, url, title, summary, content, author, ...times, language, categories, ...rest };
}

/** An entry as an article: its content as plain text, its feed as the outlet. */
function article(entry: ParsedEntry, outlet: string) {
  const { id, title, summary, url, author, language, categories } = entry;
  const content = htmlToText(entry.content);
  const publishedAt = rfc3339(entry.publishedAt ?? entry.updatedAt);
  return { id, title, summary, content, url, outlet, author, language, categories, publishedAt };
}

function rfc3339(at: Instant | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

interface Loaded {
  bytes: Uint8Array;
  url: string;
  contentType?: string;
}

interface Loader {
  load(source: string): Promise<Loaded>;
  close(): Promise<void>;
}

/** Where sources come from; the web's part is loaded when a URL is met. */
function createLoader(config: string | undefined): Loader {
  let web: Promise<Loader> | undefined;
  return {
    async load(source) {
      if (source === "-") return { bytes: await standardInput(), url: "-" };
      if (!/^https?:\/\//i.test(source)) return { bytes: await fileBytes(source), url: source };
      web ??= import("./parse-url.ts").then(({ createWebLoader }) => createWebLoader(config));
      return (await web).load(source);
    },
    async close() {
      if (web !== undefined) await (await web).close();
    },
  };
}

/** A file's first bytes: one more than is read of any document, so that a longer one is told as such. */
async function fileBytes(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (size > 0) {
      const bytes = Buffer.allocUnsafe(Math.min(size, LIMITS.bytes + 1));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
      return bytes.subarray(0, bytesRead);
    }
    return await collect(file.createReadStream({ autoClose: false }));
  } finally {
    await file.close();
  }
}

async function standardInput(): Promise<Uint8Array> {
  return collect(process.stdin);
}

async function collect(stream: AsyncIterable<unknown>): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const piece = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    chunks.push(piece);
    length += piece.length;
    if (length > LIMITS.bytes) break;
  }
  return Buffer.concat(chunks, length);
}
