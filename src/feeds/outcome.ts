import type { Millis } from "../model/time.ts";

/** What every answer says beside its body. */
interface Answered {
  /** Time to the whole answer, in milliseconds. */
  latency: Millis;
  /** Of the last hop; validators belong to it. */
  url: string;
  etag?: string;
  lastModified?: string;
  /** Cache-Control's max-age less Age; undefined where the answer says nothing of it. */
  maxAge?: Millis;
  /** Where permanent redirects lead. */
  movedTo?: string;
}

export interface DocumentOutcome extends Answered {
  kind: "document";
  bytes: Uint8Array;
  contentType: string;
  /** SHA-256 of the decoded bytes, in hex. */
  bodyHash: string;
  /** WebSub's links from the answer's Link header (RFC 8288), absolute. */
  links: { hub?: string; self?: string };
}

/** 304, or a body that is byte for byte the last one. */
export interface UnchangedOutcome extends Answered {
  kind: "unchanged";
  by: "status" | "hash";
}

export interface FailedOutcome {
  kind: "failed";
  /** In words an admin can act on. */
  reason: string;
  /** HTTP status, if there was an answer. */
  status?: number;
  /** How long the server asks to be left alone. */
  retryAfter?: Millis;
  latency?: Millis;
  /** The desk itself refuses (guard, settings): nothing was sent, and no server is at fault. */
  refused?: boolean;
}

/** 410: it will not come back. */
export interface GoneOutcome {
  kind: "gone";
  reason: string;
  latency: Millis;
}

export type FetchOutcome = DocumentOutcome | UnchangedOutcome | FailedOutcome | GoneOutcome;
