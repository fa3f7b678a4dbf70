import { expect, test } from "vitest";
import type { FullText } from "../../src/feeds/article-pages.ts";
import { htmlToText } from "../../src/feeds/html.ts";
import { createLateTexts } from "../../src/feeds/late-texts.ts";
import { canonicalUrl } from "../../src/feeds/url.ts";
import type { Log } from "../../src/model/log.ts";
import type { KeptEntry } from "../../src/store/store.ts";
import { draftEntries } from "../../src/stories/draft.ts";
import type { News } from "../../src/stories/news.ts";
import { item } from "../pipeline/desk.ts";
import { feedAt } from "./loopback.ts";

const MINUTE = 60_000;
const feed = feedAt("https://f.example/rss", {}, { fullText: true });
const article: FullText = { from: "article", text: "The whole of it.", author: "", language: "en" };
const away = (again = 0): FullText => ({ from: "feed", note: "503", again });
const forGood: FullText = { from: "feed", note: "404" };

function newsOf(...ids: string[]): News[] {
  const head = { title: "", link: "", language: "en", kind: "rss" as const };
  const document = { feed: head, entries: ids.map((id) => item(id, `Headline ${id}`)), problems: [] };
  const { drafts } = draftEntries(feed, document, 0, { canonicalUrl, htmlToText });
  return drafts.map((draft) => ({ kind: "new", draft }));
}

/** Late texts of which the nth look finds what `looks` says; its sleeps take no time until `asleep` stops them. */
function lateTexts(looks: Record<string, FullText>[], asleep = false, kept: KeptEntry[] = []) {
  const slept: number[] = [];
  const asked: string[][] = [];
  const taken: string[] = [];
  const given: string[] = [];
  const logged: string[] = [];
  const note = (level: string) => (_: unknown, text: string) => void logged.push(`${level}: ${text}`);
  const log: Log = { error: note("error"), warn: note("warn"), info: note("info"), debug: note("debug") };
  const late = createLateTexts({
    fullTexts: {
      async read(_, news) {
        asked.push(news.map(({ draft }) => draft.guid));
        return new Map(Object.entries(looks[asked.length - 1] ?? {}));
      },
    },
    clock: {
      now: () => 0,
      monotonic: () => 0,
      sleep: (ms, signal) => {
        slept.push(ms);
        if (!asleep) return Promise.resolve();
        return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
      },
    },
    log,
    source: {
      feeds: async () => [feed, feedAt("https://f.example/plain")].map((f, n) => ({ ...f, id: n + 1 })),
      teasers: async () => kept,
      async giveUp(_, guids) {
        given.push(...guids);
      },
    },
    async take(_, draft) {
      taken.push(draft.guid);
    },
  });
  /** Resolves when it has done what it does. */
  const settled = async () => {
    for (let n = 0; n < 50; n++) await Promise.resolve();
    await late.stop();
  };
  return { late, slept, asked, taken, given, logged, settled };
}

test("what could not be had for a passing reason is looked for again, less and less often, four times in all", async () => {
  const d = lateTexts([
    { a: away(), b: article, c: away(), d: away() },
    { a: away(), c: forGood, d: away(10 * MINUTE) },
    { a: away(), d: article },
  ]);
  const first = { a: away(), b: away(), c: away(), d: away(), e: forGood, f: article };
  d.late.wait(feed, newsOf("a", "b", "c", "d", "e", "f"), new Map(Object.entries(first)));
  await d.settled();
  expect(d.asked.map((guids) => guids.toSorted())).toEqual([
    ["a", "b", "c", "d"],
    ["a", "c", "d"],
    ["a", "d"],
  ]);
  expect(d.taken).toEqual(["b", "d"]);
  expect(d.slept).toEqual([MINUTE, 5 * MINUTE, 30 * MINUTE]);
  expect(d.given.toSorted()).toEqual(["a", "b", "c", "d"]);
});

test("a server that asks for an hour gets it, one that asks for a day is left alone", async () => {
  const hour = lateTexts([{ a: article }]);
  hour.late.wait(feed, newsOf("a"), new Map([["a", away(60 * MINUTE)]]));
  await hour.settled();
  expect([hour.slept, hour.taken]).toEqual([[60 * MINUTE], ["a"]]);
  const day = lateTexts([{ a: article }]);
  day.late.wait(feed, newsOf("a"), new Map([["a", away(24 * 60 * MINUTE)]]));
  await day.settled();
  expect([day.slept, day.asked, day.given]).toEqual([[], [], ["a"]]);
});

test("a stop ends what waits, and no more than 500 do", async () => {
  const d = lateTexts([], true);
  const many = (n: number, prefix: string) => Array.from({ length: n }, (_, i) => `${prefix}${i}`);
  const wait = (ids: string[]) => d.late.wait(feed, newsOf(...ids), new Map(ids.map((id) => [id, away()])));
  wait(many(400, "a"));
  wait(many(400, "b"));
  wait(many(100, "c"));
  await d.settled();
  expect(d.slept).toHaveLength(2);
  expect([d.asked, d.given]).toEqual([[], []]);
  expect(d.logged).toEqual(["warn: too many articles wait to be looked for again"]);
  wait(many(1, "d"));
  expect(d.slept).toHaveLength(2);
});

test("after a restart, young entries without their articles are looked for again, of feeds that still want them", async () => {
  const kept = (id: number, of: number) =>
    newsOf(`e${id}`).map(
      ({ draft }): KeptEntry => ({ ...draft, id, feed: of, story: id, textFrom: "feed", textNote: "503" }),
    );
  const d = lateTexts([{ e1: article, e2: forGood }], false, [
    ...kept(1, 1),
    ...kept(2, 1),
    ...kept(3, 2),
    ...kept(4, 9),
  ]);
  await d.late.resume();
  await d.settled();
  expect([d.slept, d.asked, d.taken, d.logged]).toEqual([[MINUTE], [["e1", "e2"]], ["e1"], []]);
});
