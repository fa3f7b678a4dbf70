import type { SeenNames } from "./variants/alike.ts";
import { combine, note, type Spelling } from "./variants/combine.ts";
import { declineGiven, declineSurname, genderOf, type SlavicLanguage } from "./variants/declension.ts";
import { capital, foldWord, type Script, scriptOf, spellingKey } from "./variants/fold.ts";
import { isInitial, type NameParts, splitName } from "./variants/parts.ts";
import { isSlavic, readingsFor } from "./variants/readings.ts";
import {
  cyrillicGiven,
  cyrillicSpellings,
  each,
  LABELS,
  latinGiven,
  latinSpellings,
} from "./variants/spellings.ts";

/** A spelling that a person's name may have, for an admin to confirm as an alias. */
export interface Proposal {
  text: string;
  /** In words: "German", "genitive, Russian", "surname alone". */
  why: string;
  /** It may be other people's too: as an alias it should count only near another term. */
  ambiguous?: boolean;
}

export interface ProposalOptions {
  /** Of the proposals. Unsaid: both. */
  script?: Script | "both";
  /** Of the person's own language, where known ("en", "de", "pl", "ru"): how the spelling is read. */
  language?: string;
  /** Names that the desk has read: those that sound like this one are proposed before any that rules make. */
  seen?: SeenNames;
}

/** Proposals of one script at most; the likeliest come first. An admin reads a page of them, not a book. */
const MOST = 300;
/** Of given name and surname, before the order is swapped; and of longer arrangements. */
const MOST_PAIRS = 80;
const MOST_LONG = 40;
/** With the surname in front. */
const MOST_SWAPPED = 8;
const CASES = ["genitive", "dative", "accusative", "instrumental", "locative"];

/**
 * Spellings under which a person may be found: by other alphabets and transliterations, equivalents of the given
 * name, order, initials, and the cases of Russian and Ukrainian. The name itself is not among them. Surnames and
 * initials are marked ambiguous. One word, or one in neither Latin nor Cyrillic letters, has few or none.
 */
export function proposeAliases(name: string, options: ProposalOptions = {}): Proposal[] {
  const parts = splitName(name);
  if (parts === undefined || scriptOf(name) === undefined) return [];
  const script = options.script ?? "both";
  const proposals: Proposal[] = [];
  for (const found of options.seen?.like(name) ?? []) {
    if (script === "both" || found.script === script)
      proposals.push({ text: found.text, why: "seen in the news, sounds alike" });
  }
  if (script !== "cyrillic") proposals.push(...latinProposals(parts).slice(0, MOST));
  if (script !== "latin") proposals.push(...cyrillicProposals(parts, options.language).slice(0, MOST));
  return unique(proposals, name);
}

function unique(proposals: readonly Proposal[], name: string): Proposal[] {
  const seen = new Set([spellingKey(name)]);
  return proposals.filter((proposal) => {
    const id = spellingKey(proposal.text);
    if (seen.has(id) || id === "") return false;
    seen.add(id);
    return true;
  });
}

function latinProposals(parts: NameParts): Proposal[] {
  const slavic = isSlavic(parts);
  const women = /a$/.test(foldWord(parts.given[0] ?? ""));
  const spell = (word: string) => {
    const spellings = latinSpellings(word, slavic);
    const folded = foldWord(word);
    // Czech and Slovak give every woman's surname their own ending: "Merkelova" of "Angela Merkel".
    if (!women || /[oe]va$/.test(folded)) return spellings;
    const czech = { text: capital(folded.replace(/[aeo]$/, "").concat("ova")), why: "in Czech or Slovak" };
    return [...spellings.slice(0, 4), czech, ...spellings.slice(4)];
  };
  return fullNames(parts, (given) => latinGiven(given, slavic), spell);
}

function cyrillicProposals(parts: NameParts, language: string | undefined): Proposal[] {
  const lists = (["russian", "ukrainian"] as const).flatMap((slavic) =>
    readingsFor(parts, language).map((reading, index) => {
      const spell = (word: string) => cyrillicSpellings(word, slavic, reading);
      const give = (given: string) => cyrillicGiven(given, slavic, reading);
      const cases = index === 0 ? inCases(parts, each(parts.surname, spell), give, slavic) : [];
      return [...cases, ...fullNames(parts, give, spell)];
    }),
  );
  return interleave(lists);
}

