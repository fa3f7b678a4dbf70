import { describe, expect, test } from "vitest";
import { ask, finds } from "./articles.ts";

describe("words", () => {
  test.each([
    ["war", "The War.", true],
    ["war", "warfare", false],
    ["war", "Wars", false],
    ["ukraine", "l'Ukraine", true],
    ["l'Ukraine", "Ukraine", true],
    ["putin", "Putin’s plan", true],
    ["putin's", "PUTIN", true],
    ["US", "the U.S. said", true],
    ["U.S.", "US-led", true],
    ["U.S.A.", "USA", true],
    ["lodz", "Łódź", true],
    ["STRASSE", "Straße", true],
    ["istanbul", "İSTANBUL", true],
    ["isparta", "ISPARTA", true],
    ["diyarbakir", "Diyarbakır", true],
    ["елка", "ёлка", true],
    ["мои", "мой", false],
    ["мой", "мои\u0306", true],
    ["киiв", "київ", false],
    ["ceasefire", "cease-fire", true],
    ["cease-fire", "ceasefire", true],
    ["cease-fire", "a cease fire", true],
    ["fire", "cease-fire", true],
    ["ceasefire", "cease fire", false],
    ["ceasefire", "cease–fire", false],
    ["ceasefire", "cease\u00adfire", true],
    ["ceasefire", "cease\u2011fire", true],
    ["COVID-19", "Covid19", true],
    ["covid", "COVID-19", true],
    ["AT&T", "AT&T's", true],
    ["AT&T", "at T", false],
    ["putin", "ＰＵＴＩＮ", true],
    ["putin", "Pu\u200btin", true],
    ["putin", "🇷🇺Putin🇺🇦", true],
    ["putin", "#Putin", true],
    ["10,000", "10000 men", true],
    ["10", "10,000 men", false],
    ["O'Brien", "OBrien", true],
    ["Україна", "УКРАЇНА", true],
    ["п'ять", "п’ять", true],
    ["普京", "俄罗斯总统普京今天", true],
    ["京都", "东京", false],
    ["garantien", "Sicherheitsgarantien", false],
  ])("%s in “%s”: %s", (query, text, found) => {
    expect(finds(query, text)).toBe(found);
  });

  test("are looked for in title, summary and content", () => {
    for (const field of ["title", "summary", "content"]) expect(finds("war", { [field]: "war" })).toBe(true);
    for (const field of ["outlet", "author", "url"]) expect(finds("war", { [field]: "war" })).toBe(false);
    expect(finds("war", { categories: ["war"] })).toBe(false);
  });
});

describe("prefixes, quotations, phrases", () => {
  test.each([
    ["gu*", "guns", true],
    ["guarant*", "Guaranteed", true],
    ["guarant*", "guaran", false],
    ["cease-f*", "ceasefires", true],
    ['"direct talks"', "direct, talks", true],
    ['"direct talks"', "Be direct. Talks follow", true],
    ['"direct talks"', "direct peace talks", false],
    ['"direct talks"', "talks direct", false],
    ['"direct talks"', "direct-talks", true],
    ["~security guarantee~", "guaranteeing security", true],
    ["~security guarantee~", "guarantees for the security", true],
    ["~security guarantee~", "guarantees for all the security", false],
    ["~guarantee~", "guaranteed", true],
    ["guarantee", "guaranteed", false],
  ])("%s in “%s”: %s", (query, text, found) => {
    expect(finds(query, { title: text, language: "en" })).toBe(found);
  });

  test("nothing crosses from field to field", () => {
    const article = { title: "direct", summary: "talks", language: "en" };
    for (const query of ['"direct talks"', "~direct talks~", "direct NEAR/100 talks"])
      expect(finds(query, article)).toBe(false);
    expect(finds('category:"world news"', { categories: ["World", "News"] })).toBe(false);
    expect(finds('category:"world news"', { categories: ["World news"] })).toBe(true);
  });

  test("inflection is that of the article's language, and none where it has no stemmer", () => {
    expect(finds("~гарантия безопасности~", { title: "гарантиями безопасности", language: "ru" })).toBe(true);
    expect(finds("~гарантія безпеки~", { title: "гарантіями безпеки", language: "uk" })).toBe(true);
    expect(finds("~gwarancja bezpieczeństwa~", { title: "gwarancje bezpieczeństwa", language: "pl" })).toBe(
      true,
    );
    expect(finds("~negociación~", { title: "negociaciones", language: "es" })).toBe(true);
    expect(finds("~negociação~", { title: "NEGOCIAÇÕES", language: "pt-BR" })).toBe(true);
    expect(finds("~guarantee~", { title: "guaranteed", language: "xx" })).toBe(false);
    expect(finds("~guarantee~", { title: "guarantee", language: "xx" })).toBe(true);
    expect(
      finds("~security guarantee~", { title: "They said the security of the country was guaranteed" }),
    ).toBe(false);
    expect(finds("~security guarantee~", { title: "They said that security is guaranteed" })).toBe(true);
  });
});

