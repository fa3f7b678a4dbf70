/**
 * Lets at most `limit` pieces of work run at once for each key; the rest wait in order. `work` is told its place among
 * those that run, from 0: the lowest that is free.
 */
export function createTurns(
  limit: number,
): <T>(key: string, work: (place: number) => Promise<T>) => Promise<T> {
  const lines = new Map<string, { free: number[]; waiting: ((place: number) => void)[] }>();
  return async (key, work) => {
    const line = lines.get(key) ?? { free: Array.from({ length: limit }, (_, n) => n), waiting: [] };
    lines.set(key, line);
    // A place is handed on, never given up between.
    const place = line.free.shift() ?? (await new Promise<number>((go) => line.waiting.push(go)));
    try {
      return await work(place);
    } finally {
      const next = line.waiting.shift();
      if (next !== undefined) next(place);
      else {
        line.free.push(place);
        line.free.sort((a, b) => a - b);
        if (line.free.length === limit) lines.delete(key);
      }
    }
  };
}
