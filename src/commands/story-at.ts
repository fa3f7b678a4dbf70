import PQueue from "p-queue";
import type { Reply } from "../model/command.ts";
import type { Story } from "../model/story.ts";
import type { Instant } from "../model/time.ts";
import type { KeptAlert, KeptEntry, Snapshot, Store } from "../store/store.ts";
import type { CommandContext } from "./command.ts";

/** Looks at a desk that moves on each time, before it is given up. */
const TRIES = 8;

/** A story as it is now, with what it rests on when something is changed. */
export interface StoryAt {
  story: Story;
  /** Oldest first. */
  entries: KeptEntry[];
  alerts: KeptAlert[];
  snapshot: Snapshot;
  /** The store's version before any of it was read. */
  basedOn: number;
}

/** A story by what a person calls it: "12", "#12", "story 12"; of a merged one, what it was merged into. */
export async function storyAt(
  store: Store,
  given: string,
  now: Instant,
  more: readonly number[] = [],
): Promise<StoryAt | undefined> {
  const id = storyNumber(given);
  if (id === undefined) return undefined;
  const basedOn = store.version();
  let wanted = id;
  for (let hops = 0; hops < 20; hops++) {
    const snapshot = await store.snapshot([wanted, ...more], now);
    const story = snapshot.stories.get(wanted);
    if (story === undefined) return undefined;
    const entries = snapshot.entries.get(wanted) ?? [];
    if (story.mergedInto === undefined || entries.length > 0) {
      return { story, entries, alerts: snapshot.alerts.get(wanted) ?? [], snapshot, basedOn };
    }
    wanted = story.mergedInto;
  }
  return undefined;
}

export function storyNumber(given: string): number | undefined {
  const [, digits] = /^\s*(?:story\s+)?#?(\d{1,12})\s*$/i.exec(given) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

export function noSuchStory(given: string): Reply {
  return {
    kind: "error",
    usage: true,
    text: `There is no story ${given}.`,
    hint: "An alert and `recent` say each story's number.",
  };
}

/** Recent stories whose number or headline holds what was typed. */
export async function suggestStories({ store }: CommandContext, partial: string) {
  const typed = partial.toLowerCase();
  const lines = await store.recent({ limit: 100 });
  return lines
    .filter((l) => `${l.story.id} ${l.entry.title}`.toLowerCase().includes(typed))
    .slice(0, 25)
    .map((l) => ({
      value: String(l.story.id),
      label: `${l.story.id}: ${l.entry.title}`.slice(0, 100).toWellFormed(),
    }));
}

const turns = new WeakMap<Store, PQueue>();

/**
 * Looks and changes as one: commands of this process take turns, since a connection does not notice its own writes; and
 * where another process, or ingest, writes between the look and the commit, it is looked at again.
 */
export async function again<T>(store: Store, act: () => Promise<T>): Promise<T> {
  const turn = turns.get(store) ?? new PQueue({ concurrency: 1 });
  turns.set(store, turn);
  return turn.add(async () => {
    for (let tries = 1; ; tries++) {
      try {
        return await act();
      } catch (error) {
        if (!(error instanceof Error && error.name === "StaleSnapshot") || tries === TRIES) throw error;
      }
    }
  });
}
