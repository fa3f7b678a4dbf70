import { nearest } from "../matching/suggest.ts";

/** What there is, for a message: the nearest first if one is near, and never a page of names. */
export function whatExists(given: string, known: Iterable<string>): string {
  const names = [...known];
  const near = nearest(given, names);
  const listed = names.length > 12 ? `${names.slice(0, 12).join(", ")}, ...` : names.join(", ");
  const all = names.length === 0 ? "there are none" : `there ${names.length === 1 ? "is" : "are"} ${listed}`;
  return near === undefined ? all : `did you mean ${near}? ${all}`;
}
