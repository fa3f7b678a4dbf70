import { parentPort } from "node:worker_threads";
import { compare } from "../../stories/compared.ts";
import { htmlToText } from "../html.ts";
import type { Answer, Request } from "../reader.ts";
import { canonicalUrl } from "../url.ts";
import { readUndetected, type Source } from "./document.ts";
import { FeedError } from "./fault.ts";
import { detectLanguages, loadDetector, needsLoading } from "./language.ts";

// A thread of the reader: one document in, one answer out, in order, one after the other.
let last: Promise<void> = Promise.resolve();
parentPort?.on("message", (request: Request) => {
  last = last.then(() => answerTo(request));
});

async function answerTo({ id, as, bytes, source }: Request): Promise<void> {
  let answer: Answer;
  try {
    answer =
      as === "feed"
        ? { id, document: await read(bytes, source) }
        : { id, article: await readPage(bytes, source) };
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    answer = { id, fault, isFeedError: error instanceof FeedError };
  }
  parentPort?.postMessage(answer);
}

/** Articles are wanted by few feeds: what reads them is loaded when the first one comes. */
async function readPage(bytes: Uint8Array, source: Source) {
  parentPort?.postMessage({ loading: true } satisfies Answer);
  const { readArticle } = await import("../article.ts");
  parentPort?.postMessage({ ready: true } satisfies Answer);
  return readArticle(bytes, source);
}

async function read(bytes: Uint8Array, source: Source) {
  const document = await readUndetected(bytes, source);
  if (needsLoading(document.entries)) {
    // What loading takes on a busy machine is no fault of the document's: its time stands still.
    parentPort?.postMessage({ loading: true } satisfies Answer);
    await loadDetector();
    parentPort?.postMessage({ ready: true } satisfies Answer);
  }
  await detectLanguages(document.entries);
  const { outlet } = source;
  if (outlet === undefined) return document;
  // Markup goes no further: neither its weight nor the time that it takes to read.
  for (const entry of document.entries) {
    entry.compared = compare(entry, outlet, { canonicalUrl, htmlToText });
    entry.content = "";
  }
  return document;
}

parentPort?.postMessage({ ready: true } satisfies Answer);
