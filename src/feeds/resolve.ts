import { type LookupAddress, lookup as systemLookup } from "node:dns";
import { Resolver } from "node:dns/promises";
import { readFileSync, statSync } from "node:fs";
import { createTurns } from "./turns.ts";

/** Names to addresses, in the order to try them. */
export type Resolve = (
  name: string,
  done: (error: Error | null, addresses: readonly LookupAddress[]) => void,
) => void;

export interface ResolverParts {
  /** A question to the DNS alone; rejects with an error whose `code` is c-ares's. */
  query(name: string): Promise<LookupAddress[]>;
  /** The system's own way: hosts file, mDNS, whatever it is set up for. Holds a thread while it waits. */
  lookup(name: string): Promise<LookupAddress[]>;
  /** Whether the hosts file names it. */
  isLocal(name: string): boolean;
}

/** libuv has four threads, which files need too: dead names may hold half of them. */
const HELD_THREADS = 2;

/**
 * Asks the DNS without holding a thread, and the system only for what the DNS does not know. The system's lookup
 * holds one of libuv's four threads for as long as a dead name server keeps silent, so a few such names would
 * delay every other feed.
 */
export function createResolve(parts: ResolverParts = SYSTEM): Resolve {
  const turn = createTurns(HELD_THREADS);
  async function resolved(name: string): Promise<readonly LookupAddress[]> {
    if (!name.includes(".") || parts.isLocal(name)) return parts.lookup(name);
    try {
      const addresses = await parts.query(name);
      if (addresses.length > 0) return addresses;
    } catch (error) {
      // The system may know what the DNS does not; if it does not either, its error is the one told.
      if (!(error instanceof Error)) throw error;
    }
    return turn("", () => parts.lookup(name));
  }
  return (name, done) => {
    resolved(name).then(
      (addresses) => done(null, addresses),
      (error) => done(error instanceof Error ? error : new Error(String(error)), []),
    );
  };
}

const resolver = new Resolver({ timeout: 2_500, tries: 2 });
const HOSTS_FILE = "/etc/hosts";
let hosts = { readAt: 0, names: new Set<string>() };

const SYSTEM: ResolverParts = {
  async query(name) {
    const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    const addresses = [
      ...(four.status === "fulfilled" ? four.value.map((address) => ({ address, family: 4 })) : []),
      ...(six.status === "fulfilled" ? six.value.map((address) => ({ address, family: 6 })) : []),
    ];
    if (addresses.length === 0 && four.status === "rejected") throw four.reason;
    return addresses;
  },
  lookup(name) {
    return new Promise((good, bad) =>
      systemLookup(name, { all: true }, (error, addresses) =>
        error === null ? good(addresses) : bad(error),
      ),
    );
  },
  isLocal(name) {
    const changed = statSync(HOSTS_FILE, { throwIfNoEntry: false })?.mtimeMs;
    if (changed === undefined) return false;
    if (changed !== hosts.readAt) {
      const lines = readFileSync(HOSTS_FILE, "utf8").split("\n");
      const words = lines.flatMap((line) => line.replace(/#.*/, "").trim().split(/\s+/).slice(1));
      hosts = { readAt: changed, names: new Set(words.map((word) => word.toLowerCase())) };
    }
    return hosts.names.has(name.toLowerCase());
  },
};
