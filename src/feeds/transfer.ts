import type { Dispatcher } from "undici";
import { challengeIn } from "./challenge.ts";
import { Deadline } from "./deadline.ts";
import { ACCEPT_ENCODING, readDecoded } from "./decode.ts";
import type { Guard } from "./guard.ts";
import { type Head, Receiver } from "./receiver.ts";

export interface Timeouts {
  /** To an open socket, TLS included. Milliseconds, as all here. */
  connect: number;
  /** From the request to the end of the answer's headers. */
  headers: number;
  /** For the whole body, however it trickles. */
  body: number;
  /** For all of it, redirects included; twice the longest of the others where it is not given. */
  whole?: number;
}

/** Slow publishers exist: measured feeds of public broadcasters take up to 15 seconds to the first byte. */
export const DEFAULT_TIMEOUTS: Timeouts = { connect: 20_000, headers: 30_000, body: 60_000 };

export class RedirectError extends Error {
  override readonly name = "RedirectError";
}

export interface Request {
  url: string;
  /** Sent on every hop. */
  headers: Record<string, string>;
  /** Secrets and the feed's own headers: sent to the first URL's host alone, never from https to http. */
  privateHeaders: Record<string, string>;
  /** Sent to this URL alone. */
  conditional?: { url: string; headers: Record<string, string> };
  maxBytes: number;
  timeouts: Timeouts;
  dispatcherFor(url: URL, place: number): Promise<Dispatcher>;
  guard: Guard;
  /** Runs `work` once the host has a free connection: the one of that place. */
  turn<T>(host: string, work: (place: number) => Promise<T>): Promise<T>;
  /** Whether the connection may be kept after the answer. */
  keep(): boolean;
  /** Whether a connection was opened to the URL's host, at that place, since this was asked last. */
  opened(url: URL, place: number): boolean;
  method?: "GET" | "POST";
  body?: string;
  /** Asked before a redirect is followed; what it throws ends the transfer. */
  follow?(to: URL): Promise<void>;
  signal?: AbortSignal;
}

export interface Answer {
  /** Of the last hop. */
  url: string;
  status: number;
  headers: Record<string, string>;
  /** Decoded. Of an error page no more than 64 KB; empty where there is more. */
  bytes: Uint8Array;
  /** A challenge page recognised, in words. */
  challenge?: string;
  /** Where permanent redirects from the first URL on led. */
  movedTo?: string;
}

const MAX_REDIRECTS = 5;
/** The connector tells its own timeout better; this one is for what hangs before it. */
const SLACK = 500;
const ERROR_PAGE_BYTES = 65_536;

/**
 * One exchange, redirects included: each hop is guarded anew, at most five are followed. Throws GuardError,
 * TimeoutError, RedirectError, SizeError, EncodingError, what `follow` throws, the signal's reason, or the socket's error.
 */
export async function transfer(request: Request): Promise<Answer> {
  const first = new URL(request.url);
  // A server that is just in time at every stage and redirect must not hold a place for minutes.
  const left = { ms: wholeTime(request.timeouts) };
  let url = first;
  let permanent = true;
  let movedTo: string | undefined;
  for (let hop = 0; ; hop++) {
    request.guard.checkUrl(url);
    if (hop > 0) await request.follow?.(url);
    const here = url;
    const answer = await request.turn(here.hostname, (place) => exchange(request, here, first, left, place));
    if (answer.redirect === undefined) {
      const { redirect: _, ...rest } = answer;
      return { ...rest, ...(movedTo === undefined ? {} : { movedTo }) };
    }
    if (hop >= MAX_REDIRECTS)
      throw new RedirectError(`more than ${MAX_REDIRECTS} redirects, the last to ${shown(answer.redirect)}`);
    if (!URL.canParse(answer.redirect, url.href))
      throw new RedirectError(`a redirect to no URL: ${shown(answer.redirect)}`);
    url = new URL(answer.redirect, url);
    permanent &&= answer.status === 301 || answer.status === 308;
    if (permanent) movedTo = url.href;
  }
}

/** How long one poll may take in all, in milliseconds. */
function wholeTime({ connect, headers, body, whole }: Timeouts): number {
  return whole ?? 2 * Math.max(connect, headers, body);
}

