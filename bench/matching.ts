import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import AhoCorasick from "modern-ahocorasick";
import { RE2Set } from "re2js";
import { compile, type Matcher } from "../src/matching/compile.ts";
import { Frequencies } from "../src/matching/frequency.ts";
import type { Article } from "../src/model/entry.ts";
import type { WatchList } from "../src/model/watchlist.ts";
import { newsroomQuery, peopleNames, random, realNews, Vocabulary, type Wording } from "./newsroom.ts";

/** Processor time of this process in seconds: a busy machine disturbs it less than the clock. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Something done with articles, to be measured. */
interface Runner {
  articles: readonly Article[];
  work(article: Article): unknown;
}

const ROUNDS = 5;

/**
 * Processor time in microseconds that each takes an article, once it is warm: the least of several rounds, in which
 * all take their turns, so that what else the machine does hits them alike. A round is as many passes as `least`
 * seconds take.
 */
function race(runners: readonly Runner[], least = 0.3): number[] {
  const best = runners.map(() => Number.POSITIVE_INFINITY);
  for (const { articles, work } of runners) {
    for (const begun = cpu(); ; ) {
      for (const article of articles) work(article);
      if (cpu() - begun >= 1) break;
    }
  }
  for (let round = 0; round < ROUNDS; round++) {
    runners.forEach(({ articles, work }, i) => {
      const begun = cpu();
      let passes = 0;
      for (; passes === 0 || cpu() - begun < least; passes++) for (const article of articles) work(article);
      best[i] = Math.min(best[i] ?? 0, ((cpu() - begun) * 1e6) / articles.length / passes);
    });
  }
  return best;
}

/** Matches an article, on average. */
function matchesEach(matcher: Matcher, articles: readonly Article[]): string {
  const all = articles.reduce((sum, article) => sum + matcher.match(article).length, 0);
  return (all / articles.length).toFixed(2);
}

function textOf(article: Article): string {
  return `${article.title}\n${article.summary}\n${article.content}`;
}

function listOf(name: string, fields: Partial<WatchList>): WatchList {
  return {
    name,
    title: name,
    priority: "normal",
    entities: [],
    phrases: [],
    queries: [],
    exclude: [],
    channels: [],
    ...fields,
  };
}

/** Phrases with all their variations, ten to a list. */
function phraseLists(terms: readonly string[]): WatchList[] {
  return Array.from({ length: Math.ceil(terms.length / 10) }, (_, i) =>
    listOf(`list-${i}`, {
      phrases: terms.slice(i * 10, i * 10 + 10).map((text) => ({ text, wordings: {} })),
    }),
  );
}

