/** Work that nobody waits for until the service stops. */
export interface Background {
  /** Aborted once the service stops. */
  readonly signal: AbortSignal;
  /** How much is under way. */
  readonly size: number;
  /** `failed` is told of an error, unless the service stops: then it is no more than that. */
  run(work: Promise<void>, failed: (error: unknown) => void): void;
  /** Gives up what is under way; resolves when nothing is. */
  stop(): Promise<void>;
}

export function createBackground(): Background {
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  return {
    signal: stopping.signal,
    get size() {
      return underWay.size;
    },
    run(work, failed) {
      const watched = work
        .catch((error: unknown) => {
          if (!stopping.signal.aborted) failed(error);
        })
        .finally(() => underWay.delete(watched));
      underWay.add(watched);
    },
    async stop() {
      stopping.abort(new Error("the service stops"));
      await Promise.all(underWay);
    },
  };
}
