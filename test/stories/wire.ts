import { titleKey } from "../../src/stories/headline.ts";
import { createStories, type PlacedEntry, type Placement, type Stories } from "../../src/stories/stories.ts";

export const HOUR = 3_600_000;
export const START = Date.UTC(2026, 0, 1);
export const WINDOW = { age: 7 * 24 * HOUR, count: 1_000 };

export interface Sent {
  title: string;
  summary?: string;
  content?: string;
  url?: string;
  language?: string;
  /** Hours after the start. */
  at?: number;
}

/** A desk's index with what a store would hold beside it. */
export class Wire {
  readonly stories: Stories;
  readonly stored: PlacedEntry[] = [];
  #begun = 0;

  constructor(window = WINDOW) {
    this.stories = createStories(window);
  }

  /** Places one article, commits it, and answers where it went. */
  send(sent: Sent): Placement & { story: number } {
    const text = { summary: "", content: "", outlet: "", language: "en", ...sent };
    const entry = {
      canonicalUrl: sent.url ?? "",
      titleKey: titleKey(text.title, ""),
      textHash: "",
      firstSeenAt: START + (sent.at ?? 0) * HOUR,
      language: text.language,
      features: this.stories.features(text),
    };
    const placement = this.stories.place(entry);
    const story = placement.story ?? ++this.#begun;
    const id = this.stored.length + 1;
    const { duplicateOf, features } = placement;
    const placed = { ...entry, id, story, features, ...(duplicateOf === undefined ? {} : { duplicateOf }) };
    this.stored.push(placed);
    this.stories.apply([placed]);
    for (const merge of placement.merges) {
      this.stories.merge(merge);
      for (const e of this.stored) if (e.story === merge.from) e.story = merge.into;
    }
    return { ...placement, story };
  }
}

/** Headlines of so many events, each told in several ways, by no data but this. */
const PLACES = "Aldburg Brenmoor Corvale Dunmere Eastholm Farrow Glenrock Harwick Isenfeld Jorvin".split(" ");
const EVENTS = [
  ["earthquake", "magnitude", "rescuers", "rubble", "tremor"],
  ["election", "ballots", "president", "runoff", "turnout"],
  ["refinery", "blaze", "firefighters", "smoke", "evacuated"],
  ["ceasefire", "negotiators", "envoys", "truce", "hostages"],
  ["ferry", "capsized", "passengers", "coastguard", "drowned"],
];

/** Something of event `event` at a place, in the words that `told` picks. */
export function report(place: number, event: number, told: number): string {
  const words = EVENTS[event % EVENTS.length] ?? [];
  const name = PLACES[place % PLACES.length] ?? "";
  const turned = words.map((_, i) => words[(i + told) % words.length]).slice(0, 4);
  return `${name} ${turned.join(" ")} officials in ${name} said on day`;
}
