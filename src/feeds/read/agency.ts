/** News agencies by the names that texts credit them with. A name in capitals of up to four letters counts only as written. */
const AGENCIES: readonly (readonly [name: string, ...aliases: string[]])[] = [
  ["Reuters", "Thomson Reuters", "Reuters Staff"],
  ["AP", "Associated Press", "The Associated Press"],
  ["AFP", "Agence France-Presse", "Agence France Presse"],
  ["dpa", "dpa-AFX", "Deutsche Presse-Agentur", "DPA"],
  ["AAP", "Australian Associated Press"],
  ["ANSA", "Agenzia ANSA"],
  ["EFE", "Agencia EFE", "EFE News"],
  ["PA", "PA Media", "Press Association"],
  ["UPI", "United Press International"],
  ["Bloomberg", "Bloomberg News"],
  ["TASS", "ITAR-TASS", "ТАСС"],
  ["RIA Novosti", "RIA", "РИА Новости"],
  ["Interfax", "Интерфакс"],
  ["Interfax-Ukraine", "Інтерфакс-Україна"],
  ["Ukrinform", "Укрінформ", "Укринформ"],
  ["Xinhua", "Xinhua News Agency", "新华社", "新華社"],
  ["Kyodo", "Kyodo News", "共同通信"],
  ["Jiji", "Jiji Press", "時事通信"],
  ["Yonhap", "Yonhap News", "Yonhap News Agency", "연합뉴스"],
  ["PTI", "Press Trust of India"],
  ["ANI", "Asian News International"],
  ["IANS", "Indo-Asian News Service"],
  ["The Canadian Press", "Canadian Press", "CP", "La Presse Canadienne"],
  ["APA", "Austria Presse Agentur"],
  ["Keystone-SDA", "Keystone-ATS", "SDA", "ATS"],
  ["Belga", "Agence Belga"],
  ["ANP", "Algemeen Nederlands Persbureau"],
  ["NTB", "Norsk Telegrambyrå"],
  ["TT", "TT Nyhetsbyrån"],
  ["Ritzau", "Ritzaus Bureau"],
  ["STT", "Suomen Tietotoimisto"],
  ["PAP", "Polska Agencja Prasowa"],
  ["ČTK", "CTK"],
  ["MTI", "Magyar Távirati Iroda"],
  ["Lusa", "Agência Lusa"],
  ["Agência Brasil"],
  ["Europa Press"],
  ["Adnkronos"],
  ["AGI", "Agenzia Italia"],
  ["Anadolu", "Anadolu Agency", "Anadolu Ajansı", "AA"],
  ["IRNA"],
  ["WAFA"],
  ["SPA", "Saudi Press Agency"],
  ["MENA"],
  ["SANA"],
  ["KCNA"],
  ["CNA", "Central News Agency", "中央社"],
  ["Bernama"],
  ["Antara"],
  ["Tanjug"],
  ["Hina", "HINA"],
  ["STA"],
  ["BTA"],
  ["Agerpres"],
  ["BNS"],
  ["LETA"],
  ["ELTA"],
  ["NewsWire", "News Wire"],
];

const BY_NAME = new Map(
  AGENCIES.flatMap(([name, ...aliases]) => [name, ...aliases].map((alias) => [alias, name])),
);
const BY_FOLDED = new Map(
  [...BY_NAME].filter(([alias]) => !isShort(alias)).map(([alias, name]) => [alias.toLowerCase(), name]),
);

/** A place's name in front of the credit: "BERLIN", "KYIV, Ukraine", "Washington, March 5". */
const PLACE_WORD = /^(?:[\p{Lu}\p{Lo}][\p{L}\p{M}.'’-]*|\d{1,4}\.?|de|da|do|del|la|le|el|al|am|den|du)$/u;
const CREDIT = /^(.{0,64}?)\s*[([]([^()[\]]{2,40})[)\]]\s*(?:[-–—:]+\s|$)/u;
const BARE = /^(.{0,64}?)(?:^|[,.]\s+|\s[-–—]\s)([\p{Lu}][\p{L}.’ -]{1,30}?)\s*[-–—:]\s/u;
/** Each with what it cannot do without: most lines have none of it. */
const CREDITS = [
  [/[([]/, CREDIT],
  [/[-–—:]\s/, BARE],
] as const;
const TRAILING = /[([]([^()[\]]{2,40})[)\]]\.?$|(?:^|[.!?»”"]\s*)[-–—]\s*([\p{L}][\p{L} .-]{1,30})\.?$/u;

/**
 * The agency that an entry credits: in the text's dateline ("KYIV (Reuters) -", "(AFP) —"), at its end ("(dpa)"), as
 * its author, or in the feed's own fields of rights and source; undefined if it credits none.
 * @param texts the summary and the article, as plain text
 */
export function creditedAgency(
  texts: readonly string[],
  author: string,
  credits: string,
): string | undefined {
  for (const text of texts) {
    // A byline may stand above the dateline.
    for (const line of text.slice(0, 400).split("\n", 4)) {
      const found = inDateline(line.slice(0, 200));
      if (found !== undefined) return found;
    }
    const found = atEnd(text.slice(-120));
    if (found !== undefined) return found;
  }
  for (const part of author.split(/,|;|\/|\band\b|\bund\b|\bet\b|\bwith\b/)) {
    const found = agencyOf(part.replace(/^\s*(?:by|von|par|de|di|von der)\s+/i, ""));
    if (found !== undefined) return found;
  }
  for (const line of credits.split("\n")) {
    const bare = line.replace(/©|\(c\)|copyright|all rights reserved|\b(?:19|20)\d\d\b/giu, " ");
    const found = agencyOf(bare.replace(/^[\s.,;|-]+|[\s.,;|-]+$/g, ""));
    if (found !== undefined) return found;
  }
  return undefined;
}

function inDateline(start: string): string | undefined {
  const line = start.replace(/^\s+/, "");
  for (const [sign, pattern] of CREDITS) {
    if (!sign.test(line)) continue;
    const [, place = "", credit = ""] = pattern.exec(line) ?? [];
    if (credit !== "" && isPlace(place)) {
      const found = agencies(credit);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function atEnd(end: string): string | undefined {
  if (!/[()[\]–—-]/.test(end)) return undefined;
  const [, bracketed, dashed] = TRAILING.exec(end.trimEnd()) ?? [];
  return agencies(bracketed ?? dashed ?? "");
}

function isPlace(text: string): boolean {
  return text.split(/[ ,/]+/).every((word) => word === "" || PLACE_WORD.test(word));
}

/** Of "Reuters/AFP" the first. */
function agencies(credit: string): string | undefined {
  for (const part of credit.split(/[/,;+&]/)) {
    const found = agencyOf(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

function agencyOf(text: string): string | undefined {
  const name = text.replace(/\s+/g, " ").trim();
  return BY_NAME.get(name) ?? BY_FOLDED.get(name.toLowerCase());
}

function isShort(alias: string): boolean {
  return alias.length <= 4;
}
