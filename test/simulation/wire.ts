import type { ParsedEntry } from "../../src/model/feed.ts";
import { item } from "../pipeline/desk.ts";
import type { Random } from "./random.ts";

export interface Told {
  /** Part of the headline, in no other story's. */
  name: string;
  matches: boolean;
  withdrawn: boolean;
}

/** A made-up day on several feeds: stories, copies, corrections, withdrawals, reissued guids. */
export function wire(random: Random, outlets: readonly string[]) {
  const feeds = outlets.map((): ParsedEntry[] => []);
  const stories: Told[] = [];
  const SHOWN = 20;

  const put = (feed: number, entry: ParsedEntry) => {
    const list = feeds[feed];
    list?.unshift(entry);
    if (list !== undefined && list.length > SHOWN) list.pop();
  };
  const make = (feed: number, story: Told, id: string, now: number, title: string): ParsedEntry =>
    item(`${outlets[feed]}-${id}`, title, {
      url: `https://${outlets[feed]}.example/${id}`,
      summary: `What is known of ${story.name} so far, told by one of the outlets that this desk reads every day.`,
      publishedAt: now,
    });

  return {
    stories,
    document: (feed: number) => feeds[feed] ?? [],
    /** One thing happens. */
    step(now: number) {
      const feed = random.int(0, outlets.length - 1);
      const list = feeds[feed] ?? [];
      const what = random.next();
      const old = list.length === 0 ? undefined : random.pick(list);
      if (what < 0.6 || old === undefined) {
        const n = stories.length;
        const matches = random.chance(0.5);
        const story = { name: `event number ${n} of the day`, matches, withdrawn: false };
        stories.push(story);
        put(
          feed,
          make(feed, story, `s${n}`, now, `${matches ? "Putin" : "Minister"} speaks on ${story.name}`),
        );
        return;
      }
      const at = list.indexOf(old);
      const story = stories.find((s) => old.title.includes(s.name));
      if (story === undefined) return;
      if (what < 0.8) {
        const other = random.int(0, outlets.length - 1);
        if (other !== feed && !(feeds[other] ?? []).some((e) => e.title.includes(story.name))) {
          put(
            other,
            make(other, story, `c${stories.length}-${random.int(0, 1e9)}`, now, `UPDATE 1-${old.title}`),
          );
        }
      } else if (what < 0.9) {
        list[at] = { ...old, summary: `${old.summary} Corrected ${random.int(1, 1e6)}.`, updatedAt: now };
      } else if (what < 0.95) {
        list[at] = { ...old, id: `reissued-${random.int(0, 1e9)}` };
      } else if (!old.title.startsWith("WITHDRAWN")) {
        list[at] = { ...old, title: `WITHDRAWN: ${old.title}` };
        story.withdrawn = true;
      }
    },
  };
}
