import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock, Instant, Millis } from "../../src/model/time.ts";
import { rss } from "./loopback.ts";

/** How a judged feed behaves; each is a path of the judge's server. */
export interface Conduct {
  /** A new item, and new validators, this often. */
  changes: Millis;
  etag?: (version: number) => string;
  lastModified?: (version: number) => string;
  maxAge?: number;
  /** Whether a 304 repeats validators and Cache-Control. */
  bare304?: boolean;
  /** Answers with this status and Retry-After, every nth request. */
  busy?: { nth: number; status: number; retryAfter: (now: Instant) => string; ms: Millis };
  /** Fails with 500 every nth request. */
  fails?: number;
  redirectTo?: string;
  /** As the desk is told to poll it. */
  every?: string;
  /** The least time between requests that its settings allow. */
  least: Millis;
}

export interface Judge {
  handle(request: IncomingMessage, response: ServerResponse): void;
  faults: string[];
  counts: { requests: number; full: number; unchanged: number };
  /** The reader died before it could keep this feed's last answer. */
  lost(path: string): void;
}

interface Record_ {
  requests: number;
  lastAt?: Instant;
  notBefore: Instant;
  why: string;
  /** What the last answer that was kept gave. */
  given: { etag?: string; lastModified?: string };
  before: { etag?: string; lastModified?: string };
}

/**
 * Judges a feed reader as Rachel Kroll's feed reader score does: unconditional repeats, validators that were
 * never given or are no longer the last, cookies, Referer, parameters of its own, and polls before max-age,
 * Retry-After or the feed's interval are faults.
 */
export function createJudge(feeds: Record<string, Conduct>, clock: Clock): Judge {
  const records = new Map<string, Record_>();
  const faults: string[] = [];
  const counts = { requests: 0, full: 0, unchanged: 0 };

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const now = clock.now();
    const path = request.url ?? "";
    const conduct = feeds[path];
    const fault = (words: string) => faults.push(`${new Date(now).toISOString()} ${path}: ${words}`);
    if (conduct === undefined) {
      fault("a URL that was never given");
      response.writeHead(404).end();
      return;
    }
    const record: Record_ = records.get(path) ?? {
      requests: 0,
      notBefore: 0,
      why: "",
      given: {},
      before: {},
    };
    records.set(path, record);
    counts.requests += 1;
    record.requests += 1;
    for (const name of ["cookie", "referer", "authorization", "origin"]) {
      if (request.headers[name] !== undefined) fault(`sent ${name}`);
    }
    if (now < record.notBefore) fault(`${record.notBefore - now} ms before ${record.why} allows`);
    if (record.lastAt !== undefined && now - record.lastAt < conduct.least) {
      fault(`${now - record.lastAt} ms after the last, at least ${conduct.least} was agreed`);
    }
    record.lastAt = now;
    const etag = request.headers["if-none-match"];
    const modified = request.headers["if-modified-since"];
    if (etag !== record.given.etag) fault(`sent If-None-Match ${etag}, was given ${record.given.etag}`);
    if (modified !== record.given.lastModified) {
      fault(`sent If-Modified-Since ${modified}, was given ${record.given.lastModified}`);
    }
    answer(conduct, record, now, response);
  }

  function answer(conduct: Conduct, record: Record_, now: Instant, response: ServerResponse): void {
    const { busy, fails } = conduct;
    record.before = { ...record.given };
    if (conduct.redirectTo !== undefined) {
      response.writeHead(301, { location: conduct.redirectTo, "set-cookie": "a=b" }).end();
      return;
    }
    if (busy !== undefined && record.requests % busy.nth === 0) {
      // An HTTP date knows no fraction of a second.
      record.notBefore = Math.floor((now + busy.ms) / 1000) * 1000;
      record.why = "Retry-After";
      response
        .writeHead(busy.status, { "retry-after": busy.retryAfter(now), "set-cookie": "a=b" })
        .end("busy");
      return;
    }
    if (fails !== undefined && record.requests % fails === 0) {
      response.writeHead(500, { etag: '"of an error"' }).end("oops");
      return;
    }
    const version = Math.floor(now / conduct.changes);
    const next = { etag: conduct.etag?.(version), lastModified: conduct.lastModified?.(version) };
    const headers: Record<string, string> = { "set-cookie": "track=1; Max-Age=99999" };
    const unchanged =
      next.etag !== undefined || next.lastModified !== undefined
        ? next.etag === record.given.etag && next.lastModified === record.given.lastModified
        : false;
    if (!unchanged || conduct.bare304 !== true) {
      if (next.etag !== undefined) headers.etag = next.etag;
      if (next.lastModified !== undefined) headers["last-modified"] = next.lastModified;
      if (conduct.maxAge !== undefined) headers["cache-control"] = `public, max-age=${conduct.maxAge}`;
    }
    if (conduct.maxAge !== undefined) {
      record.notBefore = now + conduct.maxAge * 1000;
      record.why = "max-age";
    }
    record.given = next;
    if (unchanged) {
      counts.unchanged += 1;
      response.writeHead(304, headers).end();
    } else {
      counts.full += 1;
      response.writeHead(200, headers).end(rss([`at ${version * conduct.changes}`]));
    }
  }

  return {
    handle,
    faults,
    counts,
    lost(path) {
      const record = records.get(path);
      if (record !== undefined) record.given = record.before;
    },
  };
}