function escaped(term: string): string {
  return term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Distinct names, pairs of words and words: what editors list. */
function termsOf(wording: Wording, count: number): string[] {
  const next = random(11);
  const terms = new Set<string>();
  const { vocabulary, people } = wording;
  const pick = (list: readonly string[]) => list[Math.floor(next() * list.length)] ?? "";
  while (terms.size < count) {
    const kind = next();
    const person = people[Math.floor(next() * people.length)] ?? vocabulary.names;
    if (kind < 0.3) terms.add(pick(person));
    // Names there are not enough of: a given name of one and the surname of another make more.
    else if (kind < 0.7)
      terms.add(
        `${pick(person).split(" ")[0]} ${pick(people[Math.floor(next() * people.length)] ?? ["Doe"])
          .split(" ")
          .at(-1)}`,
      );
    else if (kind < 0.85) terms.add(pick(vocabulary.names));
    else if (kind < 0.99) terms.add(pick(vocabulary.pairs));
    else terms.add(pick(vocabulary.words.slice(300)));
  }
  return [...terms];
}

function benchTerms(wording: Wording, short: readonly Article[], frequencies: Frequencies): string[] {
  const rows = [
    "| terms | Wirewatch, µs an article | matches each | RegExp loop, exact | times | RegExp loop, loose | times | re2js set | times | Aho-Corasick | times |",
    "|---|---|---|---|---|---|---|---|---|---|---|",
  ];
  for (const count of [10, 1_000, 10_000, 100_000]) {
    const terms = termsOf(wording, count);
    const articles = short.slice(0, 2_000);
    const matcher = compile(phraseLists(terms), [], { frequencies });
    const some = articles.slice(0, Math.max(5, Math.min(2_000, 200_000 / count)));
    const automaton = new AhoCorasick(terms.map((term) => term.toLowerCase()));
    // Each loose pattern takes milliseconds to compile, when it is first run; the set as long for an article.
    const few = count <= 1_000;
    const set = few ? re2Set(terms) : undefined;
    const [own = 0, loop = 0, aho = 0, loose, re2] = race([
      { articles, work: (article) => matcher.match(article) },
      loopOf(terms.map(exactPattern), some),
      {
        articles: articles.slice(0, 300),
        work: (article) => automaton.search(textOf(article).toLowerCase()),
      },
      ...(few ? [loopOf(terms.map(loosePattern), some.slice(0, 50))] : []),
      ...(set === undefined
        ? []
        : [{ articles: some.slice(0, 20), work: (article: Article) => set.match(textOf(article)) }]),
    ]);
    const ratio = (rival: number | undefined) => (rival === undefined ? "" : (rival / own).toFixed(1));
    rows.push(
      `| ${count} | ${own.toFixed(1)} | ${matchesEach(matcher, articles)} | ${loop.toFixed(0)} | ${ratio(loop)} | ${loose?.toFixed(0) ?? "not tried"} | ${ratio(loose)} | ${re2?.toFixed(0) ?? "not tried"} | ${ratio(re2)} | ${aho.toFixed(1)} | ${ratio(aho)} |`,
    );
  }
  return rows;
}

/** A term as it stands, in any case, with no letter or digit on either side. */
function exactPattern(term: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped(term)}(?![\\p{L}\\p{N}])`, "iu");
}

/** About what a phrase means: any endings, up to two words between, and of two words either order. */
function loosePattern(term: string): RegExp {
  const words = term.split(/\s+/).map((word) => `${escaped(word)}\\p{L}*`);
  const gap = "(?:[^\\p{L}\\p{N}]+[\\p{L}\\p{N}]+){0,2}[^\\p{L}\\p{N}]+";
  const orders = words.length === 2 ? [words, words.toReversed()] : [words];
  const any = orders.map((order) => order.join(gap)).join("|");
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${any})(?![\\p{L}\\p{N}])`, "iu");
}

/** A loop over compiled patterns. */
function loopOf(patterns: readonly RegExp[], articles: readonly Article[]): Runner {
  return {
    articles,
    work(article) {
      const text = textOf(article);
      let found = 0;
      for (const pattern of patterns) if (pattern.test(text)) found++;
      return found;
    },
  };
}

function re2Set(terms: readonly string[]): { match(text: string): unknown } {
  const set = new RE2Set(RE2Set.UNANCHORED, 1);
  for (const term of terms) set.add(`\\b${escaped(term)}\\b`);
  set.compile();
  return set;
}

function benchQueries(
  wording: Wording,
  news: { short: Article[]; long: Article[] },
  frequencies: Frequencies,
): string[] {
  const rows = [
    "| 100,000 queries | compiled in s, by the clock | MB | articles | words | a second | matches each | evaluated per match |",
    "|---|---|---|---|---|---|---|---|",
  ];
  for (const near of [false, true]) {
    const next = random(7);
    const lists = Array.from({ length: 100_000 }, (_, i) =>
      listOf(String(i), { queries: [newsroomQuery(next, wording, near)] }),
    );
    const heap = heapUsed();
    const begun = cpu();
    const start = performance.now();
    const matcher = compile(lists, [], { frequencies });
    const clock = (performance.now() - start) / 1000;
    const compiled = cpu() - begun;
    const size = (heapUsed() - heap) / 2 ** 20;
    const added = Array.from({ length: 1_000 }, () => newsroomQuery(next, wording, near));
    const kinds = [
      ["short", news.short.filter((_, i) => i % 2 === 0)],
      ["long", news.long],
    ] as const;
    const costs = race(
      kinds.map(([, articles]) => ({ articles, work: (article) => matcher.match(article) })),
    );
    for (const [k, [name, articles]] of kinds.entries()) {
      const each = costs[k] ?? 0;
      const before = { ...matcher.counts };
      for (const article of articles) matcher.match(article);
      const held = matcher.counts.held - before.held;
      const evaluated = matcher.counts.evaluated - before.evaluated;
      const words = articles.reduce((sum, a) => sum + textOf(a).split(/\s+/).length, 0) / articles.length;
      rows.push(
        `| ${near ? "all NEAR" : "of newsroom shape"} | ${clock.toFixed(1)} (CPU ${compiled.toFixed(1)}) | ${size.toFixed(0)} | ${name} | ${words.toFixed(0)} | ${(1e6 / each).toFixed(0)} | ${matchesEach(matcher, articles)} | ${(evaluated / held).toFixed(1)} |`,
      );
    }
    rows.push(`| | | | one more query, added to them | | ${addCost(matcher, added)} | | |`);
  }
  return rows;
}

