import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byQuotation, splitSentences } from "../../src/summaries/sentences.ts";

/** Each a paragraph with "|" where a sentence ends. */
const paragraphs: [language: string, marked: string][] = [
  ["en", "The U.S. President met Mr. Smith at No. 10.|He left at 3 p.m. Moscow time."],
  ["en", "Gen. Keith Kellogg and J. D. Vance spoke.|Both praised the U.S.|The Kremlin did not."],
  ["en", '"Will it end?" he asked.|Nobody answered.'],
  ["en", "Shares of Acme Corp. fell 3.5 percent on Aug. 19.|Rep. Ann Lee, R-Ohio, said so."],
  ["en", "Sen. Roe vs. Gov. Doe, e.g. in Washington, D.C., is old news.|It goes on."],
  ["en", "He went to the U.S. He came back.".replace(". He", ".|He")],
  ["en", "Springfield, Ill. Mayor Roe and Det. Const. Lee of Acme Cos. Inc. spoke.|He was ill.|She agreed."],
  ["de", "Am 3. Oktober sprach Dr. Merz z. B. mit Putin.|Er kam um 10 Uhr."],
  ["de", "Der 2. Weltkrieg endete am 8. Mai.|Das sagte Prof. Dr. H. Maier.|Rund 5 Mio. Euro kostet es."],
  ["fr", "M. Macron a rencontré Mme Dupont et Mgr. Leroy.|Il a parlé du n° 10."],
  ["fr", "Selon l'art. 5, c'est possible.|« Est-ce vrai ? » a-t-il demandé."],
  ["es", "El Sr. Sánchez viajó a EE. UU. con la Dra. Ruiz.|Llegó el lunes."],
  ["it", "Il sig. Rossi e l'on. Bianchi sono a Roma.|Il dott. Verdi no."],
  [
    "pl",
    "Gen. Nowak i prof. Kowalski, m.in. autorzy raportu, wyjechali.|Spotkanie odbędzie się 15. sierpnia.",
  ],
  ["pl", "Ok. 20 tys. osób mieszka przy ul. Długiej.|To dużo."],
  ["ru", "В 2025 г. президент В. В. Путин сказал: «Да?» — спросил он.|Они уехали."],
  ["ru", "Завод им. Ленина выпустил 5 тыс. тракторов, т. е. больше.|Об этом сообщил акад. Иванов."],
  ["ru", "Он живёт в г. Москве на ул. Мира.|Это недалеко."],
  ["uk", "Ген. Залужний і О. Данілов виїхали з м. Києва.|Про це йдеться у ст. 5 закону."],
  ["uk", "Торік зібрали 3 млн. тонн зерна.|Це рекорд."],
];

describe("sentences", () => {
  test.each(paragraphs)("%s: %s", (language, marked) => {
    expect(splitSentences(marked.replaceAll("|", " "), language)).toEqual(marked.split("|"));
  });

  test("lose nothing of the text", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom("U.S.", "Mr.", "Путин.", "he", "The", "?", '"', "No.", "10.", "\n", "A.", "…"),
          {
            maxLength: 40,
          },
        ),
        fc.constantFrom("en", "de", "ru", "xx"),
        (words, language) => {
          const text = words.join(" ").replace(/\s+/g, " ").trim();
          expect(splitSentences(text, language).join(" ")).toBe(text);
        },
      ),
    );
  });
});

/** "|" parts what only makes sense together. */
const quotations: [language: string, marked: string][] = [
  ["en", '"We are ready. We will go," he said.|She said "no."|It went on.'],
  ["en", "“We are ready. We will go.”|He left."],
  ["en", 'A 6" nail costs a cent.|It is cheap.|It is here.|It is sold.'],
  ["en", '"One.|Two.|Three.|Four," he said.'],
  ["de", "„Wir sind bereit. Wir gehen“, sagte er.|Sie ging."],
  ["de", "»Wir sind bereit. Wir gehen«, sagte er.|Sie ging."],
  ["fr", "« Nous sommes prêts. Nous irons », a-t-il dit.|Elle est partie."],
  ["ru", "«Мы готовы. Мы идём», — сказал он.|Она ушла."],
];

test.each(quotations)("a quotation stays whole, up to three sentences: %s: %s", (language, marked) => {
  const groups = byQuotation(splitSentences(marked.replaceAll("|", " "), language), 3);
  expect(groups.map((sentences) => sentences.join(" "))).toEqual(marked.split("|"));
});
