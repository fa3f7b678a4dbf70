import { existsSync, readFileSync } from "node:fs";
import anyAscii from "any-ascii";
import { z } from "zod";
import { SeenNames } from "../src/matching/variants/alike.ts";
import { foldWord, type Script, scriptOf } from "../src/matching/variants/fold.ts";
import { splitName } from "../src/matching/variants/parts.ts";
import { proposeAliases } from "../src/matching/variants.ts";

/** People with their spellings: JSON a line, `{id, names}` (EveryPolitician). */
const PEOPLE = new URL("../../shared/data/names/people.ndjson", import.meta.url);

const HEAD = `Of people with several spellings (EveryPolitician, 11,407 people of whom about 1,400 are asked about): are the
others among \`proposeAliases(name)\`, and whom else would the proposals name?

- The name given is a person's first spelling in Latin letters, else the first. The **other spellings** are the rest in
  the script measured, without those that hold the given name itself ("Bob Casey, Jr."), where nothing is to propose.
- A proposal **finds** a spelling that holds it as whole words side by side, folded as matching folds. A catalogue's
  "Putin, Vladimir" is read in order, and what stands in brackets is left out. Proposals marked ambiguous (surnames
  alone, initials) do not count: they find nothing and name nobody.
- **recall**: other spellings found, of all. **respellings**: the same of those that write the same names, no more and
  no fewer (each word of one is at least half alike to a word of the other, by edit distance in Latin letters); the
  rest have a second name, a maiden name, a pen name or a title that nobody could tell from the name given.
- **precision**: other spellings found, as a share of these and of the spellings of other people that a proposal finds,
  any of the 11,407. People who share a spelling with the person are left out: the data lists some twice.
- *by rules*: from the name alone. *with names seen*: the desk has read every spelling of the data, of everybody,
  and those that sound like the name are proposed first, as from the news that a desk has stored: of 12,618 spellings
  it must pick the person's, and no rule could make some of them ("Fiame Naomi", "Naomi Mata'afa").
- Rules and weights were made with every other person of the file at hand (*developed on*); the rest (*held out*) were
  only counted.
`;

interface Person {
  spellings: Spelling[];
}

interface Spelling {
  text: string;
  script: Script;
  words: string[];
}

export interface NameFigures {
  people: number;
  spellings: number;
  found: number;
  respellings: number;
  respellingsFound: number;
  /** Spellings of other people that a proposal finds. */
  wrong: number;
  proposals: number;
}

/** Markdown for bench/RESULTS.md. */
export async function bench(): Promise<string> {
  if (!existsSync(PEOPLE)) return "Skipped: there is no `../shared/data/names/people.ndjson` here.";
  const people = readPeople();
  const seen = new SeenNames(people.flatMap((person) => person.spellings.map(({ text }) => text)));
  const rows = (["latin", "cyrillic"] as const).flatMap((script) => [
    row(script, "by rules", measureNames(script, people)),
    row(script, "with names seen", measureNames(script, people, seen)),
    row(
      script,
      "the same, developed on",
      measureNames(script, people, seen, (index) => index % 2 === 0),
    ),
    row(
      script,
      "the same, held out",
      measureNames(script, people, seen, (index) => index % 2 === 1),
    ),
  ]);
  const head =
    "| script | proposals | people | other spellings | recall | respellings | recall of these | precision | proposals a name |";
  return `${HEAD}\n${head}\n|---|---|---|---|---|---|---|---|---|\n${rows.join("\n")}\n`;
}

function row(script: Script, how: string, figures: NameFigures): string {
  const { people, spellings, found, respellings, respellingsFound, wrong, proposals } = figures;
  const cells = [
    script,
    how,
    people,
    spellings,
    (found / spellings).toFixed(3),
    respellings,
    (respellingsFound / respellings).toFixed(3),
    (found / (found + wrong)).toFixed(3),
    (proposals / people).toFixed(0),
  ];
  return `| ${cells.join(" | ")} |`;
}

export function readPeople(): Person[] {
  const line = z.object({ names: z.array(z.string()) });
  return readFileSync(PEOPLE, "utf8")
    .split("\n")
    .filter((text) => text.trim() !== "")
    .map((text) => ({
      spellings: line.parse(JSON.parse(text)).names.flatMap((name) => {
        const script = scriptOf(name);
        return script === undefined ? [] : [{ text: name, script, words: wordsOf(name) }];
      }),
    }));
}

