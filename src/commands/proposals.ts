import { proposeAliases } from "../matching/variants.ts";
import type { CallButton, Reply } from "../model/command.ts";
import type { Alias, Entity } from "../model/watchlist.ts";
import type { CommandContext } from "./command.ts";
import { EditError } from "./list-change.ts";
import { turns } from "./pages.ts";
import { type SeenSpelling, seenSpellings } from "./seen-spellings.ts";
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

/** The proposals of these numbers, and the spellings seen of these codes, as aliases. Throws EditError for one that there is not. */
export async function accepted(context: CommandContext, entity: Entity, chosen: string): Promise<Alias[]> {
  const all = proposed(entity.name);
  const parts = chosen.split(/[\s,;]+/).filter((part) => part !== "");
  const codes = parts.filter((part) => /^[a-z]{4}$/.test(part));
  const numbers = parts.filter((part) => !codes.includes(part)).join(",");
  const seen = codes.length === 0 ? [] : await seenSpellings(context, entity);
  return [
    ...codes.map((code) => {
      const found = seen.find((spelling) => spelling.code === code);
      if (found === undefined) {
        throw new EditError(
          `no spelling “${code}” of ${entity.name} stands in recent entries; \`entity alias ${entity.key}\` shows those that do`,
        );
      }
      return { text: found.text };
    }),
    ...numbersOf(numbers, all.length).flatMap((n) => {
      const found = all[n - 1];
      if (found === undefined) return [];
      return [found.ambiguous === true ? { text: found.text, ambiguous: true } : { text: found.text }];
    }),
  ];
}

/** A line of a page of proposals. */
interface Shown {
  /** What it is accepted by. */
  id: string;
  text: string;
  why: string;
  ambiguous?: boolean;
  there: boolean;
}

/**
 * A page of the spellings that an entity's name may have, to be confirmed: those that stand in stored entries first,
 * then those that rules make.
 */
export async function proposals(
  context: CommandContext,
  entity: Entity,
  page: number,
  lead: string,
): Promise<Reply> {
  const { key } = entity;
  const has = new Set([entity.name, ...entity.aliases.map((a) => a.text)].map((t) => t.toLowerCase()));
  const all = proposed(entity.name).map((p, i) => ({
    ...p,
    id: String(i + 1),
    there: has.has(p.text.toLowerCase()),
  }));
  const pages = Math.max(1, Math.ceil(all.length / PAGE));
  const number = Math.min(page, pages);
  const seen = number === 1 ? (await seenSpellings(context, entity)).map(shownSeen) : [];
  const shown: Shown[] = [...seen, ...all.slice((number - 1) * PAGE, number * PAGE)];
  const open = shown.filter((p) => !p.there);
  const sure = open.filter((p) => p.ambiguous !== true);
  const call = (options: Record<string, string>) => ({
    command: "entity alias",
    options: { key, ...options },
  });
  const accept = (chosen: readonly Shown[]) => call({ accept: idsOf(chosen) });
  const actions: CallButton[] = [
    ...(sure.length === 0
      ? []
      : [{ label: "Add the sure ones", style: "primary" as const, call: accept(sure) }]),
    ...(open.length === 0 ? [] : [{ label: "Add all of these", call: accept(open) }]),
    { label: "Edit its spellings", call: call({ form: "true" }) },
  ];
  const spellings = entity.aliases.length === 0 ? "none yet" : entity.aliases.map(aliasText).join(", ");
  return {
    kind: "page",
    body: {
      kind: "table",
      title: `${lead === "" ? "" : `${lead} `}Spellings: ${spellings}. Proposed (\`entity alias ${key} --accept ${seen[0] === undefined ? "" : `${seen[0].id},`}1,3-5\`; ? counts only near another term):`,
      columns: ["Number", "Spelling", "Why"],
      rows: shown.map((p) => [p.id, `${aliasText(p)}${p.there ? " (has it)" : ""}`, p.why]),
      empty: `${lead} No other spellings are proposed for ${entity.name}.`.trim(),
      data: [
        { entity: key, name: entity.name, aliases: entity.aliases },
        ...shown.map((p) => ({
          proposal: /^\d+$/.test(p.id) ? Number(p.id) : p.id,
          text: p.text,
          why: p.why,
          ambiguous: p.ambiguous === true,
          there: p.there,
        })),
      ],
    },
    ...turns(call({}), number, pages),
    actions,
  };
}

function shownSeen({ code, text, entries }: SeenSpelling): Shown {
  const where = entries === 1 ? "an entry of this desk has it" : `${entries} entries of this desk have it`;
  return { id: code, text, why: `seen: ${where}`, there: false };
}

/** "1-3,5,kqtz": short, because a platform bounds what a button carries. */
function idsOf(shown: readonly Shown[]): string {
  const parts: string[] = [];
  let from = 0;
  let to = 0;
  const close = () => {
    if (from > 0) parts.push(from === to ? String(from) : `${from}-${to}`);
    from = 0;
  };
  for (const { id } of shown) {
    const number = /^\d+$/.test(id) ? Number(id) : 0;
    if (number > 0 && from > 0 && number === to + 1) to = number;
    else {
      close();
      from = number;
      to = number;
      if (number === 0) parts.push(id);
    }
  }
  close();
  return parts.join(",");
}
