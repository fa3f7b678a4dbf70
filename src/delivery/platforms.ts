import type { ChatAdapter } from "../model/adapter.ts";
import type { CommandHost } from "../model/command.ts";
import type { Log } from "../model/log.ts";
import type { Clock, Millis } from "../model/time.ts";
import type { ConnectionState, UpkeepStore } from "../store/upkeep.ts";
import { backoff } from "./backoff.ts";

export interface Platforms {
  get(name: string): ChatAdapter | undefined;
  connections(): readonly ConnectionState[];
  /** Connects every platform, each on its own: one that cannot is tried again and stops no other. */
  start(
    host: CommandHost,
    signal: AbortSignal,
    on: { ready(name: string): void; failed(name: string, reason: string): void },
  ): void;
  /** Resolves when each has connected or failed once. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** How long a platform may take to say goodbye, in milliseconds: a service must end within 10 s of SIGTERM. */
const GOODBYE: Millis = 3_000;

/** How often it is looked how the platforms are, in milliseconds. */
const LOOK: Millis = 1_000;

/** Keeps in the database how the platforms are, for `status` and `doctor` in a shell beside the service. */
export async function keepStates(
  platforms: Pick<Platforms, "connections">,
  store: Pick<UpkeepStore, "saveConnections">,
  clock: Clock,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  let kept = "";
  while (!signal.aborted) {
    const states = platforms.connections();
    const now = JSON.stringify(states);
    if (now !== kept) {
      try {
        await store.saveConnections(states);
        kept = now;
      } catch (error) {
        log.error({ error }, "how the platforms are could not be kept; tried again soon");
      }
    }
    await clock.sleep(LOOK, signal).catch(() => undefined); // told to stop: the loop ends
  }
}

/** The desk's chat platforms. */
export function createPlatforms(
  adapters: readonly ChatAdapter[],
  clock: Clock,
  log: Log,
  random: () => number,
): Platforms {
  const byName = new Map(adapters.map((adapter) => [adapter.name, adapter]));
  const states = new Map<string, ConnectionState>(
    adapters.map(({ name }) => [name, { adapter: name, state: "not connected yet", ready: false }]),
  );
  let first: Promise<unknown> = Promise.resolve();

  return {
    get: (name) => byName.get(name),
    connections: () =>
      [...states.values()].map((state) => {
        const trouble = state.ready ? byName.get(state.adapter)?.trouble?.() : undefined;
        return trouble === undefined ? state : { ...state, state: `connected, but ${trouble}` };
      }),

    start(host, signal, on) {
      const tries = adapters.map((adapter) => {
        const { name } = adapter;
        const once = async (): Promise<boolean> => {
          try {
            await adapter.start(host, signal);
            states.set(name, { adapter: name, state: "connected", ready: true });
            on.ready(name);
            return true;
          } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            states.set(name, { adapter: name, state: `cannot connect: ${reason}`, ready: false });
            if (!signal.aborted) on.failed(name, reason);
            return false;
          }
        };
        const firstTry = once();
        void firstTry.then(async (connected) => {
          for (let attempts = 1; !connected && !signal.aborted; attempts++) {
            await clock.sleep(backoff(attempts + 2, random), signal).catch(() => undefined);
            if (signal.aborted || (await once())) return;
          }
        });
        return firstTry;
      });
      first = Promise.all(tries);
    },

    async settled() {
      await first;
    },

    async stop() {
      await Promise.all(
        adapters.map(async (adapter) => {
          const stopped = adapter.stop().catch((error: unknown) => {
            log.warn({ adapter: adapter.name, error }, "a platform did not disconnect cleanly");
          });
          await Promise.race([stopped, clock.sleep(GOODBYE)]);
        }),
      );
    },
  };
}
