import { createRequire } from "node:module";
import { LRUCache } from "lru-cache";
import type { Clock, Instant, Millis } from "../model/time.ts";
import { type Behalf, FetchError, type Fetcher } from "./fetch.ts";

/**
 * What a site's robots.txt says of one address. `delay` is what it asks for between two pages; `passing`: it could not
 * be had, and may be in a while.
 */
export type Verdict =
  | { allowed: true; delay: Millis }
  | { allowed: false; reason: string; passing?: boolean };

export interface Robots {
  /**
   * Asks the robots.txt of the address's site, which is fetched once for a while, through the proxy of the feed that
   * leads there. Rejects only for the signal.
   */
  ask(url: URL, behalf: Behalf, signal: AbortSignal): Promise<Verdict>;
}

/** The part of robots-parser that is used; its own types are those of another module system. */
interface Rules {
  isAllowed(url: string, agent: string): boolean | undefined;
  getCrawlDelay(agent: string): number | undefined;
}

/** Our product token (RFC 9309, 2.2.1): what a publisher names to address Wirewatch alone. */
const AGENT = "wirewatch";
/** RFC 9309, 2.5: at least 500 KiB must be read. */
const MAX_BYTES = 512_000;
const TIMEOUT: Millis = 10_000;
/** RFC 9309, 2.4: not longer than 24 hours. */
const KEPT: Millis = 6 * 3_600_000;
/** One that could not be had is asked for again sooner. */
const KEPT_TROUBLE: Millis = 10 * 60_000;
const SITES = 500;
/** Longer addresses are no articles. */
const LONGEST_URL = 2_000;
/**
 * Characters of rules with wildcards, times those of the address: the parser's time grows with it. This much takes
 * 25 ms; publishers' files have some thousand for addresses of a hundred.
 */
const MOST_WORK = 5_000_000;

/** Who asks for more is asked no more often all the same: see what a poll has time for. */
const LONGEST_DELAY: Millis = 3_600_000;

type Known = { rules: Rules; wildcards: number } | { allowed: true } | { trouble: string };

/** Keeps to the robots.txt of sites (RFC 9309), as the guarded fetcher gets it. */
export function createRobots(fetcher: Pick<Fetcher, "fetchOnce">, clock: Clock): Robots {
  const sites = new LRUCache<string, { known: Promise<Known>; until: Instant }>({ max: SITES });

  function knownOf(origin: string, { url, userAgent, proxy, credentials = {} }: Behalf): Promise<Known> {
    // What a site answers may depend on who asks, and from where; of its own secrets it needs none.
    const { proxyFile, proxyEnv } = credentials;
    const key = [origin, userAgent, proxy].join("\n");
    const kept = sites.get(key);
    if (kept !== undefined && clock.now() < kept.until) return kept.known;
    const behalf = { url, userAgent, proxy, credentials: { proxyFile, proxyEnv } };
    const site = { known: rulesOf(origin, behalf), until: clock.now() + KEPT };
    sites.set(key, site);
    void site.known.then((known) => {
      if ("trouble" in known) site.until = clock.now() + KEPT_TROUBLE;
    });
    return site.known;
  }

  /** Never rejects. No signal: others may wait for the same file. */
  async function rulesOf(origin: string, behalf: Behalf): Promise<Known> {
    const url = `${origin}/robots.txt`;
    try {
      const once = { accept: "text/plain", maxBytes: MAX_BYTES, timeoutMs: TIMEOUT, behalf };
      const { bytes } = await fetcher.fetchOnce(url, once);
      const { text, wildcards } = ourPart(new TextDecoder().decode(bytes));
      return { rules: parse(url, text), wildcards };
    } catch (error) {
      // RFC 9309, 2.3.1: what is not there forbids nothing; what cannot be reached forbids everything.
      const status = error instanceof FetchError ? error.status : undefined;
      if (status !== undefined && status >= 400 && status < 500 && status !== 429) return { allowed: true };
      return { trouble: error instanceof Error ? error.message : `${url} could not be fetched` };
    }
  }

  return {
    async ask(url, behalf, signal) {
      const known = await knownOf(url.origin, behalf);
      signal.throwIfAborted();
      if ("trouble" in known) {
        const reason = `its site's robots.txt cannot be read: ${known.trouble}`;
        return { allowed: false, reason, passing: true };
      }
      if ("allowed" in known) return { allowed: true, delay: 0 };
      if (url.href.length > LONGEST_URL) {
        return { allowed: false, reason: `its address is longer than ${LONGEST_URL} characters` };
      }
      const { rules, wildcards } = known;
      if (wildcards * url.href.length > MOST_WORK) {
        return { allowed: false, reason: `${url.origin}/robots.txt has more wildcards than can be followed` };
      }
      if (rules.isAllowed(url.href, AGENT) === false) {
        const reason = `${url.origin}/robots.txt asks robots to leave it alone: turn fullText off for this feed, or ask the publisher to allow ${AGENT}`;
        return { allowed: false, reason };
      }
      const delay = Math.min(LONGEST_DELAY, Math.max(0, rules.getCrawlDelay(AGENT) ?? 0) * 1_000);
      return { allowed: true, delay };
    },
  };
}

function parse(url: string, text: string): Rules {
  const parser: (url: string, text: string) => Rules = createRequire(import.meta.url)("robots-parser");
  return parser(url, text);
}

/**
 * The groups that are for us or for all: a group may name thousands of others, and the parser would keep its rules
 * once for each. `wildcards`: characters of rules that hold one.
 */
function ourPart(text: string): { text: string; wildcards: number } {
  const lines: string[] = [];
  let agents = new Set<string>();
  let inHead = false;
  let wildcards = 0;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const [, field = "", value = ""] = /^\s*([A-Za-z-]+)\s*:\s*([^#]*)/.exec(line) ?? [];
    const name = field.toLowerCase();
    if (name === "user-agent") {
      if (!inHead) agents = new Set();
      inHead = true;
      const agent = value.trim().toLowerCase().split("/")[0]?.trim() ?? "";
      if (agent !== AGENT && agent !== "*") continue;
      if (!agents.has(agent)) lines.push(`User-agent: ${agent}`);
      agents.add(agent);
    } else if (name !== "") {
      inHead = false;
      if (agents.size === 0 || !/^(?:allow|disallow|crawl-delay)$/.test(name)) continue;
      if (value.includes("*")) wildcards += value.length;
      lines.push(`${name}: ${value}`);
    }
  }
  return { text: lines.join("\n"), wildcards };
}
