import type { FollowedStory, ForeignStory, Message } from "../model/message.ts";
import type { Story, StoryLink } from "../model/story.ts";
import type { KeptAlert, KeptEntry, LinkedStories } from "../store/store.ts";
import type { PlacedNews } from "../stories/place.ts";
import { safeUrl } from "./text.ts";

/** Languages that one alert names. */
const LANGUAGES = 5;
const names = new Intl.DisplayNames("en", { type: "language" });

/** "Russian" for "ru" or "ru-RU"; "another language" where the code is none. */
export function languageName(code: string): string {
  const language = /^[a-z]{2,3}(?=-|$)/.exec(code)?.[0];
  return (language === undefined ? undefined : names.of(language)) ?? "another language";
}

/** The stories that entries are linked with as they arrive. */
export function linkedBy(placed: readonly PlacedNews[]): number[] {
  return placed.flatMap(({ follows, alsoIn }) => [follows ?? [], alsoIn ?? []].flat());
}

/** What an alert says of other stories: which one it carries on, and where else the event is told. */
export interface Related {
  /** A link that this document shows. */
  add(link: StoryLink): void;
  merge(from: number, into: number): void;
  /** The stories whose alerts may name this one. */
  around(story: number): number[];
  /** The message with what its story's links say by now. */
  relate(alert: KeptAlert): Message;
}

/** The stories as they are while a document is decided. */
export interface Lookup {
  story(id: number): Story;
  /** Oldest first; undefined where they were not asked for. */
  entries(story: number): readonly KeptEntry[] | undefined;
  alerts(story: number): readonly KeptAlert[];
}

export function createRelated(known: LinkedStories, now: Lookup): Related {
  let links = [...known.links];
  const other = (l: StoryLink, story: number) => (l.story === story ? l.other : l.story);
  const linksOf = (story: number) => links.filter((l) => l.story === story || l.other === story);

  const head = (story: number): KeptEntry | undefined => {
    const all = now.entries(story);
    return all === undefined ? known.heads.get(story) : all.find((e) => e.withdrawnAt === undefined);
  };

  /** As the channel was told of it: not what still waits there, nor what was taken back. */
  const followed = ({ story, channel }: KeptAlert): FollowedStory | undefined => {
    const earlier = linksOf(story)
      .filter((l) => l.kind === "follows" && l.story === story)
      .flatMap((l) => now.alerts(l.other))
      .filter((a) => a.channel === channel && a.held === undefined && !a.message.withdrawn)
      .sort((a, b) => b.id - a.id)[0];
    if (earlier === undefined) return undefined;
    const ref = known.refs.get(earlier.id);
    const said = { story: earlier.story, headline: earlier.message.headline.text };
    return ref === undefined ? said : { ...said, ref };
  };

  /** What is told in a language by the story itself is no news of another. */
  const ownLanguages = (story: number): Set<string> => {
    const standing = now.entries(story)?.filter((e) => e.withdrawnAt === undefined);
    const codes = standing?.map((e) => e.language) ?? known.languages.get(story) ?? [];
    return new Set(codes.map(languageName));
  };

  const foreign = ({ story }: KeptAlert): ForeignStory[] => {
    const own = ownLanguages(story);
    const byLanguage = new Map<string, ForeignStory>();
    const stories = linksOf(story).flatMap((l) => (l.kind === "alsoIn" ? [other(l, story)] : []));
    for (const id of [...new Set(stories)].sort((a, b) => a - b)) {
      const entry = now.story(id).withdrawnAt === undefined ? head(id) : undefined;
      if (entry === undefined) continue;
      const language = languageName(entry.language);
      if (own.has(language) || byLanguage.has(language)) continue;
      const { title: headline, outlet, url } = entry;
      byLanguage.set(language, { story: id, language, headline, outlet, url: safeUrl(url) });
    }
    return [...byLanguage.values()].slice(0, LANGUAGES);
  };

  return {
    add(link) {
      links.push(link);
    },

    merge(from, into) {
      const live = (story: number) => (story === from ? into : story);
      links = links
        .map((l) => ({ ...l, story: live(l.story), other: live(l.other) }))
        .filter((l) => l.story !== l.other);
    },

    around: (story) => [...new Set(linksOf(story).map((l) => other(l, story)))],

    relate(alert) {
      const { follows: _, alsoIn: __, ...message } = alert.message;
      const follows = followed(alert);
      const alsoIn = foreign(alert);
      return {
        ...message,
        ...(follows === undefined ? {} : { follows }),
        ...(alsoIn.length === 0 ? {} : { alsoIn }),
      };
    },
  };
}