/** The figures of one script; `seen`: names that the desk has read; `ask`: of the person at a place in the file. */
export function measureNames(
  script: Script,
  people: readonly Person[],
  seen?: SeenNames,
  ask: (index: number) => boolean = () => true,
): NameFigures {
  const owners = ownersByRun(people);
  const ownersOf = (words: readonly string[]) => owners.get(words.join(" ")) ?? [];
  const figures = {
    people: 0,
    spellings: 0,
    found: 0,
    respellings: 0,
    respellingsFound: 0,
    wrong: 0,
    proposals: 0,
  };
  for (const person of people.filter((_person, index) => ask(index))) {
    const given = person.spellings.find((spelling) => spelling.script === "latin") ?? person.spellings[0];
    if (given === undefined || given.words.length < 2) continue;
    const own = given.words.join(" ");
    const others = person.spellings.filter(
      (each) => each.script === script && ![...runs(each.words)].includes(own),
    );
    if (others.length === 0) continue;
    const proposed = new Map<string, string[]>();
    for (const { text, ambiguous } of proposeAliases(given.text, { script, ...(seen && { seen }) })) {
      const words = wordsOf(text);
      if (ambiguous !== true && words.length > 1) proposed.set(words.join(" "), words);
    }
    figures.people += 1;
    figures.proposals += proposed.size;
    for (const other of others) {
      const found = [...runs(other.words)].some((run) => proposed.has(run)) ? 1 : 0;
      const same = sameNames(given.text, other.text) ? 1 : 0;
      figures.spellings += 1;
      figures.found += found;
      figures.respellings += same;
      figures.respellingsFound += same * found;
    }
    const namesakes = new Set(
      person.spellings.flatMap(({ words }) => ownersOf(words)).map((each) => each.person),
    );
    const wrong = new Set<string>();
    for (const words of proposed.values()) {
      for (const owner of ownersOf(words)) if (!namesakes.has(owner.person)) wrong.add(owner.text);
    }
    figures.wrong += wrong.size;
  }
  return figures;
}

/** Whose spelling holds a run of words. */
function ownersByRun(people: readonly Person[]): Map<string, { person: Person; text: string }[]> {
  const owners = new Map<string, { person: Person; text: string }[]>();
  for (const person of people) {
    for (const { text, words } of person.spellings) {
      for (const run of new Set(runs(words))) {
        const list = owners.get(run);
        if (list === undefined) owners.set(run, [{ person, text }]);
        else list.push({ person, text });
      }
    }
  }
  return owners;
}

/** As text has it: a catalogue's "Putin, Vladimir" in its order, without what stands in brackets. */
function wordsOf(text: string): string[] {
  const bare = text.replace(/\([^)]*\)/g, " ");
  const [before = "", after, ...more] = bare.split(",");
  const inverted =
    after !== undefined && more.length === 0 && splitName(text)?.given.join(" ") === after.trim();
  return (inverted ? `${after} ${before}` : bare)
    .split(/[\s\-.,]+/u)
    .map(foldWord)
    .filter((word) => word !== "");
}

/** Every run of two words and more. */
function* runs(words: readonly string[]): Generator<string> {
  for (let from = 0; from < words.length; from++) {
    for (let to = from + 2; to <= words.length; to++) yield words.slice(from, to).join(" ");
  }
}

/** Whether the other spelling writes the same names, no more and no fewer. */
function sameNames(given: string, other: string): boolean {
  const words = nameWords(given);
  const left = nameWords(other);
  if (words.length !== left.length) return false;
  return words.every((word) => {
    const [best] = left
      .map((each, index) => ({ index, alike: likeness(word, each) }))
      .sort((a, b) => b.alike - a.alike);
    if (best === undefined || best.alike < 0.5) return false;
    left.splice(best.index, 1);
    return true;
  });
}

/** The words of the names, without titles, in Latin letters. */
function nameWords(text: string): string[] {
  const parts = splitName(text);
  if (parts === undefined) return [];
  const patronymic = parts.patronymic === undefined ? [] : [parts.patronymic];
  return wordsOf([...parts.given, ...patronymic, parts.surname].join(" ")).map((word) =>
    anyAscii(word).toLowerCase(),
  );
}

/** 1 less the edit distance (Levenshtein) as a share of the longer word. */
function likeness(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_none, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return 1 - (row[b.length] ?? 0) / Math.max(a.length, b.length, 1);
}
