import type { LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { buildConnector } from "undici";
import { privateKind } from "./address.ts";
import { createResolve, type Resolve } from "./resolve.ts";

export interface GuardOptions {
  /** "127.0.0.1:9000", "[::1]:9000" or "intranet.example" (all ports): private places that feeds may use. */
  allowHosts: readonly string[];
  /** Names to addresses; the system's resolver unless given. */
  resolve?: Resolve;
}

export interface Guard {
  /** For undici: opens no socket to a refused address. `timeout` in milliseconds. */
  connector(timeout: number): buildConnector.connector;
  /** Rejects with GuardError what is no http(s) URL or resolves to a refused address; for use before a proxy. */
  check(url: URL): Promise<void>;
  /** Throws GuardError for what the URL alone shows to be refused. */
  checkUrl(url: URL): void;
}

/** A place that feeds may not reach. The message says which, why, and how an admin lets it through. */
export class GuardError extends Error {
  override readonly name = "GuardError";
}

/**
 * Keeps what comes from feeds (URLs, redirects, DNS answers) off the desk's own network. The address is judged
 * when a socket is about to be opened to it, so a name that resolves otherwise a second time gains nothing.
 */
export function createGuard(options: GuardOptions): Guard {
  const allowed = new Set(options.allowHosts.map(hostKey));
  const resolve = options.resolve ?? createResolve();

  const allows = (host: string, port: string) => allowed.has(host) || allowed.has(`${host}:${port}`);

  /** The addresses of `name` that may be connected to; GuardError if there is none. */
  function permitted(name: string, port: string, addresses: readonly LookupAddress[]): LookupAddress[] {
    const good = addresses.filter(
      ({ address }) => privateKind(address) === undefined || allows(hostKey(address), port),
    );
    if (good.length > 0) return good;
    const first = addresses[0]?.address ?? "";
    throw refusal(
      `${name} resolves to ${first}`,
      privateKind(first) ?? "not an address",
      port === "" ? name : `${name}:${port}`,
    );
  }

  function checkUrl(url: URL): void {
    if (url.protocol !== "http:" && url.protocol !== "https:") {
      throw new GuardError(`${shown(url.href)}: only http and https are fetched, not ${url.protocol}`);
    }
    checkHost(url.hostname, portOf(url.protocol, url.port));
  }

  function checkHost(hostname: string, port: string): void {
    const host = bare(hostname);
    if (host === "") throw new GuardError("the URL names no host");
    if (allows(hostKey(host), port)) return;
    if (isIP(host) === 0) {
      // RFC 6761: these are loopback whatever a resolver says, or does not say.
      const loopback = /(?:^|\.)localhost$/i.test(host) && !allows("127.0.0.1", port) && !allows("::1", port);
      if (loopback) throw refusal(host, "loopback", `${hostname}:${port}`);
      return;
    }
    const kind = privateKind(host);
    if (kind !== undefined) throw refusal(host, kind, `${hostname}:${port}`);
  }

  function lookupFor(port: string): LookupFunction {
    return (name, lookupOptions, done) => {
      resolve(name, (error, addresses) => {
        if (error !== null) return done(error, "", 0);
        try {
          const wanted = lookupOptions.family === 4 || lookupOptions.family === 6 ? lookupOptions.family : 0;
          const good = allows(hostKey(name), port) ? [...addresses] : permitted(name, port, addresses);
          const chosen = wanted === 0 ? good : good.filter(({ family }) => family === wanted);
          const first = chosen[0] ?? good[0];
          if (first === undefined) return done(new Error(`${name} has no address`), "", 0);
          if (lookupOptions.all === true) return done(null, chosen.length > 0 ? chosen : good);
          return done(null, first.address, first.family);
        } catch (refused) {
          if (!(refused instanceof Error)) throw refused;
          return done(refused, "", 0);
        }
      });
    };
  }

  return {
    checkUrl,
    async check(url) {
      checkUrl(url);
      const host = bare(url.hostname);
      const port = portOf(url.protocol, url.port);
      if (isIP(host) !== 0 || allows(hostKey(host), port)) return;
      const addresses = await new Promise<readonly LookupAddress[]>((good, bad) =>
        resolve(host, (error, found) => (error === null ? good(found) : bad(error))),
      );
      permitted(host, port, addresses);
    },
    connector(timeout) {
      // One connector a port: what is allowed may depend on it, and a lookup is not told. Ports that nothing
      // is allowed on share one, so that hostile redirects cannot make this grow.
      const ports = new Set([...allowed].map((entry) => /:(\d+)$/.exec(entry)?.[1] ?? ""));
      const build = (port: string) =>
        buildConnector({ timeout, lookup: lookupFor(port), allowH2: false, autoSelectFamily: true });
      const made = new Map([...ports, ""].map((port) => [port, build(port)] as const));
      const other = build("");
      return (target, callback) => {
        const port = portOf(target.protocol, target.port);
        try {
          checkHost(target.hostname, port);
        } catch (error) {
          if (!(error instanceof GuardError)) throw error;
          return callback(error, null);
        }
        return (made.get(port) ?? other)(target, callback);
      };
    },
  };
}

function refusal(place: string, kind: string, entry: string): GuardError {
  return new GuardError(
    `${place}, an address no feed may reach (${kind}); if it is your own, add "${entry}" to fetch.allowHosts`,
  );
}

/** Without brackets, trailing dot and capitals; a port stays. */
function hostKey(entry: string): string {
  const text = entry.trim().toLowerCase();
  const found = /^\[([^\]]+)\](:\d+)?$/.exec(text);
  return found === null ? text.replace(/\.(?=$|:\d+$)/, "") : `${found[1]}${found[2] ?? ""}`;
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

function portOf(protocol: string, port: string): string {
  return port !== "" ? port : protocol === "https:" ? "443" : "80";
}

function shown(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
