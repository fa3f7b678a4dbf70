import { cutText } from "../../src/alerts/text.ts";

/** Discord's locales ("Locales" in its reference) of each language that summaries are written in. */
const LOCALES: Readonly<Record<string, readonly string[]>> = {
  de: ["de"],
  es: ["es-ES", "es-419"],
  fr: ["fr"],
  it: ["it"],
  pl: ["pl"],
  ru: ["ru"],
  uk: ["uk"],
};

/** What a command with subcommands is called in each: nobody reads it, but Discord wants one. */
const GROUP: Readonly<Record<string, string>> = {
  de: "Befehle zu",
  es: "Órdenes de",
  fr: "Commandes de",
  it: "Comandi di",
  pl: "Polecenia",
  ru: "Команды",
  uk: "Команди",
};

/** A text's translations by Discord's locales, in their order; each holds 1 to 100 characters, as the text itself. */
export function localised(translations: Readonly<Record<string, string>> = {}): Record<string, string> {
  const out = Object.entries(translations).flatMap(([language, text]) =>
    text === "" ? [] : (LOCALES[language] ?? []).map((locale) => [locale, cutText(text, 100)] as const),
  );
  return Object.fromEntries(out.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The description of a command with subcommands, in every language. */
export function groupLocalised(name: string): Record<string, string> {
  return localised(
    Object.fromEntries(Object.entries(GROUP).map(([language, of]) => [language, `${of} ${name}`])),
  );
}
