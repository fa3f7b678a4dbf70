import { de } from "./de.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";
import { pl } from "./pl.ts";
import { ru } from "./ru.ts";
import { uk } from "./uk.ts";

/** The commands' summaries by language (BCP 47, the language alone) and command. English stands with each command. */
export const translations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  de,
  es,
  fr,
  it,
  pl,
  ru,
  uk,
};

/** A command's summary in each language that has one. */
export function summariesOf(command: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(translations).flatMap(([language, words]) => {
      const summary = words[command];
      return summary === undefined ? [] : [[language, summary]];
    }),
  );
}
