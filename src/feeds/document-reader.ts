import type { Feed, FeedDocument } from "../model/feed.ts";
import { challengeOf } from "./answer.ts";
import type { FetchOutcome } from "./outcome.ts";

/** Reads a document; READING's reader is one. */
export interface DocumentReader {
  read(
    bytes: Uint8Array,
    about: { url: string; contentType: string; language: string; outlet?: string },
  ): Promise<FeedDocument>;
}

/** What a poll brought, read: a document that cannot be read is a failure. */
export interface Read {
  outcome: FetchOutcome;
  document?: FeedDocument;
}

/** The document that a poll brought. What is none is a failure, in words; never rejects for what it holds. */
export async function readOutcome(reader: DocumentReader, feed: Feed, outcome: FetchOutcome): Promise<Read> {
  if (outcome.kind !== "document") return { outcome };
  const { url, contentType, latency, bytes } = outcome;
  const { language, outlet } = feed.settings;
  try {
    const document = await reader.read(bytes, { url, contentType, language, outlet: outlet.name });
    return { outcome, document };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const challenge = challengeOf(outcome);
    const reason = challenge === undefined ? error.message : `not a feed but ${challenge} (${error.message})`;
    return { outcome: { kind: "failed", reason, latency } };
  }
}
