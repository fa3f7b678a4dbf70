import { readWords } from "../../src/matching/normalise.ts";
import type { QueryNode } from "../../src/matching/query/ast.ts";
import { stemmedLanguage, stemsOf } from "../../src/matching/stems.ts";
import { JOINED, MAIN, PART, Words } from "../../src/matching/words.ts";
import type { Article } from "../../src/model/entry.ts";
import type { TextField } from "../../src/model/watchlist.ts";

/**
 * The query language, evaluated as plainly as can be: every term is looked for at every word of every field, and
 * every pair of places is compared. It shares the tokeniser and the stemmer with the matcher, and nothing else.
 */
export function referenceMatches(query: QueryNode, article: Article): boolean {
  return new Reference(article).holds(query, ["title", "summary", "content"], false);
}

interface Place {
  field: string;
  first: number;
  last: number;
  start: number;
  end: number;
}

interface Reading {
  form: string;
  raw: string;
  first: number;
  last: number;
  start: number;
  end: number;
  kind: number;
}

interface Field {
  name: string;
  text: string;
  readings: Reading[];
}

class Reference {
  private readonly fields: Field[];
  private readonly language: string;

  constructor(article: Article) {
    this.language = stemmedLanguage(article.language);
    const plain: TextField[] = ["title", "summary", "content", "outlet", "author", "url"];
    this.fields = plain.map((name) => {
      const text = name === "category" ? "" : article[name];
      return { name, text, readings: read(text) };
    });
    article.categories.forEach((text, i) => {
      this.fields.push({ name: `category ${i}`, text, readings: read(text) });
    });
    const subtags = article.language.toLowerCase().split(/[^\p{L}\p{N}]+/u);
    const readings = subtags.map((_, i) => ({
      form: subtags.slice(0, i + 1).join(""),
      raw: "",
      first: 0,
      last: 0,
      start: 0,
      end: article.language.length,
      kind: MAIN,
    }));
    this.fields.push({ name: "language", text: article.language, readings });
  }

  holds(node: QueryNode, fields: string[], caps: boolean): boolean {
    switch (node.kind) {
      case "and":
        return node.nodes.every((each) => this.holds(each, fields, caps));
      case "or":
        return node.nodes.some((each) => this.holds(each, fields, caps));
      case "not":
        return !this.holds(node.node, fields, caps);
      case "field":
        return this.holds(node.node, [node.field], caps);
      case "caps":
        return this.holds(node.node, fields, true);
      case "atleast": {
        const places = this.places(node.node, fields, caps).sort((a, b) => a.last - b.last);
        let count = 0;
        for (const field of new Set(places.map((place) => place.field))) {
          let end = -1;
          for (const place of places.filter((each) => each.field === field)) {
            if (place.first > end) {
              count++;
              end = place.last;
            }
          }
        }
        return count >= node.count;
      }
      default:
        return this.places(node, fields, caps).length > 0;
    }
  }

  private places(node: QueryNode, fields: string[], caps: boolean): Place[] {
    switch (node.kind) {
      case "word":
      case "quotation":
        return this.sequence(node.text, "exact", fields, caps);
      case "prefix":
        return this.sequence(node.text, "prefix", fields, caps);
      case "loose":
        return this.loose(node.text, fields).filter((place) => !caps || this.isCapitals(place));
      case "or":
        return node.nodes.flatMap((each) => this.places(each, fields, caps));
      case "field":
        return this.places(node.node, [node.field], caps);
      case "caps":
        return this.places(node.node, fields, true);
      case "near": {
        const found: Place[] = [];
        for (const a of this.places(node.left, fields, caps)) {
          for (const b of this.places(node.right, fields, caps)) {
            if (a.field !== b.field) continue;
            const after = b.first - a.last;
            const before = a.first - b.last;
            const apart = after > 0 ? after : node.ordered ? 0 : before;
            if (apart < 1 || apart > node.distance) continue;
            const [first, last] = [Math.min(a.first, b.first), Math.max(a.last, b.last)];
            found.push({ field: a.field, first, last, start: 0, end: 0 });
          }
        }
        return found;
      }
      default:
        throw new Error(`${node.kind} has no places`);
    }
  }

