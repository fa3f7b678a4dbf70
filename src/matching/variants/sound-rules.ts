/** A letter group where the table matches it, and its Cyrillic letters, likeliest first. */
export type Rule = readonly [pattern: RegExp, outputs: readonly string[]];

/** Reads a table of sounds: a line each, a pattern and its outputs; "-" is no letter. */
export function rules(text: string): Rule[] {
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const [pattern = "", ...outputs] = line.trim().split(/\s+/);
      return [new RegExp(pattern, "y"), outputs.map((output) => (output === "-" ? "" : output))];
    });
}

// After the rules of practical transcription into Russian for each language, with what custom makes of them.
// In the order of trial: the first group that fits at a place is read, so longer ones come first.
/** Letters that have one sound nearly everywhere: the end of every table. */
export const COMMON = `
a а
b б
c к ц
d д
e е э
f ф
g г
h х г
i и
j й дж
k к
l л ль
m м
n н
o о
p п
q к
r р
s с
t т
u у
v в
w в
x кс
y и й ы
z з
' -
[šşșş] ш
[čç] ч с
[žż] ж
[śŝ] с ш
[źẑ] з ж
ć ч ць
[ńñň] нь н
ř рж р
ł л
[ōóò] о у
[öøœ] ё э о е
ü ю у
[äæ] е э
å о
ı ы
ğ г
ə э е а
ą он ом
ę ен эн е
ě е
`;
