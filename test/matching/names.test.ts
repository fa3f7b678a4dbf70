import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SeenNames } from "../../src/matching/variants/alike.ts";
import { declineGiven, declineSurname } from "../../src/matching/variants/declension.ts";
import { foldWord } from "../../src/matching/variants/fold.ts";
import { splitName } from "../../src/matching/variants/parts.ts";
import { proposeAliases } from "../../src/matching/variants.ts";

const key = (text: string) =>
  text
    .split(/[\s.-]+/)
    .map(foldWord)
    .filter(Boolean)
    .join(" ");
const keysOf = (name: string) => new Set(proposeAliases(name).map(({ text }) => key(text)));

describe("proposed aliases", () => {
  test.each([
    [
      "Vladimir Putin",
      "Wladimir Putin, Vladimir Poutine, Putin Vladimir, V. Putin, Владимиром Путиным, Володимира Путіна",
    ],
    [
      "Volodymyr Zelenskyy",
      "Volodymyr Zelensky, Volodymyr Zelenskiy, Wolodymyr Selenskyj, Vladimir Zelenski, Володимиром Зеленським, Владимира Зеленского",
    ],
    [
      "Sergei Lavrov",
      "Sergey Lavrov, Sergej Lawrow, Serhii Lavrov, Sergueï Lavrov, Сергеем Лавровым, Сергія Лаврова",
    ],
    ["Yuri Ushakov", "Yury Ushakov, Juri Uschakow, Iouri Ouchakov, Юрием Ушаковым, Юрій Ушаков"],
    ["Olaf Scholz", "Олаф Шольц, Олафа Шольца"],
    ["Donald Trump", "Дональд Трамп, Дональда Трампа"],
    ["Юлия Навальная", "Yulia Navalnaya, Julija Nawalnaja, Юлии Навальной, Юлія Навальна"],
    ["Зеленський Володимир", "Volodymyr Zelensky, Владимир Зеленский"],
    ["Andriy Yermak", "Андрій Єрмак, Андрея Ермака"],
    ["Mark Levin", "Марк Левин, Марка Левіна"],
  ])("of %s hold %s", (name, expected) => {
    const keys = keysOf(name);
    expect(expected.split(", ").filter((text) => !keys.has(key(text)))).toEqual([]);
  });

  test("mark what several people share as ambiguous, and nothing else", () => {
    const proposals = proposeAliases("Sergei Lavrov");
    const words = (text: string) =>
      key(text)
        .split(" ")
        .filter((word) => word.length > 1).length;
    for (const { text, ambiguous } of proposals)
      expect([text, ambiguous === true]).toEqual([text, words(text) < 2]);
    expect(proposals.some(({ ambiguous }) => ambiguous)).toBe(true);
  });

  test("say why, are of the script asked for, and hold neither the name nor one twice", () => {
    for (const script of ["latin", "cyrillic"] as const) {
      const letters = script === "latin" ? /^[\p{Script=Latin}\s.'-]+$/u : /^[\p{Script=Cyrillic}\s.'-]+$/u;
      const proposals = proposeAliases("Volodymyr Zelenskyy", { script });
      expect(proposals.length).toBeGreaterThan(10);
      for (const { text, why } of proposals) {
        expect(text).toMatch(letters);
        expect(why).not.toBe("");
      }
      const keys = proposals.map(({ text }) => key(text));
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys).not.toContain(key("Volodymyr Zelenskyy"));
    }
  });

  test("put names seen in the news that sound alike first, and leave other people out", () => {
    const seen = new SeenNames([
      "Уолодимир Зеленский",
      "Volodimir Zelenskij",
      "Oleksandr Zelensky",
      "Володимир Кличко",
      "Vladimir Putin",
      "Zelenska Olena",
    ]);
    const found = proposeAliases("Volodymyr Zelenskyy", { seen }).filter(({ why }) => why.startsWith("seen"));
    expect(found.map(({ text }) => text).sort()).toEqual(
      ["Volodimir Zelenskij", "Уолодимир Зеленский"].sort(),
    );
  });

  test.each([
    ["Nancy Pelosi", "Nancy Pelosiová", "Nadine Pelosi"],
    ["David Cameron", "Deivids Kemerons", "David Campbell"],
    ["Celal Bayar", "Dželal Bajar", "Celal Bakır"],
    ["Laurent Wauquiez", "Лоран Вокье", "Лоран Фабиус"],
    ["Pádraig Mac Lochlainn", "Padraig MacLochlainn", "Patrick McLaughlin"],
    ["P. Ramasamy", "Palanisamy Ramasamy", "Q. Ramasamy"],
    ["Ben Jones", "Ben L. Jones", "Glen Jones"],
    ["İhan Egemen Darendelioğlu", "İlhan Egemen Darendelioğlu", "İhan Ege Mutlu"],
    ["Hans-Peter Friedrich", "Ioannes-Petrus Friedrich", "Hans Friedmann"],
    ["Stephen Rodan SHK", "Steve Rodan", "Stephen Harper"],
  ])("of %s seen in the news take %s, and leave %s", (name, same, other) => {
    const found = new SeenNames([same, other]).like(name).map(({ text }) => text);
    expect(found).toEqual([same]);
  });

  test("are none for what is no name, and bounded for any text", () => {
    for (const text of ["", " ", "习近平", "123", "!?", "(x)"]) expect(proposeAliases(text)).toEqual([]);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        expect(proposeAliases(text).length).toBeLessThanOrEqual(600);
      }),
      { numRuns: 100 },
    );
  });
});

describe("names taken apart", () => {
  test.each([
    ["Putin, Vladimir", ["Vladimir"], "Putin"],
    ["Путин Владимир Владимирович", ["Владимир"], "Путин"],
    ["FABBRI Marilena", ["Marilena"], "FABBRI"],
    ["CHO Hyun Yong", ["Hyun", "Yong"], "CHO"],
    ["Ursula von der Leyen", ["Ursula"], "von der Leyen"],
    ["Bob Casey, Jr.", ["Bob"], "Casey"],
    ["Dr. Angela Merkel", ["Angela"], "Merkel"],
    ["Mike Watson, Baron Watson of Invergowrie", ["Mike"], "Watson"],
  ])("%s", (name, given, surname) => {
    expect(splitName(name)).toMatchObject({ given, surname });
  });
});

describe("declension", () => {
  test.each([
    ["путин", "russian", "man", "путина путину путина путиным путине"],
    ["зеленский", "russian", "man", "зеленского зеленскому зеленского зеленским зеленском"],
    ["захарова", "russian", "woman", "захаровой захаровой захарову захаровой захаровой"],
    ["зеленський", "ukrainian", "man", "зеленського зеленському зеленського зеленським зеленському"],
    ["порошенко", "ukrainian", "man", "порошенка порошенку порошенка порошенком порошенку"],
    ["трамп", "russian", "man", "трампа трампу трампа трампом трампе"],
  ] as const)("of %s", (surname, language, gender, cases) => {
    expect(declineSurname(surname, language, gender)?.join(" ")).toBe(cases);
  });

  test("leaves alone what does not decline", () => {
    expect(declineSurname("порошенко", "russian", "man")).toBeUndefined();
    expect(declineSurname("меркель", "russian", "woman")).toBeUndefined();
  });

  test("of given names", () => {
    expect(declineGiven("юрий", "russian")?.join(" ")).toBe("юрия юрию юрия юрием юрии");
    expect(declineGiven("павло", "ukrainian")?.join(" ")).toBe("павла павлу павла павлом павлу");
  });
});
