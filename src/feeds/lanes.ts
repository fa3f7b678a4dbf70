import type { Millis } from "../model/time.ts";

/** "well" is for hosts that answer; those that fail or dawdle have a lane of their own. */
export type Lane = "well" | "troubled";

export interface LaneOptions {
  /** How many run at once in the well lane; the troubled lane has a quarter of it. */
  slots: number;
  perHost: number;
  /** After this long a piece of work goes on, but no longer counts: a slow host costs others this and no more. */
  patience: Millis;
  /** While it says so nothing more is begun; it is asked again whenever a piece of work ends, and by `look`. */
  isFull?(): boolean;
}

export interface Lanes {
  /** Queues `work`, fair between hosts; resolves when it is done. `work` must not reject. */
  run(host: string, lane: Lane, work: () => Promise<void>): Promise<void>;
  /** Begins what waited for room, if there is some now. */
  look(): void;
  /** How many wait for their turn, all or a host's. */
  waiting(host?: string): number;
}

interface State {
  slots: number;
  busy: number;
  /** Waiting work by host, in the order hosts are served. */
  queues: Map<string, (() => Promise<void>)[]>;
}

/** Bounded, host-fair concurrency: at most `perHost` a host over all lanes, hosts served in turn. */
export function createLanes({ slots, perHost, patience, isFull = () => false }: LaneOptions): Lanes {
  const lanes: Record<Lane, State> = {
    well: { slots, busy: 0, queues: new Map() },
    troubled: { slots: Math.max(1, Math.ceil(slots / 4)), busy: 0, queues: new Map() },
  };
  const active = new Map<string, number>();
  let waiting = 0;

  function pump(): void {
    for (const state of Object.values(lanes)) {
      while (state.busy < state.slots && !isFull()) {
        const next = take(state);
        if (next === undefined) break;
        void start(state, next.host, next.work);
      }
    }
  }

  /** The first host's first work whose host has a free connection. */
  function take(state: State): { host: string; work: () => Promise<void> } | undefined {
    for (const [host, queue] of state.queues) {
      if ((active.get(host) ?? 0) >= perHost) continue;
      state.queues.delete(host);
      const work = queue.shift();
      if (queue.length > 0) state.queues.set(host, queue);
      if (work !== undefined) return { host, work };
    }
    return undefined;
  }

  async function start(state: State, host: string, work: () => Promise<void>): Promise<void> {
    waiting -= 1;
    state.busy += 1;
    active.set(host, (active.get(host) ?? 0) + 1);
    let counted = true;
    const release = () => {
      if (!counted) return;
      counted = false;
      state.busy -= 1;
    };
    const timer = setTimeout(() => {
      release();
      pump();
    }, patience);
    try {
      await work();
    } finally {
      clearTimeout(timer);
      release();
      const left = (active.get(host) ?? 1) - 1;
      if (left === 0) active.delete(host);
      else active.set(host, left);
      pump();
    }
  }

  return {
    look: pump,
    waiting: (host) =>
      host === undefined
        ? waiting
        : Object.values(lanes).reduce((sum, { queues }) => sum + (queues.get(host)?.length ?? 0), 0),
    run(host, lane, work) {
      return new Promise((done, failed) => {
        const { queues } = lanes[lane];
        const queue = queues.get(host) ?? [];
        queue.push(() => work().then(done, failed));
        queues.set(host, queue);
        waiting += 1;
        pump();
      });
    },
  };
}
