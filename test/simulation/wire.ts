import { htmlToText } from "../../src/feeds/html.ts";
import { canonicalUrl } from "../../src/feeds/url.ts";
import type { ParsedEntry } from "../../src/model/feed.ts";
import { compare } from "../../src/stories/compared.ts";
import { item } from "../pipeline/desk.ts";
import type { Random } from "./random.ts";

/** What a story is about: an alert, something for the digest only, or nothing to the desk. */
export type Subject = "alert" | "digest" | "nothing";

export interface Told {
  number: number;
  subject: Subject;
  withdrawn: boolean;
}

/** The word by which the desk's lists know a subject. */
const WORD: Record<Subject, string> = { alert: "Putin", digest: "Parliament", nothing: "Minister" };
const SHOWN = 8;

/** A made-up day on several feeds: stories, copies, corrections, flashes, withdrawals, reissued guids. */
export function wire(random: Random, outlets: readonly string[]) {
  const feeds = outlets.map((): ParsedEntry[] => []);
  const changed = outlets.map(() => true);
  const stories: Told[] = [];

  /** With what it is compared by, as a parsing thread hands it in. */
  const read = (feed: number, entry: ParsedEntry): ParsedEntry => ({
    ...entry,
    compared: compare(entry, outlets[feed] ?? "", { canonicalUrl, htmlToText }),
  });
  const put = (feed: number, entry: ParsedEntry) => {
    const list = feeds[feed];
    list?.unshift(read(feed, entry));
    changed[feed] = true;
  };
  const make = (feed: number, story: Told, id: string, now: number, title: string): ParsedEntry =>
    item(`${outlets[feed]}-${id}`, title, {
      url: `https://${outlets[feed]}.example/${id}`,
      summary: `What is known of ${nameOf(story.number)} so far, told by one of the outlets that this desk reads.`,
      publishedAt: now,
    });
  const replace = (feed: number, old: ParsedEntry, by: Partial<ParsedEntry>) => {
    const list = feeds[feed] ?? [];
    list[list.indexOf(old)] = read(feed, { ...old, ...by });
    changed[feed] = true;
  };

  return {
    stories,
    document: (feed: number) => feeds[feed] ?? [],
    /** Whether the feed has changed since it was last taken in. */
    changed,
    /** The desk has taken a feed in: now, and not before, its oldest items may leave it. */
    taken(feed: number) {
      changed[feed] = false;
      feeds[feed]?.splice(SHOWN);
    },
    /** One thing happens. */
    step(now: number) {
      const feed = random.int(0, outlets.length - 1);
      const list = feeds[feed] ?? [];
      const what = random.next();
      const old = list.length === 0 ? undefined : random.pick(list);
      if (what < 0.6 || old === undefined) {
        const number = stories.length;
        const subject = random.pick(["alert", "alert", "digest", "nothing"] as const);
        const story = { number, subject, withdrawn: false };
        stories.push(story);
        const flash = random.chance(0.1) ? "FLASH: " : "";
        const title = `${flash}${WORD[subject]} speaks on ${nameOf(number)}`;
        put(feed, make(feed, story, `s${number}`, now, title));
        return;
      }
      const story = stories[numberIn(old.title) ?? -1];
      if (story === undefined) return;
      if (what < 0.8) {
        const other = random.int(0, outlets.length - 1);
        const has = (feeds[other] ?? []).some((e) => numberIn(e.title) === story.number);
        if (other === feed || has) return;
        // The wire may have more to say of it than the first outlet did: what waited for a digest waits no longer.
        const sign = random.chance(0.2) ? "FLASH: " : "UPDATE 1-";
        const title = `${sign}${old.title.replace(/^(FLASH: |UPDATE 1-)/, "")}`;
        put(other, make(other, story, `c${stories.length}-${random.int(0, 1e9)}`, now, title));
      } else if (what < 0.9) {
        // In words that every summary has: one that only corrections shared would make one event of two stories that
        // were corrected before the desk saw them (seed 8939 did so with "Corrected").
        const summary = `${old.summary} Known of ${nameOf(story.number)}: ${random.int(1, 1e6)}.`;
        replace(feed, old, { summary, updatedAt: now });
      } else if (what < 0.95) {
        replace(feed, old, { id: `reissued-${random.int(0, 1e9)}` });
      } else if (!old.title.startsWith("WITHDRAWN")) {
        replace(feed, old, { title: `WITHDRAWN: ${old.title}` });
        story.withdrawn = true;
      }
    },
  };
}

function nameOf(story: number): string {
  return `event number ${story} of the day`;
}

/** The number of the story that a headline is of. */
export function numberIn(headline: string): number | undefined {
  const found = /event number (\d+) of the day/.exec(headline);
  return found === null ? undefined : Number(found[1]);
}
