/** Lets at most `limit` pieces of work run at once for each key; the rest wait in order. */
export function createTurns(limit: number): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const lines = new Map<string, { busy: number; waiting: (() => void)[] }>();
  return async (key, work) => {
    const line = lines.get(key) ?? { busy: 0, waiting: [] };
    lines.set(key, line);
    // A turn is handed on, never given up between: `busy` counts those handed over too.
    if (line.busy < limit) line.busy += 1;
    else await new Promise<void>((go) => line.waiting.push(go));
    try {
      return await work();
    } finally {
      const next = line.waiting.shift();
      if (next !== undefined) next();
      else if (--line.busy === 0) lines.delete(key);
    }
  };
}