  private sequence(
    text: string,
    kind: "exact" | "prefix" | "loose",
    fields: string[],
    caps: boolean,
  ): Place[] {
    const found: Place[] = [];
    const wanted = read(text);
    for (const field of this.fields) {
      if (!fields.includes(field.name.split(" ")[0] ?? "")) continue;
      for (const from of field.readings) {
        for (const to of this.follow(wanted, 0, field, from.first, kind, [])) {
          const place = {
            field: field.name,
            first: from.first,
            last: to.last,
            start: to.begin,
            end: to.end,
          };
          if (caps && !this.isCapitals(place)) continue;
          if (
            !found.some((p) => p.field === place.field && p.first === place.first && p.last === place.last)
          ) {
            found.push(place);
          }
        }
      }
    }
    return found;
  }

  private isCapitals(place: Place): boolean {
    const text = this.fields.find((field) => field.name === place.field)?.text ?? "";
    return !/\p{Ll}|\p{Lt}/u.test(text.slice(place.start, place.end));
  }

  /** Every way to read `wanted` from its word `w` on at position `p` of a field: the last readings. */
  private follow(
    wanted: Reading[],
    w: number,
    field: Field,
    p: number,
    kind: "exact" | "prefix" | "loose",
    path: Reading[],
  ): (Reading & { begin: number })[] {
    const length = Math.max(...wanted.map((r) => r.last)) + 1;
    const ends: (Reading & { begin: number })[] = [];
    for (const want of wanted) {
      if (want.first !== w || want.kind === PART) continue;
      for (const have of field.readings) {
        if (have.first !== p) continue;
        const isLast = want.last + 1 === length;
        const same =
          kind === "loose"
            ? this.inflects(want, have)
            : kind === "prefix" && isLast
              ? have.form.startsWith(want.form)
              : have.form === want.form;
        if (!same) continue;
        const now = [...path, have];
        if (isLast) ends.push({ ...have, begin: now[0]?.start ?? 0 });
        else ends.push(...this.follow(wanted, want.last + 1, field, have.last + 1, kind, now));
      }
    }
    return ends;
  }

  private inflects(want: Reading, have: Reading): boolean {
    if (want.form === have.form) return true;
    if (this.language === "") return false;
    const stems = stemsOf(this.language, have.raw, have.form);
    return stemsOf(this.language, want.raw, want.form).some((stem) => stems.includes(stem));
  }

  private loose(text: string, fields: string[]): Place[] {
    const parts = text.split(" ").filter((part) => /[\p{L}\p{N}]/u.test(part));
    const all = parts.map((part) => this.sequence(part, "loose", fields, false));
    if (parts.length === 1) return all[0] ?? [];
    const found: Place[] = [];
    for (const order of permutations(parts.map((_, i) => i))) {
      let chains: Place[] = all[order[0] ?? 0] ?? [];
      for (const part of order.slice(1)) {
        chains = chains.flatMap((chain) =>
          (all[part] ?? [])
            .filter((p) => p.field === chain.field && p.first > chain.last && p.first - chain.last <= 3)
            .map((p) => ({ ...p, first: chain.first, start: chain.start })),
        );
      }
      found.push(...chains);
    }
    // For each place that begins one, the shortest.
    return found.filter(
      (a) => !found.some((b) => b.field === a.field && b.first === a.first && b.last < a.last),
    );
  }
}

function read(text: string): Reading[] {
  const words = new Words();
  readWords(text, words);
  return Array.from({ length: words.length }, (_, i) => {
    const raw = text.slice(words.start[i], words.end[i]).toLowerCase().normalize("NFC");
    return {
      form: words.form(i),
      raw: words.kind[i] === JOINED ? raw.replace(/[-‐‑.,]/gu, "") : raw,
      first: words.first[i] ?? 0,
      last: words.last[i] ?? 0,
      start: words.start[i] ?? 0,
      end: words.end[i] ?? 0,
      kind: words.kind[i] ?? 0,
    };
  });
}

function permutations(items: number[]): number[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}
