import { describe, expect, test } from "vitest";
import { compile } from "../../src/matching/compile.ts";
import { explain } from "../../src/matching/explain.ts";
import { Frequencies } from "../../src/matching/frequency.ts";
import type { Article } from "../../src/model/entry.ts";
import type { Entity, WatchList, WatchListFilters } from "../../src/model/watchlist.ts";
import { articleOf, listOf } from "./articles.ts";

const ENTITIES: Entity[] = [
  { key: "putin", name: "Vladimir Putin", aliases: [{ text: "Putin" }, { text: "Путин" }] },
  {
    key: "zelenskyy",
    name: "Volodymyr Zelenskyy",
    aliases: [{ text: "Zelenskyy" }, { text: "Zelensky" }, { text: "Zelenskiy" }, { text: "Зеленский" }],
  },
  { key: "carl-levin", name: "Carl Levin", aliases: [{ text: "Levin", ambiguous: true }] },
  { key: "john-smith", name: "John Smith", aliases: [{ text: "Smith" }] },
  { key: "ann-smith", name: "Ann Smith", aliases: [{ text: "Smith" }] },
  { key: "us", name: "United States", aliases: [{ text: "US" }] },
];

function match(list: Partial<WatchList>, article: Partial<Article> | string) {
  return compile([listOf(list)], ENTITIES).match(articleOf(article))[0];
}

function why(list: Partial<WatchList>, article: Partial<Article> | string): string {
  return explain(compile([listOf(list)], ENTITIES), articleOf(article), "list")?.text ?? "";
}

describe("a phrase that names entities", () => {
  const list = { phrases: [{ text: "Putin-Zelenskyy meeting", wordings: {} }] };
  test.each([
    "Putin–Zelensky meeting",
    "PUTIN-ZELENSKIY MEETING",
    "Putin's meeting with Zelenskiy",
    "Plans for a meeting between Vladimir Putin and Volodymyr Zelenskyy grow",
    "Zelensky agrees to meet Putin",
    "Putin, Zelenskiy to hold talks",
    "Putin ready for a sit-down with Ukraine's Zelensky",
    "Putin and Zelensky met in Istanbul",
  ])("is found in “%s”", (title) => {
    expect(match(list, { title, language: "en" })?.terms[0]?.term).toBe("Putin-Zelenskyy meeting");
  });

  test.each([
    "Putin and Zelensky",
    "Putin meeting",
    "Putin meets Xi as Zelensky visits Paris",
    "Putin spoke. Zelensky talks",
    "Putin said on Tuesday in a long speech to the nation that he saw no meeting, and Zelensky agreed",
    "Poutine and Zelensky meeting",
  ])("is not found in “%s”", (title) => {
    expect(match(list, { title, language: "en" })).toBeUndefined();
  });

  test("is found in the article's language", () => {
    expect(match(list, { title: "Путин и Зеленский встретятся", language: "ru" })).toBeDefined();
  });

  test("a wording lends only the synonyms that it has in its own language", () => {
    const talks = {
      phrases: [{ text: "Putin-Zelenskyy meeting", wordings: { pl: ["rozmowy Putina z Zelensky"] } }],
    };
    const entities = ENTITIES.map((entity) =>
      entity.key === "putin" ? { ...entity, aliases: [...entity.aliases, { text: "Putina" }] } : entity,
    );
    const matcher = compile([listOf(talks)], entities);
    const found = (title: string, language: string) => matcher.match(articleOf({ title, language })).length;
    expect(found("Putin again calls Zelensky illegitimate", "en")).toBe(0);
    expect(found("Putin holds talks with Zelensky", "en")).toBe(1);
  });

  test("is found in every case of a Russian word", () => {
    const list = { phrases: [{ text: "Putin-Zelenskyy summit", wordings: {} }] };
    for (const title of ["Саммит Путин – Зеленский", "После саммита: Путин, Зеленский на саммите"]) {
      expect(match(list, { title, language: "ru" }), title).toBeDefined();
    }
  });

  test("but not where it is exact", () => {
    const exact = { phrases: [{ text: "Putin-Zelenskyy meeting", wordings: {}, exact: true }] };
    expect(match(exact, "Putin-Zelenskyy meeting")).toBeDefined();
    expect(match(exact, "Putin-Zelensky meeting")).toBeUndefined();
  });
});

