import { describe, expect, test } from "vitest";
import { isBoilerplate, withoutDateline, withoutTrimmings } from "../../src/summaries/boilerplate.ts";

const boilerplate = `
Read more
Read more: Why Kyiv waits
Read more about Ukraine
Click here for our live coverage.
Continue reading…
Sign up for our newsletter
Subscribe to our daily briefing here.
Get the day's news in your inbox.
This website uses cookies to improve your experience.
We use cookies. By continuing you accept our cookie policy.
By Jane Doe
By Jane Doe and John Roe, Reuters
BY JANE DOE
Reporting by Jane Doe; Editing by John Roe
Jane Doe in Geneva contributed to this report.
The post Trump meets Putin appeared first on Example News.
Copyright 2025 Example News. All rights reserved.
© 2025 AFP
Follow us on Telegram
Share this article
Share on Facebook
Facebook Twitter WhatsApp
Image source, Getty Images
Image caption, The two presidents
Photo: John Roe/AFP
John Roe/AFP via Getty Images
AP Photo/Jane Doe
Related: Lavrov's five guarantors
Advertisement
3 min read
This is a breaking news story. Please check back for updates.
(This version corrects the headline.)
Editor's note: An earlier version of this story said otherwise.
Tags: Ukraine, Russia
Already a subscriber? Log in
Comments
Skip to content
Von Max Müller
Lesen Sie auch: Was Selenskyj will
Mehr zum Thema
Foto: dpa
Abonnieren Sie unseren Newsletter
Diese Website verwendet Cookies.
Lire aussi : La Russie répond
Abonnez-vous à notre newsletter.
Leer más
Suscríbete a nuestro boletín.
Leggi anche: la risposta di Mosca
Iscriviti alla newsletter
Riproduzione riservata
Czytaj także: Co dalej z Ukrainą?
Zapisz się na newsletter
Fot. PAP
Читайте также: Что ответил Киев
Подписывайтесь на наш канал в Telegram.
Фото: РИА Новости
Читайте також: Що відповів Київ
Підписуйтесь на наш Telegram-канал
Все права защищены
***`;

/** News that begins like boilerplate. */
const news = `
Share prices fell after the talks collapsed.
Read together, the two statements leave no room for doubt, diplomats said.
By Monday, no date had been set.
By insisting on a veto, Moscow has closed the door, officials said.
Follow-up talks are planned for Friday.
Photographers waited outside the White House for hours.
Related talks in Geneva ended without result.
Cookies and other groceries became dearer in August.
The newsletter of the ministry named five guarantors.
More on that will be decided by the two presidents, the aide said.
Watch towers were destroyed along the border.
Sign language interpreters joined the meeting.
Commentators in Moscow expect no breakthrough.
Sources close to the Kremlin: talks will be held in Geneva, in Budapest or in Istanbul, but no one will say when.
This story has many beginnings, the minister said.
Subscribe they did, by the thousand.
Video calls between the leaders lasted an hour.
Save for Hungary, all members agreed to the guarantees.
Live fire was reported near the line of contact.
Von der Leyen traf Selenskyj am Montag.
Mehr als 20 Staaten wollen Garantien geben.
Par ailleurs, Moscou refuse toute présence étrangère.
Por su parte, Kiev exige garantías.
Di questo ha parlato il ministro a Roma.
Реклама российских товаров запрещена в Литве.
Видео переговоров показал телеканал.
Подробнее о гарантиях президенты поговорят в среду, сообщил Ушаков.
Источник в Кремле сообщил о переговорах.`;

const lines = (text: string) => text.trim().split("\n");

describe("boilerplate", () => {
  test.each(lines(boilerplate))("is: %s", (line) => expect(isBoilerplate(line)).toBe(true));
  test.each(lines(news))("is not: %s", (line) => expect(isBoilerplate(line)).toBe(false));
});

describe("datelines", () => {
  test.each([
    "WASHINGTON (Reuters) - ",
    "KYIV, Aug 19 (AFP) — ",
    "Berlin (dpa) – ",
    "PARIS (AFP) -- ",
    "MADRID, 19 ago (EFE).- ",
    "(ANSA) - ROMA, 19 AGO - ",
    "МОСКВА, 19 авг - РИА Новости. ",
    "МОСКВА, 19 августа. /ТАСС/. ",
    "MOSCOW, August 19. /TASS/. ",
    "КИЇВ. Укрінформ. ",
    "WASHINGTON — ",
    "TEL AVIV, Israel -- ",
    "NEW YORK (AP) — ",
    "Warszawa (PAP) - ",
    "PORT AURELIA (Halyard) - ",
    "Москва. 19 августа. INTERFAX.RU - ",
    "Киев. 19 августа. Интерфакс-Украина - ",
    "КИЇВ. 19 серпня. УНН. ",
    "Paris, le 19 août 2025 (AFP) - ",
    "Berlin/Kiew (dpa) - ",
    "ROMA (ITALPRESS) - ",
    "SPACE.com - TORONTO, Canada -- ",
    "САНКТ-ПЕТЕРБУРГ, 18 авг - Невский Маяк. ",
  ])("%s goes", (dateline) => {
    const story = "The two presidents will meet next week.";
    expect(withoutDateline(dateline + story)).toBe(story);
  });

  test.each([
    "The World Health Organization (WHO) said on Monday that cases fell.",
    "Russia (with Belarus) - and China - voted against the draft.",
    "Putin - the Kremlin says - will not come to Kyiv.",
    "NATO chief Mark Rutte said that guarantees are close.",
    "In Berlin, 19 August saw the largest march of the year.",
    "Kyiv, Lviv and Odesa were hit.",
    "Москва и Киев договорились об обмене пленными.",
  ])("stays: %s", (text) => expect(withoutDateline(text)).toBe(text));
});

test("calls and credits at the edge of a paragraph go, the paragraph stays", () => {
  const story = "The two presidents will meet next week.";
  for (const tail of [
    " Read more",
    " Continue reading…",
    " Read more »",
    " The post Talks appeared first on Example.",
  ]) {
    expect(withoutTrimmings(story + tail)).toBe(story);
  }
  // A headline may end a sentence of its own before the notice ends.
  expect(withoutTrimmings("The post Who calls whom? Kyiv waits appeared first on Example.")).toBe("");
  expect(withoutTrimmings(`${story} (Photo by John Roe/AFP)`)).toBe(story);
  expect(withoutTrimmings("The two presidents will meet […]")).toBe("The two presidents will meet…");
  expect(withoutTrimmings("The two presidents will meet [...] Continue reading")).toBe(
    "The two presidents will meet…",
  );
});
