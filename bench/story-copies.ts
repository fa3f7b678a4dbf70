import { textHash } from "../src/stories/compared.ts";
import { titleKey } from "../src/stories/headline.ts";
import { createStories } from "../src/stories/stories.ts";
import { background, dice, shuffled, type Text } from "./story-data.ts";

/**
 * Syndication: 200 articles of four texts each, 20 edited copies of each, and the other texts as distractors. This
 * script was fixed before anything was tuned by it. An article is sent before its copies, as an agency's is; all else
 * comes in any order within a day.
 */
const ARTICLES = 200;
const PARAGRAPHS = 4;
const COPIES = 20;
/** How often a copy is edited in each way; a copy may be edited in several. */
const EDIT = { headline: 0.6, agency: 0.5, drop: 0.35, move: 0.35, cut: 0.35, insert: 0.35 } as const;
const LONGEST_CUT = 0.3;
/** Texts that local inserts are taken from: they are no distractors. */
const INSERTS = 400;
const AGENCIES = [
  "LONDON (Reuters) - ",
  "PARIS (AFP) - ",
  "WASHINGTON (AP) -- ",
  "By Our Correspondent\n",
  "(Reuters) - ",
];

const SEEDS = [7, 8, 9, 10, 11, 12];

/** Markdown for bench/RESULTS.md. */
export async function bench(): Promise<string> {
  const texts = background();
  if (texts === undefined) return "Skipped: there is no `../shared/data/stories` here.";
  return [
    "One text: 200 articles of four texts each, 20 edited copies of each (dropped and moved paragraphs, cut ends, new",
    "headlines, agency prefixes, local inserts), 6,400 distractors; pairs by `duplicateOf`. Processor time of one core.",
    "",
    "| seed | articles | precision | recall | F1 | articles/s |",
    "| --- | --- | --- | --- | --- | --- |",
    ...SEEDS.map((seed) => {
      const { articles, precision, recall, f1, perSecond } = measureCopies(texts, seed);
      const scores = [precision, recall, f1].map((score) => score.toFixed(4));
      return `| ${[seed, articles, ...scores, Math.round(perSecond)].join(" | ")} |`;
    }),
  ].join("\n");
}

interface Sent {
  /** The article that it is, or is a copy of; undefined for a distractor. */
  family: number | undefined;
  title: string;
  content: string;
}

interface CopyFigures {
  articles: number;
  precision: number;
  recall: number;
  f1: number;
  perSecond: number;
}

/** Groups what the script makes, by `duplicateOf` alone, and counts pairs: of a family, grouped, and both. */
function measureCopies(texts: readonly Text[], seed: number): CopyFigures {
  const sent = send(texts, dice(seed));
  const stories = createStories({ age: 7 * 86_400_000, count: 100_000 });
  const groups: number[] = [];
  const start = Date.UTC(2026, 0, 1);
  const began = process.cpuUsage();
  let begun = 0;
  for (const [i, article] of sent.entries()) {
    const at = start + Math.floor((i * 86_400_000) / sent.length);
    const compared = {
      title: article.title,
      summary: "",
      content: article.content,
      outlet: "",
      language: "en",
    };
    const entry = {
      canonicalUrl: "",
      titleKey: titleKey(article.title, ""),
      textHash: textHash("", article.content),
      firstSeenAt: at,
      language: "en",
      features: stories.features(compared),
    };
    const { story, duplicateOf, features, merges } = stories.place(entry);
    const placed = { ...entry, id: i + 1, story: story ?? ++begun, features };
    stories.apply([duplicateOf === undefined ? placed : { ...placed, duplicateOf }]);
    for (const merge of merges) stories.merge(merge);
    groups.push(duplicateOf === undefined ? i : (groups[duplicateOf - 1] ?? i));
  }
  const seconds = process.cpuUsage(began).user / 1e6;
  return { articles: sent.length, ...counted(sent, groups), perSecond: sent.length / seconds };
}

function send(texts: readonly Text[], next: () => number): Sent[] {
  const mixed = shuffled(texts, next);
  const inserts = mixed.splice(0, INSERTS);
  const whole: Sent[] = [];
  const later: Sent[] = [];
  for (let family = 0; family < ARTICLES; family++) {
    const parts = mixed.splice(0, PARAGRAPHS);
    const paragraphs = parts.map((text) => text.summary);
    whole.push({ family, title: parts[0]?.title ?? "", content: paragraphs.join("\n") });
    for (let copy = 0; copy < COPIES; copy++)
      later.push({ family, ...edited(parts, paragraphs, inserts, next) });
  }
  for (const text of mixed) later.push({ family: undefined, title: text.title, content: text.summary });
  // Articles go out through the day; a copy comes at any time after its own.
  const at = new Map(whole.map((article) => [article.family, next()]));
  return [...whole, ...later]
    .map((article, i) => {
      const first = at.get(article.family) ?? 0;
      return { article, at: i < ARTICLES ? first : first + (1 - first) * next() };
    })
    .sort((a, b) => a.at - b.at)
    .map(({ article }) => article);
}

function edited(
  parts: readonly Text[],
  paragraphs: readonly string[],
  inserts: readonly Text[],
  next: () => number,
): { title: string; content: string } {
  const hit = (part: number) => next() < part;
  const pick = <T>(items: readonly T[]) => items[Math.floor(next() * items.length)];
  let body = [...paragraphs];
  if (hit(EDIT.drop)) body.splice(Math.floor(next() * body.length), 1);
  if (hit(EDIT.move)) body = shuffled(body, next);
  if (hit(EDIT.insert)) body.splice(Math.floor(next() * (body.length + 1)), 0, pick(inserts)?.summary ?? "");
  let content = body.join("\n");
  if (hit(EDIT.cut)) {
    const words = content.split(" ");
    content = words.slice(0, Math.ceil(words.length * (1 - LONGEST_CUT * next()))).join(" ");
  }
  if (hit(EDIT.agency)) content = `${pick(AGENCIES)}${content}`;
  const title = hit(EDIT.headline) ? (pick(parts)?.title ?? "") : (parts[0]?.title ?? "");
  return { title: hit(EDIT.headline) ? `${title}: what we know` : title, content };
}

/** Pairs within families, within groups, and within both. Two distractors are unlabelled, and no pair. */
function counted(
  sent: readonly Sent[],
  groups: readonly number[],
): Pick<CopyFigures, "precision" | "recall" | "f1"> {
  const families = new Map<number, number>();
  const sizes = new Map<number, { all: number; strangers: number }>();
  const both = new Map<string, number>();
  for (const [i, { family }] of sent.entries()) {
    const group = groups[i] ?? i;
    const size = sizes.get(group) ?? { all: 0, strangers: 0 };
    size.all++;
    if (family === undefined) size.strangers++;
    else {
      families.set(family, (families.get(family) ?? 0) + 1);
      both.set(`${family} ${group}`, (both.get(`${family} ${group}`) ?? 0) + 1);
    }
    sizes.set(group, size);
  }
  const pairs = (n: number) => (n * (n - 1)) / 2;
  const sum = (numbers: Iterable<number>) => [...numbers].reduce((a, b) => a + b, 0);
  const found = sum([...both.values()].map(pairs));
  const precision = found / sum([...sizes.values()].map((s) => pairs(s.all) - pairs(s.strangers)));
  const recall = found / sum([...families.values()].map(pairs));
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}