describe("a phrase", () => {
  const list = {
    phrases: [{ text: "security guarantees", wordings: { de: ["Sicherheitsgarantien"] }, within: "ukrain*" }],
  };
  test("is found with its variations and in its other wordings, within its subject", () => {
    expect(match(list, { title: "Who will guarantee Ukraine's security?", language: "en" })).toBeDefined();
    expect(
      match(list, { title: "Sicherheitsgarantien für die Ukraine", language: "de" })?.terms[0]?.term,
    ).toBe("security guarantees");
    expect(match(list, { title: "Security guarantees for Taiwan", language: "en" })).toBeUndefined();
    expect(match(list, { title: "Ukraine loan guarantees", language: "en" })).toBeUndefined();
  });

  test("says what it lacked", () => {
    expect(why(list, { title: "Security guarantees for Taiwan", language: "en" })).toBe(
      "the nearest miss is phrase “security guarantees”: found (“Security guarantees” in the title), but not tied to the subject: within “ukrain*”",
    );
  });
});

describe("entities", () => {
  test("alone never match, unless so many are enough", () => {
    const list = { entities: ["putin", "zelenskyy", "us"], phrases: [{ text: "peace deal", wordings: {} }] };
    expect(match(list, "Putin and Zelensky")).toBeUndefined();
    expect(match({ ...list, enough: 2 }, "Putin and Zelensky")?.reason).toBe(
      "2 entities together: “Putin” in the title, “Zelensky” in the title",
    );
    expect(match({ ...list, enough: 2 }, "Putin and Vladimir Putin")).toBeUndefined();
    expect(why({ ...list, enough: 2 }, "Putin and Paris")).toContain("1 of 2 found (@putin)");
  });

  test("a name is found with an initial in it, and with nothing else", () => {
    const list = { queries: ["@putin"] };
    expect(match(list, "Vladimir V. Putin arrives")?.terms[0]?.text).toBe("Vladimir V. Putin");
    const named = (title: string) => match({ queries: ["@carl-levin"] }, title) !== undefined;
    expect(named("Senator Carl M. Levin retires")).toBe(true);
    expect(named("Carl and Levin")).toBe(false);
    expect(named("Carl y Levin")).toBe(false);
  });

  test("an ambiguous alias counts only near another term", () => {
    const list = { queries: ["@carl-levin AND senate"] };
    expect(match(list, { content: "Carl Levin, of the Senate. Later Levin said" })).toBeDefined();
    expect(match(list, { content: "Levin spoke in the Senate" })).toBeDefined();
    expect(match({ queries: ["@carl-levin"] }, { content: "Levin spoke in the house" })).toBeUndefined();
    expect(match(list, { content: `Levin ${"so ".repeat(60)} Senate` })).toBeUndefined();
  });

  test("a name that two entities share links to neither, without a fuller name", () => {
    expect(match({ queries: ["@john-smith"] }, "Smith resigns")).toBeUndefined();
    const found = match({ queries: ["@john-smith"] }, "John Smith resigns; Smith said");
    expect(found?.terms.map((term) => term.text)).toEqual(["John Smith", "Smith"]);
  });

  test("a short form in capitals is not the word", () => {
    expect(match({ queries: ["@us"] }, "they told us")).toBeUndefined();
    expect(match({ queries: ["@us"] }, "the U.S. said")).toBeDefined();
  });
});