function addCost(matcher: Matcher, queries: readonly string[]): string {
  const begun = cpu();
  queries.forEach((query, i) => {
    matcher.put(listOf(`added-${i}`, { queries: [query] }));
  });
  return `${(((cpu() - begun) * 1e6) / queries.length).toFixed(0)} µs`;
}

function heapUsed(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed;
}

/** The whole process: node, the launcher, reading, matching, writing. */
async function benchProcess(news: { short: Article[] }): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "wirewatch-bench-"));
  const file = join(folder, "articles.ndjson");
  const count = 200_000;
  const lines = news.short.map((article) => JSON.stringify(article));
  writeFileSync(file, `${Array.from({ length: count }, (_, i) => lines[i % lines.length]).join("\n")}\n`);
  const rows = ["| wirewatch match --json, a whole process | articles a second |", "|---|---|"];
  for (const [name, args] of [
    ["the shipped watch lists", []],
    ["one query", ["--query", "oil NEAR/5 price*"]],
  ] as const) {
    const begun = performance.now();
    await new Promise<void>((resolve, reject) => {
      const bin = join(import.meta.dirname, "..", "bin", "wirewatch.js");
      const child = spawn(process.execPath, [bin, "match", "--json", ...args, file], {
        stdio: ["ignore", "ignore", "inherit"],
      });
      child.on("error", reject);
      child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`match ended with ${code}`))));
    });
    rows.push(`| ${name} | ${(count / ((performance.now() - begun) / 1e3)).toFixed(0)} (by the clock) |`);
  }
  rmSync(folder, { recursive: true });
  return rows;
}

/** Matching: terms against rivals, 100,000 queries, and the command as a process. Processor time, but where said. */
export async function bench(): Promise<string> {
  const news = realNews();
  if (news === undefined) return "Skipped: the news that this is measured on (../shared/data) is not here.";
  const wording = { vocabulary: new Vocabulary(news.short), people: peopleNames() };
  // Terms are those of other articles than are matched: a list never names just what today's news says.
  const others = { ...wording, vocabulary: new Vocabulary(news.short.filter((_, i) => i % 2 === 1)) };
  const frequencies = new Frequencies();
  // One half of the articles teaches which words are rare; the other is matched.
  news.short.forEach((article, i) => {
    if (i % 2 === 1) frequencies.add(article);
  });
  return [
    "Raw text in, normalisation, inflection, scores and reasons included. Processor time on one core, once warm, the least of five rounds in which all take turns. Rivals: each compiled before. RegExp, exact: `iu`, the term as it stands with no letter or digit on either side; loose: any endings, up to two words between, two words in either order, as our phrases do (diacritics and hyphens it minds). The re2js set and Aho-Corasick search exact terms, the latter without minding word boundaries. (The `re2` package downloads or compiles its own binary when it is installed, which this project does without; re2js is the same library in JavaScript.) “Evaluated per match”: queries whose full condition was computed, after their required words (and for NEAR, their distance) were seen.",
    "",
    ...benchTerms(
      others,
      news.short.filter((_, i) => i % 2 === 0),
      frequencies,
    ),
    "",
    ...benchQueries(wording, news, frequencies),
    "",
    ...(await benchProcess(news)),
  ].join("\n");
}
