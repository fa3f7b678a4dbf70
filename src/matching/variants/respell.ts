/** Spellings of one Latin name that differ by custom, not by sound: what each side may stand for the other. */
const SWAPS: readonly (readonly [from: RegExp, to: string, why: string])[] = [
  [/ae/g, "a", "ä as a"],
  [/oe/g, "o", "ö as o"],
  [/ue/g, "u", "ü as u"],
  [/w/g, "v", "v for w"],
  [/v/g, "w", "w for v"],
  [/sch/g, "sh", "sh for sch"],
  [/sh/g, "sch", "sch for sh"],
  [/sh/g, "s", "ş without its mark"],
  [/ch/g, "c", "č or ç without its mark"],
  [/zh/g, "z", "ž without its mark"],
  [/y(?=[aeou])/g, "j", "j for y"],
  [/j(?=[aeou])/g, "y", "y for j"],
  [/(?<=[aeiou])y/g, "i", "i for y"],
  [/y$/g, "i", "-i for -y"],
  [/i$/g, "y", "-y for -i"],
  [/(?<=[^aeiou])y(?=[^aeiou])/g, "i", "i for y"],
  [/ou/g, "u", "u for ou"],
  [/kh/g, "h", "h for kh"],
  [/x/g, "kh", "kh for x"],
  [/x/g, "h", "h for x"],
  [/ph/g, "f", "f for ph"],
  [/dj|dzh/g, "j", "j for dj"],
  [/q/g, "k", "k for q"],
  [/c(?=[aou])/g, "k", "k for c"],
  [/([bcdfgklmnprstvz])\1/g, "$1", "a single consonant"],
  [/s(?=[aeiouw])/g, "z", "z for s"],
  [/z/g, "s", "s for z"],
  [/c(?=[ei])/g, "ts", "ts for c"],
  [/ts|tz/g, "c", "c for ts"],
  [/oo/g, "ou", "ou for oo"],
  [/oo/g, "u", "u for oo"],
  [/sch|sh/g, "ch", "ch for sh"],
  [/j/g, "dzh", "dzh for j"],
  [/iu/g, "yu", "yu for iu"],
  [/(?<=[^aeiou])ia/g, "ya", "ya for ia"],
  [/(?<=[^aeiou])s$/g, "", "without the Latvian ending"],
  [/d$/g, "t", "-t for -d"],
  [/h(?=$|[^aeiou])/g, "", "without a silent h"],
];

/** The word (folded, Latin) with one custom changed throughout, each once; the word itself is not among them. */
export function respell(word: string): { text: string; why: string }[] {
  const found = new Map<string, string>();
  for (const [from, to, why] of SWAPS) {
    const text = word.replace(from, to);
    if (text !== word && text.length > 1 && !found.has(text)) found.set(text, why);
  }
  return [...found].map(([text, why]) => ({ text, why }));
}
