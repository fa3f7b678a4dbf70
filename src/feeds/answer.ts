import { hash } from "node:crypto";
import type { Feed, FeedState } from "../model/feed.ts";
import { adviceFor, challengeIn } from "./challenge.ts";
import { sendable } from "./credentials.ts";
import { linksOf, maxAgeOf, retryAfterOf } from "./freshness.ts";
import type { FetchOutcome } from "./outcome.ts";
import type { Answer } from "./transfer.ts";

/** RFC 9110 sets no limit; longer than this no server means it, and it would be sent with every poll. */
const MAX_VALIDATOR = 2_048;

/** Exactly what the last answer gave, to the URL that gave it. */
export function conditional({ settings, state }: Feed): {
  conditional?: { url: string; headers: Record<string, string> };
} {
  const headers: Record<string, string> = {};
  if (state.etag !== undefined) headers["if-none-match"] = state.etag;
  if (state.lastModified !== undefined) headers["if-modified-since"] = state.lastModified;
  if (Object.keys(headers).length === 0) return {};
  return { conditional: { url: new URL(state.validatorsUrl ?? settings.url).href, headers } };
}

/** What an answer says of the feed. */
export function outcomeOf(answer: Answer, state: FeedState, latency: number, now: number): FetchOutcome {
  const { headers, status } = answer;
  const etag = validator(headers.etag);
  const lastModified = validator(headers["last-modified"]);
  const maxAge = maxAgeOf(headers["cache-control"], headers.age);
  const answered = {
    latency,
    url: answer.url,
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
    ...(maxAge === undefined ? {} : { maxAge }),
    ...(answer.movedTo === undefined ? {} : { movedTo: answer.movedTo }),
  };
  if (status === 304) return { kind: "unchanged", by: "status", ...answered };
  if (status >= 200 && status < 300) {
    const bodyHash = hash("sha256", answer.bytes);
    if (bodyHash === state.bodyHash) return { kind: "unchanged", by: "hash", ...answered };
    return {
      kind: "document",
      bytes: answer.bytes,
      contentType: headers["content-type"] ?? "",
      bodyHash,
      links: linksOf(headers.link, answer.url),
      ...answered,
    };
  }
  if (status === 410) return { kind: "gone", reason: "410: the publisher says it is gone for good", latency };
  const retryAfter = retryAfterOf(headers["retry-after"], now);
  return {
    kind: "failed",
    status,
    reason: statusWords(answer),
    latency,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

function validator(text: string | undefined): string | undefined {
  return text !== undefined && text !== "" && text.length <= MAX_VALIDATOR && sendable(text)
    ? text
    : undefined;
}

/** An error status, and what an admin may do about it. */
export function statusWords({ status, challenge }: Answer): string {
  return `${status}${challenge === undefined ? "" : `: ${challenge}`}; ${adviceFor(status, challenge !== undefined)}`;
}

/** Why a document that was no feed was none, where it shows signs of a challenge. */
export function challengeOf(outcome: { bytes: Uint8Array }): string | undefined {
  return challengeIn("", outcome.bytes);
}
