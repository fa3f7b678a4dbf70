/** One way of writing Cyrillic in Latin letters. Values are without diacritics: matching folds them. */
interface System {
  why: string;
  /** By letter or group of letters, longest first; "" drops it. */
  table: Readonly<Record<string, string>>;
  /** After the letters: whole-word repairs, in order. */
  repair?: readonly (readonly [RegExp, string])[];
  language: "russian" | "ukrainian" | "either";
}

const BASE: Readonly<Record<string, string>> = letters(
  "а a б b в v г g ґ g д d е e ё e ж zh з z и i і i ї i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ъ  ы y ь  э e ю yu я ya є ie ў u ј j љ lj њ nj ћ c ђ dj џ dz ә a ғ g қ k ң n ө o ұ u ү u һ h ҳ h ӣ i ӯ u ҷ j ' ",
);
const SCIENTIFIC = {
  ...BASE,
  ...letters("ж z й j х ch ц c ч c ш s щ sc ю ju я ja є je ё e ї ji"),
};
const HARD_SKY: readonly (readonly [RegExp, string])[] = [[/(?:iy|yy)$/, "y"]];

// BGN/PCGN and the passports' rules for the English ones; the newspapers' customs for the others.
const SYSTEMS: readonly System[] = [
  { why: "English, as newspapers write it", table: BASE, repair: HARD_SKY, language: "russian" },
  { why: "English, letter by letter", table: BASE, language: "russian" },
  {
    why: "English, -i for -y",
    table: BASE,
    repair: [
      [/(?:iy|yy)$/, "i"],
      [/y$/, "i"],
    ],
    language: "russian",
  },
  {
    why: "Russian passport",
    table: { ...BASE, ...letters("й i ю iu я ia ъ ie") },
    language: "russian",
  },
  {
    why: "English, ye- after vowels",
    table: BASE,
    repair: [
      [/^e/, "ye"],
      [/([aeiou])e/g, "$1ye"],
      [/(?:iy|yy)$/, "y"],
    ],
    language: "russian",
  },
  {
    why: "Ukrainian passport",
    table: { ...BASE, ...letters("г h и y й i ю iu я ia") },
    repair: [
      [/^ie/, "ye"],
      [/^i(?=[au])/, "y"],
      [/^zgh/, "zh"],
    ],
    language: "ukrainian",
  },
  {
    why: "Ukrainian, -yy",
    table: { ...BASE, ...letters("г h и y й y") },
    repair: [[/^ie/, "ye"]],
    language: "ukrainian",
  },
  {
    why: "Ukrainian, -y as newspapers write it",
    table: { ...BASE, ...letters("г h и y й y") },
    repair: [
      [/^ie/, "ye"],
      [/yy$/, "y"],
      [/iy$/, "iy"],
    ],
    language: "ukrainian",
  },
  {
    why: "Ukrainian, -iy",
    table: { ...BASE, ...letters("г h и y й y") },
    repair: [
      [/^ie/, "ye"],
      [/(?:yy|iy)$/, "iy"],
    ],
    language: "ukrainian",
  },
  {
    why: "French",
    table: { ...BASE, ...letters("ж j у ou х kh ц ts ч tch ш ch щ chtch й i ы y ю iou я ia ё e") },
    repair: [
      [/g(?=[eiy])/g, "gu"],
      [/(?<=[aeiouy])s(?=[aeiouy])/g, "ss"],
      [/in$/, "ine"],
      [/(?:ii|yi)$/, "i"],
    ],
    language: "russian",
  },
  {
    why: "French, without the final e",
    table: { ...BASE, ...letters("ж j у ou х kh ц ts ч tch ш ch щ chtch й i ы y ю iou я ia ё e") },
    repair: [
      [/g(?=[ei])/g, "gu"],
      [/(?:ii|yi)$/, "y"],
    ],
    language: "russian",
  },
  {
    why: "German",
    table: {
      ...BASE,
      ...letters("в w ж sch з s й j х ch ц z ч tsch ш sch щ schtsch ю ju я ja ё jo є je ї ji"),
    },
    repair: [
      [/(?:ij|yj)$/, "i"],
      [/(?<=[aeiou])ss?(?=[aeiou])/g, "s"],
    ],
    language: "russian",
  },
  {
    why: "German, from Ukrainian",
    table: {
      ...BASE,
      ...letters("в w г h и y ж sch з s й j х ch ц z ч tsch ш sch щ schtsch ю ju я ja є je ї ji"),
    },
    language: "ukrainian",
  },
  {
    why: "Polish",
    table: {
      ...BASE,
      ...letters("в w ж z й j х ch ц c ч cz ш sz щ szcz ю ju я ja є je ї ji ё io"),
    },
    repair: [
      [/(?:ij|yj)$/, "i"],
      [/ja/g, "ja"],
    ],
    language: "russian",
  },
  {
    why: "Polish, from Ukrainian",
    table: { ...BASE, ...letters("в w г h и y ж z й j х ch ц c ч cz ш sz щ szcz ю iu я ia є je ї ji") },
    repair: [[/(?:ij|yj)$/, "i"]],
    language: "ukrainian",
  },
  { why: "scientific, as Czech, Croatian or Italian papers", table: SCIENTIFIC, language: "russian" },
  {
    why: "scientific, from Ukrainian",
    table: { ...SCIENTIFIC, ...letters("г h и y") },
    language: "ukrainian",
  },
  {
    why: "Italian or Spanish",
    table: { ...BASE, ...letters("х j ж zh й i ю iu я ia") },
    repair: [
      [/g(?=[ei])/g, "gu"],
      [/(?:ii|yi)$/, "i"],
    ],
    language: "russian",
  },
  {
    why: "Dutch",
    table: { ...BASE, ...letters("ж zj й j у oe х ch ч tsj ш sj щ sjtsj ю joe я ja") },
    repair: [[/(?:ij|yj)$/, "i"]],
    language: "russian",
  },
  {
    why: "Bulgarian",
    table: { ...BASE, ...letters("х h щ sht ъ a й y") },
    language: "either",
  },
  {
    why: "Bulgarian, French custom",
    table: { ...BASE, ...letters("х h щ sht ъ a й i ю iu я ia ж j ч tch ш ch у ou ц tz") },
    repair: [[/g(?=[ei])/g, "gu"]],
    language: "either",
  },
  {
    why: "Bulgarian, older",
    table: { ...BASE, ...letters("х h щ sht ъ u й i ю iu я ia ц tz") },
    language: "either",
  },
];

function letters(text: string): Record<string, string> {
  const table: Record<string, string> = {};
  const parts = text.split(" ");
  for (let at = 0; at + 1 < parts.length; at += 2) table[parts[at] ?? ""] = parts[at + 1] ?? "";
  return table;
}

export interface Romanised {
  text: string;
  why: string;
}

/**
 * The Latin spellings of one Cyrillic word (lower case), the usual English one first, without repeats. `language`
 * leaves out the systems of the other one.
 */
export function romanise(word: string, language: "russian" | "ukrainian" | "either" = "either"): Romanised[] {
  const found = new Map<string, string>();
  for (const system of SYSTEMS) {
    if (language !== "either" && system.language !== "either" && system.language !== language) continue;
    let text = "";
    for (const letter of word) text += system.table[letter] ?? letter;
    for (const [from, to] of system.repair ?? []) text = text.replace(from, to);
    if (!found.has(text)) found.set(text, system.why);
  }
  return [...found].map(([text, why]) => ({ text, why }));
}
