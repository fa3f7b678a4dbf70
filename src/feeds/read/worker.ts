import { parentPort } from "node:worker_threads";
import type { Answer, Request } from "../reader.ts";
import { readDocument } from "./document.ts";
import { FeedError } from "./fault.ts";

// A thread of the reader: one document in, one answer out.
parentPort?.on("message", async ({ id, bytes, source }: Request) => {
  let answer: Answer;
  try {
    answer = { id, document: await readDocument(bytes, source) };
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    answer = { id, fault, isFeedError: error instanceof FeedError };
  }
  parentPort?.postMessage(answer);
});

parentPort?.postMessage({ ready: true } satisfies Answer);
