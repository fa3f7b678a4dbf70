import { proposeAliases } from "../matching/variants.ts";
import type { CallButton, Reply } from "../model/command.ts";
import type { Alias, Entity } from "../model/watchlist.ts";
import { numbersOf } from "./story-mend.ts";

/** Proposals on a page, and in all: an admin reads some pages of them, not a book. */
const PAGE = 20;
const MOST = 200;

/** "Levin ?": only near another term. */
export function aliasText(alias: Alias): string {
  return alias.ambiguous === true ? `${alias.text} ?` : alias.text;
}

/** Spellings as people write them, "?" behind one marking it as ambiguous. */
export function aliasesOf(texts: readonly string[]): Alias[] {
  return texts.flatMap((text): Alias[] => {
    const plain = text.replace(/\s*\?$/, "").trim();
    if (plain === "") return [];
    return [plain === text.trim() ? { text: plain } : { text: plain, ambiguous: true }];
  });
}

/** The spellings that a name may have, those of both scripts in turn. The same for the same name, so that numbers stay. */
function proposed(name: string) {
  const latin = proposeAliases(name, { script: "latin" });
  const cyrillic = proposeAliases(name, { script: "cyrillic" });
  const longest = Math.max(latin.length, cyrillic.length);
  return Array.from({ length: longest }, (_, i) => [latin[i], cyrillic[i]])
    .flat()
    .flatMap((each) => each ?? [])
    .slice(0, MOST);
}

/** The proposals of these numbers, as aliases. Throws EditError for a number that there is not. */
export function accepted(entity: Entity, numbers: string): Alias[] {
  const all = proposed(entity.name);
  return numbersOf(numbers, all.length).flatMap((n) => {
    const found = all[n - 1];
    if (found === undefined) return [];
    return [found.ambiguous === true ? { text: found.text, ambiguous: true } : { text: found.text }];
  });
}

/** A page of the spellings that an entity's name may have, to be confirmed. */
export function proposals(entity: Entity, page: number, lead: string): Reply {
  const { key } = entity;
  const has = new Set([entity.name, ...entity.aliases.map((a) => a.text)].map((t) => t.toLowerCase()));
  const all = proposed(entity.name).map((p, i) => ({
    ...p,
    number: i + 1,
    there: has.has(p.text.toLowerCase()),
  }));
  const pages = Math.max(1, Math.ceil(all.length / PAGE));
  const number = Math.min(page, pages);
  const shown = all.slice((number - 1) * PAGE, number * PAGE);
  const open = shown.filter((p) => !p.there);
  const sure = open.filter((p) => p.ambiguous !== true).map((p) => p.number);
  const call = (options: Record<string, string>) => ({
    command: "entity alias",
    options: { key, ...options },
  });
  const actions: CallButton[] = [
    ...(sure.length === 0
      ? []
      : [{ label: "Add the sure ones", style: "primary" as const, call: call({ accept: sure.join(",") }) }]),
    ...(open.length === 0
      ? []
      : [{ label: "Add all of these", call: call({ accept: open.map((p) => p.number).join(",") }) }]),
    { label: "Edit its spellings", call: call({ form: "true" }) },
  ];
  const spellings = entity.aliases.length === 0 ? "none yet" : entity.aliases.map(aliasText).join(", ");
  return {
    kind: "page",
    body: {
      kind: "table",
      title: `${lead === "" ? "" : `${lead} `}Spellings: ${spellings}. Proposed (\`entity alias ${key} --accept 1,3-5\`; ? counts only near another term):`,
      columns: ["Number", "Spelling", "Why"],
      rows: shown.map((p) => [String(p.number), `${aliasText(p)}${p.there ? " (has it)" : ""}`, p.why]),
      empty: `${lead} No other spellings are proposed for ${entity.name}.`.trim(),
      data: [
        { entity: key, name: entity.name, aliases: entity.aliases },
        ...shown.map((p) => ({
          proposal: p.number,
          text: p.text,
          why: p.why,
          ambiguous: p.ambiguous === true,
          there: p.there,
        })),
      ],
    },
    page: { number, of: pages },
    ...(number > 1 ? { previous: call({ page: String(number - 1) }) } : {}),
    ...(number < pages ? { next: call({ page: String(number + 1) }) } : {}),
    actions,
  };
}