/** Every usual arrangement of the given names and the surname, their spellings crossed, likeliest first. */
function fullNames(
  parts: NameParts,
  give: (given: string) => Spelling[],
  spell: (word: string) => Spelling[],
): Proposal[] {
  const proposals: Proposal[] = [];
  const surnames = each(parts.surname, spell);
  const [surname] = surnames;
  const names = parts.given.filter((word) => !isInitial(word));
  const [first, second, ...more] = names;
  if (surname === undefined) return [];
  if (first !== undefined) {
    proposals.push(...arrange([give(first), surnames], MOST_PAIRS, ""));
    if (second !== undefined) {
      const all = [...names.map(give), surnames];
      proposals.push(...arrange(all, MOST_LONG, "all names"));
      // A second name is often the one in use ("Mehmet Fatih Atay"); a father's name never is.
      if (more.length === 0 && !isFathers(second)) {
        proposals.push(...arrange([give(second), surnames], MOST_LONG, "by the second name"));
      }
    }
    const initial = (give(first)[0]?.text ?? first).slice(0, 1);
    proposals.push({ text: `${initial}. ${surname.text}`, why: "initial and surname", ambiguous: true });
    proposals.push({ text: `${surname.text} ${initial}.`, why: "surname and initial", ambiguous: true });
  }
  for (const spelling of surnames.slice(0, 8)) {
    proposals.push({ text: spelling.text, why: note("surname alone", spelling.why), ambiguous: true });
  }
  return proposals;
}

/** The lists' spellings combined, the product of their ranks smallest first; the first ones also with the surname, the last, in front. */
function arrange(lists: readonly Spelling[][], most: number, why: string): Proposal[] {
  return combine(lists, most).flatMap(({ words, reasons }, index) => {
    const reason = note(why, ...new Set(reasons));
    const inOrder = { text: words.join(" "), why: reason || "given name and surname" };
    if (index >= MOST_SWAPPED) return [inOrder];
    const surname = words[words.length - 1] ?? "";
    return [
      inOrder,
      { text: [surname, ...words.slice(0, -1)].join(" "), why: note("surname first", reason) },
    ];
  });
}

/** The cases of the likeliest spelling, given name and surname together, and of the surname alone. */
function inCases(
  parts: NameParts,
  surnames: readonly Spelling[],
  give: (given: string) => Spelling[],
  language: SlavicLanguage,
): Proposal[] {
  const proposals: Proposal[] = [];
  const [first] = parts.given;
  const label = LABELS[language];
  const given = first === undefined ? undefined : give(first)[0]?.text.toLowerCase();
  for (const surname of surnames.filter(({ why }) => why !== "Bulgarian").slice(0, 2)) {
    const lower = surname.text.toLowerCase();
    const gender = genderOf(given ?? "", lower);
    const forms = declineSurname(lower, language, gender);
    const givenForms = given === undefined ? undefined : declineGiven(given, language);
    CASES.forEach((name, index) => {
      const family = forms?.[index] ?? lower;
      const personal = givenForms?.[index] ?? given;
      if (personal !== undefined) {
        proposals.push({ text: `${capital(personal)} ${capital(family)}`, why: `${name}, ${label}` });
      }
      if (family !== lower) {
        proposals.push({ text: capital(family), why: `surname alone, ${name}, ${label}`, ambiguous: true });
      }
    });
  }
  return proposals;
}

/** The lists take turns, so that a limit cuts all alike. */
function interleave(lists: readonly Proposal[][]): Proposal[] {
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_none, index) => lists.flatMap((list) => list[index] ?? [])).flat();
}

/** A father's name as Bulgarian and Russian usage sets it between given name and surname. */
function isFathers(word: string): boolean {
  return /(?:[oei]v|[oe]va|ов|ев|ова|ева)$/.test(foldWord(word));
}
