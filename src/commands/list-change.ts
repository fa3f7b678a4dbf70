import { compile } from "../matching/compile.ts";
import { parseQuery } from "../matching/query/parse.ts";
import { nearest } from "../matching/suggest.ts";
import type { Entity, Phrase, WatchList, Weights } from "../model/watchlist.ts";

/** What of a watch list one word of an edit names. The first ones are lists, to add to and remove from. */
export const PARTS = ["phrase", "exact", "query", "entity", "exclude", "channel", "must"] as const;
export const SETTINGS = [
  "title",
  "priority",
  "mode",
  "enough",
  "together",
  "score",
  "weights",
  "sources",
  "tier",
  "languages",
  "outlets",
] as const;

/** What a weight may be set of. */
const PLACES = ["title", "summary", "lead", "content"] as const;

export type Part = (typeof PARTS)[number];
export type Setting = (typeof SETTINGS)[number];

/** What is wrong with an edit, for the person who made it. */
export class EditError extends Error {
  override readonly name = "EditError";
}

/** What an edit needs to know of the desk. */
export interface Known {
  entities: readonly Entity[];
  channels: readonly string[];
}

/** The list with something added or removed. Throws QueryError or EditError; changes nothing. */
export function withPart(
  list: WatchList,
  how: "add" | "remove",
  part: Part,
  given: string,
  known: Known,
): WatchList {
  const value = part === "query" || part === "exclude" ? given.trim() : unquoted(given);
  if (value === "") throw new EditError(`which ${part}? Give its words behind it`);
  switch (part) {
    case "phrase":
      return { ...list, phrases: inOrOut(list.phrases, phrase(value), how, value, samePhrase) };
    case "exact":
      return { ...list, phrases: madeExact(list.phrases, value, how === "add") };
    case "query":
      if (how === "add") parseQuery(value);
      return { ...list, queries: inOrOut(list.queries, value, how, value) };
    case "exclude":
      return { ...list, exclude: inOrOut(list.exclude, value, how, value) };
    case "entity": {
      const key = value.replace(/^@/, "");
      if (how === "add")
        mustKnow(
          "entity",
          key,
          known.entities.map((e) => e.key),
          "`entity add` makes one",
        );
      return { ...list, entities: inOrOut(list.entities, key, how, key) };
    }
    case "channel":
      if (how === "add") mustKnow("channel", value, known.channels, "Channels stand in wirewatch.yaml");
      return { ...list, channels: inOrOut(list.channels, value, how, value) };
    case "must": {
      const key = value.replace(/^@/, "");
      if (how === "add") mustKnow("entity", key, list.entities, "It must be one of the list's own");
      return filtered(list, { must: inOrOut(list.filters?.must ?? [], key, how, key) });
    }
  }
}

/** The list with a setting changed; "none" unsets what may be unset. */
export function withSetting(list: WatchList, setting: Setting, given: string): WatchList {
  const value = unquoted(given);
  const none = value === "" || value === "none";
  switch (setting) {
    case "title":
      return { ...list, title: none ? list.name : value };
    case "priority":
      return { ...list, priority: word(value, ["breaking", "normal", "low"], setting) };
    case "mode":
      return { ...list, mode: word(value, ["alert", "digest"] as const, setting) };
    case "enough": {
      const { enough: _, ...rest } = list;
      return none ? rest : { ...rest, enough: whole(value, 1, 100, setting) };
    }
    case "together": {
      const { together: _, ...rest } = list;
      if (none) return rest;
      return { ...rest, together: value === "all" ? "all" : whole(value, 1, 100, setting) };
    }
    case "score":
      return filtered(list, { minimumScore: none ? undefined : whole(value, 0, 100, setting) });
    case "weights":
      return filtered(list, {
        weights: none ? undefined : { ...list.filters?.weights, ...weightsIn(value) },
      });
    case "sources":
      return filtered(list, { sources: none ? undefined : whole(value, 1, 20, setting) });
    case "tier":
      return filtered(list, { tier: none ? undefined : tierOf(whole(value, 1, 3, setting)) });
    case "languages":
      return filtered(list, { languages: none ? undefined : { only: words(value) } });
    case "outlets":
      return filtered(list, { outlets: none ? undefined : { only: words(value) } });
  }
}

