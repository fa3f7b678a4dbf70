import { foldWord } from "./fold.ts";

// One character a sound: C as in church, G as in gem, S as in shoe, Z as in pleasure, X for a "ch" that may be any of C, S, h, k,
// c for ts. Cyrillic letters stand for one sound each; Latin ones are read by groups, whatever the language.
const CYRILLIC: Readonly<Record<string, string>> = Object.fromEntries(
  (
    "аa бb вv гg ґg дd еe ёo жZ зz иi іi їi йj кk лl мm нn оo пp рr сs тt уu фf хh цc чC шS щS ъa ыi ь эe юju яja " +
    "єe ўv јj љl њn ћC ђZ џdZ әa өo үu қk ғg ңn һh ҳh ҷdZ ӣi ӯu ұu ҝg ҹdZ"
  )
    .split(" ")
    .map((pair) => [pair.slice(0, 1), pair.slice(1)]),
);

const MARKED: readonly (readonly [RegExp, string])[] = [
  [/[šşș]/g, "S"],
  [/[čçć]/g, "C"],
  [/[žż]/g, "Z"],
  [/ə/g, "a"],
  [/[øöå]/g, "o"],
  [/ü/g, "u"],
  [/[ðđ]/g, "d"],
];

const GROUPS: readonly (readonly [RegExp, string])[] = [
  [/schtsch|szcz|shch|chtch/g, "S"],
  [/tsch|tch|cz|tsj/g, "C"],
  [/sch|sh|sz|sj/g, "S"],
  [/dzh|dj/g, "dZ"],
  [/zh|rz|zj/g, "Z"],
  [/ch/g, "X"],
  [/kh/g, "h"],
  [/ph/g, "f"],
  [/th/g, "t"],
  [/gh/g, "g"],
  [/gu(?=[ei])/g, "g"],
  [/gn/g, "nj"],
  [/ck/g, "k"],
  [/qu/g, "kv"],
  [/q/g, "k"],
  [/x/g, "ks"],
  [/t[sz]/g, "c"],
  [/eaux?$|aux$/g, "o"],
  [/ou|oo|oe(?=[^aeiou])/g, "u"],
  [/ee|ea/g, "i"],
  [/w/g, "v"],
  [/(?<=[aeiou])y|y(?=[aeou])/g, "j"],
  [/y/g, "i"],
];

/** A word as sounds, one character each. What a spelling custom changes is mostly gone; vowels are kept. */
export function soundsOf(word: string): string {
  let text = word.normalize("NFC").toLowerCase();
  if (/\p{Script=Cyrillic}/u.test(text)) {
    text = [...text].map((letter) => CYRILLIC[letter] ?? "").join("");
  } else {
    // Marks that change the sound first; the rest fall with the fold, which must not lower our capitals.
    for (const [from, to] of MARKED) text = text.replace(from, to);
    text = text.replace(/[^A-Z]+/g, (run) => foldWord(run)).replace(/[^A-Za-z]/g, "");
    for (const [from, to] of GROUPS) text = text.replace(from, to);
  }
  return text
    .replaceAll("dZ", "G")
    .replace(/([^d])\1+/g, "$1")
    .replace(/^je/, "e");
}

const VOWELS = "aeiou";
const NEAR = new Map<string, number>();
// Sounds that languages write for one another, and how far apart they are (1: unlike).
for (const [pairs, cost] of [
  ["XC XS Xh Xk ij", 0.1],
  ["jG ZG", 0.2],
  ["sz gh ck cs cC cz jZ SC sS zZ CZ vu vf jh Cs cG gG CG XG uv", 0.3],
  ["dt gk bp cd Zz gZ gj SZ hk kg lj uj ao ei ou ae", 0.35],
] as const) {
  for (const pair of pairs.split(" ")) {
    const [a = "", b = ""] = pair;
    for (const key of [a + b, b + a]) NEAR.set(key, Math.min(cost, NEAR.get(key) ?? 1));
  }
}

/** Sounds are ASCII: the cost of changing one into another, and of leaving one out, by their codes. */
const CODES = 128;
const CHANGE = new Float64Array(CODES * CODES);
const OMIT = new Float64Array(CODES);
for (let one = 0; one < CODES; one++) {
  const a = String.fromCharCode(one);
  OMIT[one] = a === "j" ? 0.2 : a === "h" ? 0.4 : VOWELS.includes(a) ? 0.5 : 1;
  for (let other = 0; other < CODES; other++) {
    const b = String.fromCharCode(other);
    const vowels = VOWELS.includes(a) && VOWELS.includes(b);
    CHANGE[one * CODES + other] = one === other ? 0 : (NEAR.get(a + b) ?? (vowels ? 0.45 : 1));
  }
}

/**
 * How unlike two words sound: the least cost of changing one into the other, 0 upwards; 1 is a consonant. Infinite
 * where it is sure to be above `most`.
 */
export function soundDistance(a: string, b: string, most = Number.POSITIVE_INFINITY): number {
  const width = b.length + 1;
  let row = new Float64Array(width);
  let next = new Float64Array(width);
  for (let j = 1; j < width; j++) row[j] = (row[j - 1] ?? 0) + (OMIT[b.charCodeAt(j - 1) % CODES] ?? 1);
  for (let i = 0; i < a.length; i++) {
    const from = a.charCodeAt(i) % CODES;
    const out = OMIT[from] ?? 1;
    let least = (row[0] ?? 0) + out;
    next[0] = least;
    for (let j = 1; j < width; j++) {
      const to = b.charCodeAt(j - 1) % CODES;
      const change = (row[j - 1] ?? 0) + (CHANGE[from * CODES + to] ?? 1);
      const cost = Math.min(change, (row[j] ?? 0) + out, (next[j - 1] ?? 0) + (OMIT[to] ?? 1));
      next[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > most) return Number.POSITIVE_INFINITY;
    [row, next] = [next, row];
  }
  return row[b.length] ?? 0;
}

const CLASSES: Readonly<Record<string, string>> = Object.fromEntries(
  "szcSCZXG:s td:t kgh:k pb:p fv:v mn:n l:l r:r".split(" ").flatMap((line) => {
    const [sounds = "", name = ""] = line.split(":");
    return [...sounds].map((sound) => [sound, name]);
  }),
);

/** The classes of the consonants: what no custom of spelling changes by more than one place. */
export function skeletonOf(sounds: string): string {
  return [...sounds]
    .map((sound) => CLASSES[sound] ?? "")
    .join("")
    .replace(/(.)\1+/g, "$1");
}