describe("filters", () => {
  const list = { queries: ["war"] };
  test("exclude by phrase and by query", () => {
    expect(
      match({ ...list, exclude: ["video game"] }, { title: "war in video games", language: "en" }),
    ).toBeUndefined();
    expect(match({ ...list, exclude: ["title:game OR @putin"] }, "Putin's war")).toBeUndefined();
    expect(match({ ...list, exclude: ["title:game OR @putin"] }, "war")).toBeDefined();
    expect(why({ ...list, exclude: ["game"] }, "war game")).toBe(
      "excluded by “game” (“game” in the title), though it has query “war” (“war” in the title)",
    );
  });

  test("a minimum score keeps passing mentions out", () => {
    const mention = { title: "Markets", content: `${"word ".repeat(200)}war` };
    expect(match({ ...list, filters: { minimumScore: 20 } }, mention)).toBeUndefined();
    expect(match({ ...list, filters: { minimumScore: 20 } }, "war")).toBeDefined();
    expect(why({ ...list, filters: { minimumScore: 20 } }, mention)).toContain("its score is 10, under 20");
  });

  test("a list may count a title more, and what stands deep in the text not at all", () => {
    const score = (weights: WatchListFilters["weights"], article: Partial<Article> | string) =>
      match({ ...list, filters: weights === undefined ? {} : { weights } }, article)?.score;
    const deep = { title: "Markets", content: `${"word ".repeat(200)}war` };
    const lead = { title: "Markets", summary: "", content: "war" };
    expect(score(undefined, "war")).toBe(55);
    expect(score({ title: 80 }, "war")).toBe(80);
    expect(score({ title: 80 }, { title: "Markets", summary: "war" })).toBe(35);
    expect(score({ lead: 60 }, lead)).toBe(60);
    expect(score({ lead: 60 }, deep)).toBe(10);
    expect(score({ content: 0 }, deep)).toBe(0);
    // By a query that is no phrase of words too, and in what is said of a miss.
    const query = { queries: ["war AND markets"], filters: { minimumScore: 40, weights: { title: 20 } } };
    expect(match(query, "War and markets")).toBeUndefined();
    expect(why(query, "War and markets")).toContain("its score is 36, under 40");
    expect(match({ queries: query.queries }, "War and markets")?.score).toBe(80);
  });

  test("languages, outlets, tiers and entities that must be there", () => {
    const of = (filters: WatchList["filters"]) => (article: Partial<Article>, tier?: 1 | 2 | 3) => {
      const wanted = { ...list, ...(filters === undefined ? {} : { filters }) };
      return compile([listOf(wanted)], ENTITIES).match(
        articleOf({ title: "war", ...article }),
        tier === undefined ? {} : { tier },
      ).length;
    };
    expect(of({ languages: { only: ["en"] } })({ language: "en-GB" })).toBe(1);
    expect(of({ languages: { only: ["en"] } })({ language: "fr" })).toBe(0);
    expect(of({ languages: { not: ["en"] } })({ language: "en-GB" })).toBe(0);
    expect(of({ outlets: { only: ["reuters"] } })({ outlet: "Reuters" })).toBe(1);
    expect(of({ outlets: { only: ["reuters"] } })({ outlet: "Blog" })).toBe(0);
    expect(of({ outlets: { not: ["Blog"] } })({ outlet: "blog" })).toBe(0);
    expect(of({ tier: 2 })({}, 3)).toBe(0);
    expect(of({ tier: 2 })({}, 2)).toBe(1);
    expect(of({ must: ["putin"] })({})).toBe(0);
    expect(of({ must: ["putin"] })({ content: "Putin" })).toBe(1);
  });
});

describe("a matcher", () => {
  test("takes lists up, replaces and drops them without being made anew", () => {
    const matcher = compile(
      [listOf({ name: "a", queries: ["war"] }), listOf({ name: "b", queries: ["war"] })],
      ENTITIES,
    );
    const names = (title: string) => matcher.match(articleOf(title)).map((each) => each.watchList);
    expect(names("war")).toEqual(["a", "b"]);
    matcher.put(listOf({ name: "a", queries: ["~peace talk~ OR wars"] }));
    expect(names("war")).toEqual(["b"]);
    expect(names("wars")).toEqual(["a"]);
    matcher.put(listOf({ name: "c", queries: ["war*"] }));
    expect(names("war")).toEqual(["b", "c"]);
    matcher.remove("b");
    expect(names("war")).toEqual(["c"]);
    matcher.put(listOf({ name: "a", queries: ["war"] }));
    expect(names("war")).toEqual(["a", "c"]);
    expect(matcher.names).toEqual(["a", "c"]);
  });

  test("finds whatever was added, however much was there before", () => {
    for (let before = 1; before < 9; before++) {
      const words = [...Array(24).keys()].map((i) => `word${i}`);
      const matcher = compile([listOf({ queries: [words.slice(0, before).join(" OR ")] })], []);
      expect(matcher.match(articleOf("nothing"))).toEqual([]);
      matcher.put(listOf({ queries: [words.join(" OR ")] }));
      expect(words.filter((word) => matcher.match(articleOf(word)).length === 0)).toEqual([]);
    }
  });

  test("finds an added word however the texts before spelt it", () => {
    const spellings = [
      "etat",
      "ETAT",
      "état",
      "e\u0301tat",
      "ＥＴＡＴ",
      "l’état",
      "état-major",
      "x".repeat(70),
    ];
    for (const query of ["war", "~war~"]) {
      const matcher = compile([listOf({ name: "a", queries: [query] })], []);
      const found = (language: string) =>
        spellings.filter((title) => matcher.match(articleOf({ title, language })).length > 0);
      expect([found("fr"), found("")]).toEqual([[], []]);
      matcher.put(listOf({ name: "b", queries: [`etat OR ${"x".repeat(70)}`] }));
      expect([found("fr"), found("")]).toEqual([spellings, spellings]);
    }
  });

  test("stays as it was when a list is faulty", () => {
    const matcher = compile([listOf({ queries: ["war"] })], ENTITIES);
    expect(() => matcher.put(listOf({ queries: ["war", "peace AND"] }))).toThrow(
      "watch list “list”, query 2: column 10: found the end of the query",
    );
    expect(() => matcher.put(listOf({ queries: ["@putni"] }))).toThrow("@putin perhaps");
    expect(matcher.match(articleOf("war"))).toHaveLength(1);
  });
});