/** One hop. `left`: what is left of the time for all of them; waiting for a turn takes none of it. */
async function exchange(
  request: Request,
  url: URL,
  first: URL,
  left: { ms: number },
  place: number,
): Promise<Answer & { redirect?: string }> {
  const { timeouts } = request;
  const started = performance.now();
  const deadline = new Deadline(request.signal, started + left.ms);
  try {
    deadline.set(timeouts.connect + SLACK, "no connection");
    const dispatcher = await request.dispatcherFor(url, place);
    const ask = async () => {
      const body = new Receiver(() => deadline.set(timeouts.headers, "no answer"));
      deadline.for((reason) => body.end(reason));
      const asked = {
        origin: url.origin,
        path: url.pathname + url.search,
        method: request.method ?? "GET",
        headers: headersFor(request, url, first),
        body: request.body ?? null,
        reset: !request.keep(),
        headersTimeout: 0,
        bodyTimeout: 0,
      };
      if (!body.isOver) dispatcher.dispatch(asked, body);
      return { body, head: await deadline.within(body.head) };
    };
    const { body, head } = await ask().catch((error: unknown) => {
      if (request.opened(url, place) || request.body !== undefined || !isClosed(error)) throw error;
      deadline.set(timeouts.connect + SLACK, "no connection");
      return ask();
    });
    const headers = flat(head.headers);
    const { status } = head;
    // A form is sent on only where that is asked for: 307 and 308 (RFC 9110, 15.4).
    const redirects = request.body === undefined ? [301, 302, 303, 307, 308] : [307, 308];
    const redirect = redirects.includes(status) ? headers.location : undefined;
    const ok = status >= 200 && status < 300;
    deadline.set(timeouts.body, "the answer did not end");
    if (ok) {
      const bytes = await deadline.within(whole(body, headers, request.maxBytes));
      return { url: url.href, status, headers, bytes };
    }
    const bytes = redirect === undefined ? await errorPage(body, headers, deadline) : new Uint8Array();
    if (redirect !== undefined) await deadline.within(body.passOver(ERROR_PAGE_BYTES));
    const challenge = status === 304 ? undefined : challengeIn(lines(headers), bytes);
    return {
      url: url.href,
      status,
      headers,
      bytes,
      ...(challenge === undefined ? {} : { challenge }),
      ...(redirect === undefined ? {} : { redirect }),
    };
  } finally {
    deadline.clear();
    request.opened(url, place);
    left.ms -= performance.now() - started;
  }
}

/**
 * Whether the other side closed the connection without an answer. On one that was kept that may mean no more than that
 * its time was over as the request went out: RFC 9110, 9.2.2, lets a client ask again, once.
 */
function isClosed(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    ["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"].includes(String(error.code))
  );
}

/** An error's page is read for the signs of a challenge; that it cannot be read changes nothing of the error. */
async function errorPage(
  body: Receiver,
  headers: Record<string, string>,
  deadline: Deadline,
): Promise<Uint8Array> {
  try {
    return await deadline.within(whole(body, headers, ERROR_PAGE_BYTES));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return new Uint8Array();
  }
}

/** The decoded body. What is not read to its end is closed: left alone it would hold its connection for good. */
async function whole(body: Receiver, headers: Record<string, string>, maxBytes: number): Promise<Uint8Array> {
  try {
    return await readDecoded(body, headers["content-encoding"] ?? "", maxBytes);
  } catch (error) {
    body.end(error);
    throw error;
  }
}

function headersFor(request: Request, url: URL, first: URL): Record<string, string> {
  const own = url.host === first.host && (url.protocol === first.protocol || url.protocol === "https:");
  return {
    "accept-encoding": ACCEPT_ENCODING,
    ...request.headers,
    ...(request.conditional?.url === url.href ? request.conditional.headers : {}),
    ...(own ? request.privateHeaders : {}),
  };
}

/** Headers that are lists, and go on from one line to the next (RFC 9110, 5.3). */
const LISTS = new Set(["cache-control", "content-encoding", "link"]);

/** Header names in lower case; of those that may come but once, the first. */
function flat(headers: Head["headers"]): Record<string, string> {
  const result: Record<string, string> = Object.create(null);
  for (const [key, value] of Object.entries(headers)) {
    const name = key.toLowerCase();
    const one = !Array.isArray(value) ? value : LISTS.has(name) ? value.join(", ") : value[0];
    if (one !== undefined) result[name] = one;
  }
  return result;
}

function lines(headers: Record<string, string>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
}

function shown(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