describe("NEAR and BEFORE", () => {
  const text = "one two three four five";
  test.each([
    ["one NEAR/1 two", true],
    ["two NEAR/1 one", true],
    ["one NEAR/1 three", false],
    ["one NEAR/4 five", true],
    ["one NEAR/3 five", false],
    ["one BEFORE/1 two", true],
    ["two BEFORE/1 one", false],
    ["one BEFORE/4 five", true],
    ["one NEAR/2 one", false],
    ['"one two" NEAR/1 three', true],
    ['"one two" NEAR/1 two', false],
    ['"one two" BEFORE/2 "four five"', true],
    ["(nine OR two) NEAR/1 (three OR ten)", true],
    ["(one NEAR/1 two) BEFORE/1 three", true],
    ["(one NEAR/1 two) BEFORE/1 four", false],
    ["thr* NEAR/1 four", true],
    ["title:one NEAR/1 two", true],
    ["title:one NEAR/1 summary:two", false],
  ])("%s: %s", (query, found) => {
    expect(finds(query, { title: text })).toBe(found);
  });

  test("two places of one word are two places", () => {
    expect(finds("war NEAR/3 war", "war on war")).toBe(true);
    expect(finds("war NEAR/1 war", "war on war")).toBe(false);
  });

  test("a compound takes its parts' positions", () => {
    expect(finds("ceasefire NEAR/1 talks", "cease-fire talks")).toBe(true);
    expect(finds("peace NEAR/2 talks", "peace cease-fire talks")).toBe(false);
    expect(finds("peace NEAR/3 talks", "peace cease-fire talks")).toBe(true);
  });

  test("reach 100 words and no further", () => {
    const apart = (n: number) => `war ${"so ".repeat(n - 1)}peace`;
    expect(finds("war NEAR/100 peace", { content: apart(100) })).toBe(true);
    expect(finds("war NEAR/100 peace", { content: apart(101) })).toBe(false);
  });
});

describe("fields and functions", () => {
  const article = {
    title: "War and peace",
    summary: "Peace, says the US",
    content: "peace us",
    outlet: "The Example Times",
    author: "Ann O'Brien",
    url: "https://www.news.example/world/peace-talks?id=7",
    language: "en-GB",
    categories: ["World", "Peace talks"],
  };
  test.each([
    ["title:war", true],
    ["summary:war", false],
    ["title:peace war", true],
    ["summary:says war", true],
    ["summary:(says war)", false],
    ["summary:(says title:war)", true],
    ['outlet:"example times"', true],
    ["outlet:example", true],
    ["outlet:exam", false],
    ["author:o'brien", true],
    ["category:talks", true],
    ["category:world", true],
    ["url:peace", true],
    ["url:peacetalks", true],
    ["url:news.example", true],
    ["language:en", true],
    ["language:en-gb", true],
    ["language:EN", true],
    ["language:gb", false],
    ["language:en-us", false],
    ["language:e", false],
    ["language:(fr OR en)", true],
    ["body:us", true],
    ["lang:en", true],
    ["atleast/3(peace)", true],
    ["atleast/4(peace)", false],
    ["title:atleast/2(peace)", false],
    ["atleast/4(peace OR war)", true],
    ["atleast/5(peace OR war)", false],
    ["CAPS(us)", true],
    ["content:CAPS(us)", false],
    ["CAPS(us OR peace) war", true],
    ["CAPS(peace)", false],
    ["war NOT game", true],
    ["war NOT peace", false],
    ["war AND NOT summary:war", true],
  ])("%s: %s", (query, found) => {
    expect(finds(query, article)).toBe(found);
  });

  test("atleast counts places that do not overlap", () => {
    expect(finds('atleast/2("a b a")', "a b a b a")).toBe(false);
    expect(finds('atleast/2("a b a")', "a b a a b a")).toBe(true);
    expect(finds("atleast/2(cease-fire OR fire)", "cease-fire")).toBe(false);
  });
});

describe("entities", () => {
  const entities = [
    { key: "putin", name: "Vladimir Putin", aliases: [{ text: "Putin" }, { text: "Путин" }] },
    { key: "us", name: "United States", aliases: [{ text: "US" }] },
  ];
  test.each([
    ["@putin", "Vladimir Putin", true],
    ["@PUTIN", "Путин", true],
    ["@putin", "Vladimir", false],
    ["@us", "The US said", true],
    ["@us", "tell us", false],
    ["title:@putin", "Putin", true],
    ["summary:@putin", "Putin", false],
    ["@putin NEAR/2 @us", "Putin and the US", false],
    ["@putin NEAR/3 @us", "Putin and the US", true],
    ["@us BEFORE/3 @putin", "Putin and the US", false],
    ["@putin NEAR/1 said", "Vladimir Putin said", true],
    ["@putin NEAR/5 @putin", "Putin, said Putin", true],
    ["@putin NEAR/5 @putin", "Vladimir Putin", false],
    ["atleast/2(@putin)", "Putin, Vladimir Putin", true],
    ["atleast/2(@putin)", "Vladimir Putin", false],
    ["CAPS(@putin)", "PUTIN", true],
    ["CAPS(@putin)", "Putin", false],
    ["(@putin OR @us) BEFORE/1 talks", "US talks", true],
    ["talks NOT @putin", "Talks", true],
    ["talks NOT @putin", "Talks of Putin", false],
  ])("%s in “%s”: %s", (query, text, found) => {
    expect(ask(query, text, entities) !== undefined).toBe(found);
  });
});

test("what is found is named, where it stands, and scored by it", () => {
  const found = ask("war AND (peace OR truce) NOT game", {
    title: "No 🕊️ in sight: wаr and war",
    content: `${"word ".repeat(200)}peace`,
  });
  expect(found?.terms).toEqual([
    { term: "war", field: "title", start: 25, end: 28, text: "war" },
    { term: "peace", field: "content", start: 1000, end: 1005, text: "peace" },
  ]);
  expect(found?.reason).toBe(
    "query “war AND (peace OR truce) AND NOT game”: “war” in the title, “peace” in the text",
  );
  expect(ask("war", "war")?.score).toBeGreaterThan(ask("war", { content: "war" })?.score ?? 100);
  expect(ask("war", { content: "war" })?.score).toBeGreaterThan(
    ask("war", { content: `${"word ".repeat(200)}war` })?.score ?? 100,
  );
});
