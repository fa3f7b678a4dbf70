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

function changing(a: string, b: string): number {
  if (a === b) return 0;
  const near = NEAR.get(a + b);
  if (near !== undefined) return near;
  return VOWELS.includes(a) && VOWELS.includes(b) ? 0.45 : 1;
}

function leavingOut(sound: string): number {
  if (sound === "j") return 0.2;
  if (sound === "h") return 0.4;
  return VOWELS.includes(sound) ? 0.5 : 1;
}

/** How unlike two words sound: the least cost of changing one into the other, 0 upwards; 1 is a consonant. */
export function soundDistance(a: string, b: string): number {
  let row = [0];
  for (const sound of b) row.push((row[row.length - 1] ?? 0) + leavingOut(sound));
  for (const from of a) {
    const out = leavingOut(from);
    const next = [(row[0] ?? 0) + out];
    for (let j = 0; j < b.length; j++) {
      const to = b[j] ?? "";
      const change = (row[j] ?? 0) + changing(from, to);
      next.push(Math.min(change, (row[j + 1] ?? 0) + out, (next[j] ?? 0) + leavingOut(to)));
    }
    row = next;
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
