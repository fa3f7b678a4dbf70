import { createHash } from "node:crypto";
import { SeenNames } from "../matching/variants/alike.ts";
import { spellingKey } from "../matching/variants/fold.ts";
import { namesIn } from "../matching/variants/names-in-text.ts";
import type { Entity } from "../model/watchlist.ts";
import type { KeptEntry } from "../store/store.ts";
import type { CommandContext } from "./command.ts";

/** A spelling of an entity's name that stands in stored entries. */
export interface SeenSpelling {
  text: string;
  /** Four letters that stay the same whatever comes in: what a person accepts it by. */
  code: string;
  /** Entries whose headline or summary has it. */
  entries: number;
}

/** How far back names are looked for, the newest first: what is read in half a second. */
const MOST_ENTRIES = 2_000;
const MOST_DAYS = 30;
const BATCH = 250;
/** Entries after which the service's other work comes in between: some milliseconds. */
const TURN = 25;
/** Different names kept of them. */
const MOST_NAMES = 20_000;
const MOST_SPELLINGS = 6;

/** Spellings in the stored headlines and summaries that sound like the entity's name and that it has not yet, the commonest first. */
export async function seenSpellings(
  { store, clock }: CommandContext,
  entity: Entity,
): Promise<SeenSpelling[]> {
  const counts = new Map<string, number>();
  const since = clock.now() - MOST_DAYS * 86_400_000;
  let before: { at: number; id: number } | undefined;
  const seen = new SeenNames();
  for (let read = 0; read < MOST_ENTRIES && counts.size < MOST_NAMES; ) {
    const batch = await store.entriesSince(since, before, BATCH);
    const last = batch.at(-1);
    if (last === undefined) break;
    read += batch.length;
    before = { at: last.firstSeenAt, id: last.id };
    for (const [i, entry] of batch.entries()) {
      if (i % TURN === 0) await new Promise((resolve) => setImmediate(resolve));
      for (const name of namesOf(entry)) {
        if (!counts.has(name)) seen.add(name);
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    }
  }
  return picked(seen, counts, entity);
}

function namesOf({ title, summary }: KeptEntry): Set<string> {
  return new Set([...namesIn(title), ...namesIn(summary)]);
}

function picked(
  seen: SeenNames,
  counts: ReadonlyMap<string, number>,
  { name, aliases }: Entity,
): SeenSpelling[] {
  const taken = new Set([name, ...aliases.map((alias) => alias.text)].map(spellingKey));
  const found: SeenSpelling[] = [];
  for (const { text } of seen.like(name)) {
    const words = spellingKey(text);
    // An initial between is found anyway; an initial for a name is other people's too.
    if (words.split(" ").some((word) => word.length < 2)) continue;
    // "President Volodymyr Zelensky" is found by "Volodymyr Zelensky".
    if ([...taken].some((known) => known.includes(" ") && ` ${words} `.includes(` ${known} `))) continue;
    taken.add(words);
    found.push({ text, code: codeOf(text), entries: counts.get(text) ?? 0 });
  }
  return found.sort((a, b) => b.entries - a.entries).slice(0, MOST_SPELLINGS);
}

function codeOf(text: string): string {
  const hash = createHash("sha256").update(spellingKey(text)).digest();
  return Array.from(hash.subarray(0, 4), (byte) => "bcdfghjkmnpqrstvwxz"[byte % 19] ?? "x").join("");
}