test("what a stream teaches changes what is tried, never what is found", () => {
  const frequencies = new Frequencies();
  for (let i = 0; i < 1500; i++) frequencies.add(articleOf(i % 2 === 0 ? "war and oil" : "oil"));
  expect(frequencies.of("oil")).toBe(1000);
  expect(frequencies.of("war")).toBe(500);
  expect(frequencies.of("zebra")).toBeLessThan(1);
  const lists = ["war AND zebra", "oil AND war", "~oil war~ NOT zebra"].map((query, i) =>
    listOf({ name: String(i), queries: [query] }),
  );
  const taught = compile(lists, [], { frequencies });
  for (const title of ["zebra war", "oil war", "war", "the oil of war"]) {
    expect(taught.match(articleOf(title))).toEqual(compile(lists, []).match(articleOf(title)));
  }
  taught.match(articleOf("war and oil"));
  const before = taught.counts.evaluated;
  taught.match(articleOf("war"));
  expect(taught.counts.evaluated).toBe(before);
});

describe("a miss", () => {
  test.each([
    ["oil NEAR/10 price", `oil ${"so ".repeat(13)}price`, "NEAR/10 failed: 14 words apart"],
    ["oil BEFORE/5 price", "price of oil", "BEFORE/5 failed: price stands before oil"],
    ["oil NEAR/5 price", "oil up", "NEAR/5 failed: price was not found"],
    ["oil AND price", "oil", "price was not found"],
    ["oil NOT price", "oil price", "NOT failed: “price” in the title"],
    ["atleast/3(oil)", "oil oil", "atleast/3 failed: oil found 2 times"],
    ["CAPS(oil)", "Oil", "“Oil” is not all in capitals"],
    ["summary:oil", "oil", "oil stands in the title only"],
    ["~crude oil~", "crude is not what is called oil", "its parts stand 6 words apart, at most 3 would do"],
  ])("of %s in “%s”: %s", (query, title, text) => {
    expect(why({ queries: [query] }, { title, language: "en" })).toContain(text);
  });
});

test("wants any, some or all of its phrases and queries together", () => {
  const terms = { phrases: [{ text: "rail strike", wordings: {} }], queries: ["pay", "union* NEAR/3 vote"] };
  const texts = ["Rail strike over pay", "Rail strikes", "Rail strike over pay: union to vote", "Pay rises"];
  const matched = (together: number | "all" | undefined) =>
    texts.map((text) => match({ ...terms, ...(together !== undefined && { together }) }, text) !== undefined);
  expect(matched(undefined)).toEqual([true, true, true, true]);
  expect(matched(2)).toEqual([true, false, true, false]);
  expect(matched("all")).toEqual([false, false, true, false]);
  // What was taken off a list since leaves it wanting all that it has.
  expect(matched(9)).toEqual(matched("all"));
  expect(match({ ...terms, together: 2 }, texts[0] ?? "")?.reason).toBe(
    "2 of its 3 phrases and queries together: “Rail strike” in the title, “pay” in the title",
  );
  expect(why({ ...terms, together: 2 }, "Rail strikes")).toMatch(/1 of 2 found \(rail strike\)/);
});
