import type { Story } from "../model/story.ts";
import type { Instant } from "../model/time.ts";
import type { KeptEntry } from "../store/store.ts";
import { isOneText } from "./independent.ts";

/** The stories of a document while it is decided, and how what is grave is said of one. */
export interface Standing {
  now: Instant;
  entries: Map<number, KeptEntry[]>;
  stories: Map<number, Story>;
  storyOf(id: number): Story;
  /** To every channel that was told of the story, through mutes, and to who claimed it. */
  warn(story: number, text: string): void;
}

/** Reports that are taken back, and what becomes of their stories: `Telling` says what each does. */
export function createWithdrawals({ now, entries, stories, storyOf, warn }: Standing) {
  /** A story that was taken back, and that others report. */
  const lift = (story: number, by: KeptEntry): void => {
    const { withdrawnAt, ...standing } = storyOf(story);
    if (withdrawnAt === undefined) return;
    stories.set(story, standing);
    warn(story, `${by.outlet} reports it, so the story stands again: “${by.title}”`);
  };

  return {
    lift,

    withdraw(entry: KeptEntry): KeptEntry[] {
      // A kill that came as an entry of its own takes back all that its outlet said of this story.
      const takesBack = (e: KeptEntry) => e.withdrawnAt === undefined && e.outlet === entry.outlet;
      const before = entries.get(entry.story) ?? [];
      const taken = before.filter(takesBack).map((e) => ({ ...e, withdrawnAt: now }));
      const all = before.map((e) => taken.find((t) => t.id === e.id) ?? e);
      entries.set(entry.story, all);
      const gone = all.every((e) => e.withdrawnAt !== undefined);
      if (gone) stories.set(entry.story, { ...storyOf(entry.story), withdrawnAt: now });
      const note = gone
        ? `WITHDRAWN: ${entry.outlet} has taken this report back.`
        : `${entry.outlet} has withdrawn its report. Others still carry the story.`;
      warn(entry.story, note);
      return taken;
    },

    stand(entry: KeptEntry): boolean {
      const others = (entries.get(entry.story) ?? []).filter((e) => e.id !== entry.id);
      const takenBack = others.some((e) => e.outlet === entry.outlet && e.withdrawnAt !== undefined);
      if (takenBack && entry.duplicateOf !== undefined) {
        entry.withdrawnAt = now;
        return false;
      }
      const gone = storyOf(entry.story).withdrawnAt !== undefined;
      if (gone && others.some((e) => isOneText(e, entry))) return false;
      lift(entry.story, entry);
      return true;
    },

    restore(entry: KeptEntry): void {
      const { withdrawnAt: _, ...standing } = storyOf(entry.story);
      stories.set(entry.story, standing);
      warn(entry.story, `${entry.outlet} has put back what it had withdrawn: “${entry.title}”`);
    },
  };
}
