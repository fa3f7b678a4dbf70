import { createHmac, timingSafeEqual } from "node:crypto";
import type { Feed, FeedDocument, FeedState } from "../model/feed.ts";
import type { Log } from "../model/log.ts";
import type { Clock, Instant, Millis } from "../model/time.ts";
import type { DocumentReader } from "./document-reader.ts";
import type { Fetcher } from "./fetch.ts";
import type { FetchOutcome } from "./outcome.ts";
import { FeedError } from "./read/fault.ts";

export type Hub = NonNullable<FeedState["hub"]>;

/** What a hub sends to the service's public address, of whatever HTTP server is in front. */
export interface HubRequest {
  method: string;
  /** Path and query. */
  url: string;
  /** Names in lower case. */
  headers: Record<string, string | undefined>;
  /** Reads it, only for who is known; undefined if it is longer than a document may be. */
  body(): Promise<Uint8Array | undefined>;
}
export interface HubReply {
  status: number;
  body: string;
}

export interface WebSubParts {
  clock: Clock;
  log: Log;
  fetcher: Pick<Fetcher, "fetchOnce">;
  reader: DocumentReader;
  /** Where the hub reaches this service, e.g. "https://desk.example.org/websub"; the callbacks lie below it. */
  publicUrl: string;
  /** Unguessable text of 32 characters or more. */
  secret(): string;
  feed(id: number): Promise<Feed | undefined>;
  /** Beside whatever a poll under way may save. */
  saveHub(id: number, hub: Hub): Promise<void>;
  /** Takes in entries; the feed's state is the polls' alone. */
  ingest(feed: Feed, document: FeedDocument): Promise<void>;
}

export interface WebSub {
  /** After a poll: what to keep of the feed's hub. Subscribes or renews, in the background, where that is due. */
  after(feed: Feed, links: { hub?: string; self?: string }): Hub | undefined;
  /** Answers a hub: verification of intent, denial, content. */
  handle(request: HubRequest): Promise<HubReply>;
  /** Resolves when no subscription and no content is under way. */
  settled(): Promise<void>;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Asked for; hubs give what they like. */
const LEASE: Millis = 10 * DAY;
const LONGEST_LEASE: Millis = 90 * DAY;
/** Renewed this long before the lease ends, a short one when a third is left; a request unanswered for this long is made again. */
const EARLY: Millis = DAY;
/** Subscriptions and documents under way at once, beyond which a hub is asked to come again. */
const BUSY = 32;
const ALGORITHMS = new Set(["sha1", "sha256", "sha384", "sha512"]);

/**
 * WebSub's subscriber (W3C Recommendation, 23 January 2018). Content counts only with a valid signature, also of a hub
 * without TLS: section 5.1 would have no secret sent to one, but then whoever learns the callback could forge news, and
 * no two subscriptions share a secret. It never replaces polling: it is read as further entries and changes neither
 * validators nor the next poll.
 */
export function createWebSub(parts: WebSubParts): WebSub {
  const { clock, log } = parts;
  const base = parts.publicUrl.replace(/\/+$/, "");
  const basePath = new URL(base).pathname.replace(/\/+$/, "");
  /** Newer than what a poll under way read from the database. */
  const hubs = new Map<number, Hub>();
  const askedAt = new Map<number, Instant>();
  const underWay = new Set<Promise<void>>();

  function after(feed: Feed, { hub: url, self }: { hub?: string; self?: string }): Hub | undefined {
    const known = hubs.get(feed.id) ?? feed.state.hub;
    if (url === undefined) return known;
    const topic = self ?? feed.settings.url;
    const same = known?.url === url && known.topic === topic;
    const now = clock.now();
    if (same && !isDue(known, askedAt.get(feed.id), now)) return known;
    if (!URL.canParse(url) || !URL.canParse(topic)) return known;
    const hub: Hub = {
      ...(same ? known : {}),
      url,
      topic,
      pending: true,
      secret: known?.secret ?? parts.secret(),
    };
    hubs.set(feed.id, hub);
    askedAt.set(feed.id, now);
    inBackground(subscribe(feed.id, hub));
    return hub;
  }

  async function subscribe(id: number, hub: Hub): Promise<void> {
    try {
      await parts.fetcher.fetchOnce(hub.url, {
        timeoutMs: 30_000,
        maxBytes: 100_000,
        form: {
          "hub.mode": "subscribe",
          "hub.topic": hub.topic,
          "hub.callback": `${base}/${id}/${tokenOf(hub)}`,
          "hub.lease_seconds": String(LEASE / 1000),
          "hub.secret": hub.secret ?? "",
        },
      });
    } catch (error) {
      // Polling goes on; it is tried again in a day.
      log.warn({ feed: id, hub: hub.url, error }, "a hub refused a subscription");
    }
  }

  async function handle(request: HubRequest): Promise<HubReply> {
    const url = new URL(request.url, "http://localhost");
    const [, idText = "", token = ""] =
      /^\/(\d{1,15})\/([0-9a-f]{32})$/.exec(url.pathname.slice(basePath.length)) ?? [];
    const feed = idText === "" ? undefined : await parts.feed(Number(idText));
    const hub = feed === undefined ? undefined : (hubs.get(feed.id) ?? feed.state.hub);
    if (feed === undefined || hub === undefined || !equal(token, tokenOf(hub)))
      return { status: 404, body: "" };
    if (request.method === "GET") return verify(feed, hub, url.searchParams);
    if (request.method === "POST") return receive(feed, hub, request);
    return { status: 405, body: "" };
  }

  /** Section 5.3: only what was asked for is confirmed. */
  async function verify(feed: Feed, hub: Hub, query: URLSearchParams): Promise<HubReply> {
    const mode = query.get("hub.mode");
    if (query.get("hub.topic") !== hub.topic) return { status: 404, body: "" };
    if (mode === "denied") {
      log.warn(
        { feed: feed.id, hub: hub.url, reason: query.get("hub.reason")?.slice(0, 200) },
        "a hub denied a subscription",
      );
      await keep(feed, { ...hub, pending: false, expiresAt: undefined });
      return { status: 200, body: "" };
    }
    const challenge = query.get("hub.challenge") ?? "";
    if (mode !== "subscribe" || challenge === "" || (hub.pending !== true && hub.expiresAt === undefined)) {
      return { status: 404, body: "" };
    }
    const seconds = Number(query.get("hub.lease_seconds") ?? LEASE / 1000);
    const lease = Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, LONGEST_LEASE) : LEASE;
    await keep(feed, { ...hub, pending: false, lease, expiresAt: clock.now() + lease });
    return { status: 200, body: challenge };
  }

