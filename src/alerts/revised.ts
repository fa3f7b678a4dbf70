import type { Instant } from "../model/time.ts";
import type { Changes, KeptEntry } from "../store/store.ts";

type Revised = Changes["revised"][number];

/** An entry as it is now, with what it said before; of one that changes by what others say, its own text as it is. */
export function asRevised(
  entry: KeptEntry,
  at: Instant,
  change: Revised["revision"]["change"],
  { title, summary, content }: KeptEntry = entry,
): Revised {
  return { entry, revision: { entry: entry.id, at, change, before: { title, summary, content } } };
}
