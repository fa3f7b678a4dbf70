import { expect, test } from "vitest";
import { creditedAgency } from "../../../src/feeds/read/agency.ts";
import { rssEntry } from "./feeds.ts";

test.each([
  ["KYIV (Reuters) - Talks resumed on Tuesday.", "Reuters"],
  ["KYIV, Ukraine (AP) — Talks resumed.", "AP"],
  ["(AFP) - Des négociations ont repris.", "AFP"],
  ["Berlin (dpa) - Die Gespräche gehen weiter.", "dpa"],
  ["GENEVA, March 5 (Xinhua) -- Talks resumed.", "Xinhua"],
  ["By Jane Doe\n\nKYIV, March 5 (Reuters) - Talks resumed.", "Reuters"],
  ["Talks resumed on Tuesday. (Interfax-Ukraine)", "Interfax-Ukraine"],
  ["Die Gespräche gehen weiter. (dpa/AFP)", "dpa"],
  ["МОСКВА, 5 марта. /ТАСС/. Переговоры.", undefined],
  ["Reuters reported that talks resumed.", undefined],
  ["The company (AP Møller) said so.", undefined],
  ["He asked his pa (PA) - and that was it", undefined],
  ["An ap (ap) - for phones", undefined],
  ["", undefined],
])("%j credits %j", (text, agency) => {
  expect(creditedAgency([text], "", "")).toBe(agency);
});

test("authors and rights credit too", () => {
  expect(creditedAgency(["Talks resumed."], "By Associated Press", "")).toBe("AP");
  expect(creditedAgency(["Talks resumed."], "Jane Doe, Reuters", "")).toBe("Reuters");
  expect(
    creditedAgency(["Talks resumed."], "Jane Doe", "© 2024 Agence France-Presse. All rights reserved."),
  ).toBe("AFP");
  expect(creditedAgency(["Talks resumed."], "Jane Doe", "© Example News")).toBeUndefined();
});

test("an entry keeps its agency", async () => {
  expect((await rssEntry("<title>T</title><description>KYIV (Reuters) - Talks.</description>")).agency).toBe(
    "Reuters",
  );
  expect(
    (await rssEntry("<title>T</title><description>Talks.</description><dc:rights>AFP</dc:rights>")).agency,
  ).toBe("AFP");
  expect((await rssEntry("<title>T</title><description>Talks.</description>")).agency).toBeUndefined();
});