  /**
   * Section 7: a wrong signature is answered like a right one, and its content dropped. What is right is acknowledged at
   * once, as hubs do not wait long: if it is lost on the way to the database, the next poll brings it.
   */
  async function receive(feed: Feed, hub: Hub, request: HubRequest): Promise<HubReply> {
    if (underWay.size >= BUSY) return { status: 503, body: "too much at once: try again" };
    const body = await request.body();
    if (body === undefined) return { status: 413, body: "too long" };
    if (!isSigned(request.headers, body, hub.secret ?? "")) {
      log.warn({ feed: feed.id, hub: hub.url }, "a hub's content had no valid signature and was dropped");
    } else inBackground(takeIn(feed, hub, body, request.headers["content-type"] ?? ""));
    return { status: 202, body: "" };
  }

  async function takeIn(feed: Feed, hub: Hub, body: Uint8Array, contentType: string): Promise<void> {
    try {
      const { language, outlet } = feed.settings;
      const about = { url: hub.topic, contentType, language, outlet: outlet.name };
      await parts.ingest(feed, await parts.reader.read(body, about));
    } catch (error) {
      const fields = { feed: feed.id, hub: hub.url, error };
      if (error instanceof FeedError) log.warn(fields, "a hub's content could not be read");
      else log.error(fields, "a hub's content could not be taken in by our fault");
    }
  }

  /** `work` never rejects. */
  function inBackground(work: Promise<void>): void {
    const done = work.finally(() => underWay.delete(done));
    underWay.add(done);
  }

  async function keep(feed: Feed, hub: Hub): Promise<void> {
    hubs.set(feed.id, hub);
    await parts.saveHub(feed.id, hub);
  }

  return {
    after,
    handle,
    async settled() {
      await Promise.all(underWay);
    },
  };
}

/** The hub that a feed names, first in its answer's headers (WebSub, section 4); the one it named while it is unchanged. */
export function linksOf(
  outcome: FetchOutcome,
  document: FeedDocument | undefined,
  { state }: Feed,
): { hub?: string; self?: string } {
  if (outcome.kind !== "document") return { hub: state.hub?.url, self: state.hub?.topic };
  return { hub: outcome.links.hub ?? document?.feed.hub, self: outcome.links.self ?? document?.feed.self };
}

function isDue(hub: Hub, askedAt: Instant | undefined, now: Instant): boolean {
  const { lease = LEASE, expiresAt } = hub;
  const early = Math.min(EARLY, lease / 3);
  // One that was confirmed may be asked again as its lease says; one that was not, or was denied, a day later.
  const patience = hub.pending === true || expiresAt === undefined ? EARLY : early;
  if (askedAt !== undefined && now - askedAt < patience) return false;
  return hub.pending === true || expiresAt === undefined || expiresAt - now < early;
}

/** The callback's unguessable part, derived so that it needs no keeping of its own. */
function tokenOf(hub: Hub): string {
  return createHmac("sha256", hub.secret ?? "")
    .update("callback")
    .digest("hex")
    .slice(0, 32);
}

function isSigned(headers: HubRequest["headers"], body: Uint8Array, secret: string): boolean {
  const [, algorithm = "", signature = ""] =
    /^(\w+)=([0-9a-f]+)$/i.exec(headers["x-hub-signature"]?.trim() ?? "") ?? [];
  const name = algorithm.toLowerCase();
  if (!ALGORITHMS.has(name) || secret === "") return false;
  return equal(signature.toLowerCase(), createHmac(name, secret).update(body).digest("hex"));
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