/** Throws EditError, or WatchListError with the column of a query's fault, for a list that cannot be used. */
export function checkList(list: WatchList, entities: readonly Entity[]): void {
  if (list.phrases.length + list.queries.length === 0 && list.enough === undefined) {
    throw new EditError(
      "nothing is left to look for: a list has phrases, queries, or entities with `enough` (`watch edit NAME set enough 2`)",
    );
  }
  compile([{ ...list, paused: false }], entities);
}

/** The phrases of a text, one each; those that were there keep their wordings and conditions. */
export function phrasesOf(texts: readonly string[], before: readonly Phrase[]): Phrase[] {
  return texts.map((text) => before.find((p) => samePhrase(p, phrase(text))) ?? phrase(text));
}

function phrase(text: string): Phrase {
  return { text, wordings: {} };
}

/** The phrase found in these words only, or with its natural variations again. One that is not there yet is added. */
function madeExact(all: readonly Phrase[], text: string, exact: boolean): Phrase[] {
  const known = all.find((p) => samePhrase(p, phrase(text)));
  if (known === undefined && !exact)
    throw new EditError(`“${text}” is no phrase of the list; see \`watch show\``);
  if (known === undefined) return [...all, { ...phrase(text), exact }];
  const { exact: _, ...loose } = known;
  return all.map((p) => (p === known ? (exact ? { ...loose, exact } : loose) : p));
}

function samePhrase(a: Phrase, b: Phrase): boolean {
  return a.text.toLowerCase() === b.text.toLowerCase();
}

function inOrOut<T>(
  all: readonly T[],
  item: T,
  how: "add" | "remove",
  said: string,
  same: (a: T, b: T) => boolean = (a, b) => a === b,
): T[] {
  const there = all.some((each) => same(each, item));
  if (how === "add") {
    if (there) throw new EditError(`“${said}” stands there already`);
    return [...all, item];
  }
  if (!there)
    throw new EditError(`“${said}” does not stand there, so it cannot be removed; see \`watch show\``);
  return all.filter((each) => !same(each, item));
}

function filtered(
  list: WatchList,
  change: Partial<Record<keyof NonNullable<WatchList["filters"]>, unknown>>,
): WatchList {
  const merged = Object.entries({ ...list.filters, ...change }).filter(([, v]) => v !== undefined);
  const { filters: _, ...rest } = list;
  return merged.length === 0 ? rest : { ...rest, filters: Object.fromEntries(merged) };
}

/** A phrase is plain text: quotation marks around all of it are a chat's or a shell's, not its own. */
export function unquoted(text: string): string {
  return text
    .trim()
    .replace(/^(["'“„«])(.*)["'”“»]$/su, "$2")
    .trim();
}

function mustKnow(what: string, name: string, known: readonly string[], hint: string): void {
  if (known.includes(name)) return;
  const near = nearest(name, known);
  throw new EditError(
    `there is no ${what} “${name}”${near === undefined ? "" : `; ${near} perhaps`}. ${hint}.`,
  );
}

function word<const T extends string>(value: string, allowed: readonly T[], setting: string): T {
  const found = allowed.find((each) => each === value.toLowerCase());
  if (found === undefined) throw new EditError(`${setting} is one of ${allowed.join(", ")}, not “${value}”`);
  return found;
}

function whole(value: string, least: number, most: number, setting: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < least || number > most) {
    throw new EditError(`${setting} is a whole number from ${least} to ${most}, or none; not “${value}”`);
  }
  return number;
}

/** "title 80, content 5" */
function weightsIn(value: string): Partial<Weights> {
  const weights: Partial<Weights> = {};
  for (const each of value.split(",")) {
    const said = /^\s*(title|summary|lead|content)[\s:=]+(\d{1,3})\s*$/i.exec(each);
    const place = PLACES.find((known) => known === said?.[1]?.toLowerCase());
    const weight = Number(said?.[2]);
    if (place === undefined || weight > 100) {
      throw new EditError(
        `weights are ${PLACES.join(", ")} with whole numbers from 0 to 100, such as “title 80, content 5”, or none; not “${each.trim()}”`,
      );
    }
    weights[place] = weight;
  }
  return weights;
}

function tierOf(number: number): 1 | 2 | 3 {
  return number === 1 ? 1 : number === 2 ? 2 : 3;
}

function words(value: string): string[] {
  return value
    .split(/[,;\n]/)
    .map((each) => each.trim())
    .filter((each) => each !== "");
}
