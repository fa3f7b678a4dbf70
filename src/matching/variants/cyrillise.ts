import { foldWord } from "./fold.ts";

/** How a Latin spelling is read: each is a table of sounds for one family of languages. */
export type Reading = "slavic" | "english" | "german" | "french" | "polish" | "turkish" | "phonetic";

/** A letter group where the table matches it, and its Cyrillic letters, likeliest first ("-" is none). */
type Rule = readonly [pattern: RegExp, outputs: readonly string[]];

function rules(text: string): Rule[] {
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
const COMMON = `
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

const TABLES: Readonly<Record<Reading, readonly Rule[]>> = {
  slavic: rules(`
schtsch щ
shch|szcz|chtch щ
sht|cht щ шт
tsch|tch|cz ч
sch ш щ
sh|sz ш
zh ж
dzh|dj дж
kh х
ch ч х ш
ts|tz|tc ц
(?:skyy|skiy|skyi|skii|skyj|skij|sky|ski)$ ский ски
(?:skaya|skaja|skaia|ska)$ ская ска
(?<=[n])ine$ ин
(?<=[aeiou])(?:yy|iy|ij|yi|ii|yj)$ й ий
(?:yy|iy|ij|yi|ii|yj)$ ий
(?<=[kgh])y$ ий
(?<=[rltndsvmbpc])y$ ый ий и
ya|ja я
(?<=[aeiou])ia$ я
ia$ ия я иа
ia я ия иа
yu|ju|iu|iou|joe ю ью
ye|je е ье
^io йо ио
yo|jo|io е йо ьо ио
ji и йи
oe у оэ
gu(?=[ei]) г
ou у оу
^e е э
(?<=[aeiou])[yij](?=[^aeiou]|$) й и
y ы и й
j й ж дж
z з ц
ss с сс
c ц к
h х г
w в
x кс
(?<=[lnsrtmp])'|ʹ ь
q к
a а ъ
u у ъ
(?<=[aeou])i й и
i и й
${COMMON}`),
  polish: rules(`
szcz щ
ński$ ньский нский
ń нь н
ą(?=[bp]) ом
ą он
ę(?=[bp]) ем
ę ен
ó у
ś с
ć ць ч
ź з
(?:ski|sky)$ ский ски
ska$ ская ска
cki$ цкий
cka$ цкая
rz ж рж
dz(?=i) дз
sz ш
cz ч
ch|h х
ci(?=[aou]) ч ць
si(?=[aou]) с
ni(?=[aou]) н
wł вл
ła ла
ie|je е
la ля ла
lu лю лу
ia|ja я
iu|ju ю
io|jo ё ьо
ł л
l(?=[aeiouy]) л
l(?=[^aeiouy]|$) ль л
n(?=$) н нь
w в
c ц
y ы и
^e э
j й
z з ж
s с сь
${COMMON}`),
  english: rules(`
tch ч
ch ч к ш
sch ш ск
sh ш
^th|th т
ph|ff ф фф
gh(?=t) -
gh г -
ck к кк
^wr р
^kn н
^wh у х
qu к кв
^w у в
w(?=[aeiouy]) у в
ow$ оу ов о
ow оу ау о
aw о
ew$ ью ю
ew ью ю
ee|ea и е эй
oo у
ou ау у оу о
ai|ay ей эй
ei|ey$ и ей ай
ey и ей
oa оу о
au|aw о ау
ie$ и
ie и
oe оу
eu ю
eau о
igh ай
all олл
ar ар
er ер эр
ir ир ер
or ор
ur ер ёр ур
ce$ с
ge$ дж
c(?=[eiy]) с
g(?=[eiy]) г дж
a(?=[bcdfgklmnprstvz]e(?:$|[rlsd]$)) ей а
o(?=[bcdfgklmnprstvz]e$) оу о
i(?=[bcdfgklmnprstvz]e$) ай и
u(?=[bcdfgklmnprstvz]e$) ю у
(?<=[bcdfgklmnprstvz])e$ -
(?<=[aeiou])e$ -
es$ с ес
^e э е
^i и ай
^y й
ya я
yo йо
y$ и
y и ай
a э а ей
e е э
i и ай
o о оу
u а у ю
j дж
h х г
ll лл л
ss сс с
tt тт т
nn нн н
mm мм м
pp пп п
bb бб б
dd дд д
rr рр р
z з ц
${COMMON}`),
  german: rules(`
tsch ч
sch ш
^st шт ст
^sp шп сп
ch х
ck к кк
tz|zz ц тц
ph ф
th т
ei|ey|ai|ay ай ей
ä е э
ö ё э
ü ю
eu|oi ой ей
ie и
ae е э
oe ё э
ue ю
ja я
ju ю
je е
qu кв
dt дт т
ss сс с
ll лль лл
l(?=[^aeiou]|$) ль л
(?<=[aeiou])h(?=[^aeiou]|$) - х
h х г
^e э
s с з
v ф в
w в
z ц з
y и
j й
${COMMON}`),
  french: rules(`
eaux?$ о
aux?$|au о
oux?$|ou у
oi уа
ch ш
gn нь
gu(?=[ei]) г
qu к
ill ий
ph ф
ç с
é е э
[èêë] е э
^yv ив
mm м мм
nn н нн
tt т тт
rr рр р
in$|ain$ ен эн ин
an$|ant$|and$|ent$ ан
on$|ont$|ond$ он
[bcdfglmnprstv](?=s$)(?!e) -
ai|ei е э
eu|oe е ё
ie$ и
ier$ ье
er$ ер е
et$|ez$ е
(?<=[^aeiou])es?$ -
(?<=[aeiou])[tdsxp]$ -
c(?=[eiy]) с
g(?=[eiy]) ж
j ж
h - х
u ю у
^e э
(?<=[aeiou])ss(?=[aeiou]) сс с
(?<=[aeiou])s(?=[aeiou]) з
l(?=[^aeiou]|$) ль л
${COMMON}`),
  turkish: rules(`
c дж ж
ç ч
ş ш
j ж
x х
q г к
ə е а э
ı ы и
ğ г -
^(?:yı|yi) йы и
ya я
yu ю
yü ю
ye е
yo йо е
yö йо ё
yi и йи
(?<=[aeıioöuü])y й
y й
ö ё о э
ü ю у
h х г
^e э
zh ж
dj|dzh дж
ch ч
sh ш
kh х
${COMMON}`),
  phonetic: rules(`
sch|sh ш
ch ч к х
gh г
kh х
th т
ts ц
zh ж
dzh дж
ya|ja я
yu|ju ю
ye|je е
yo|jo ё йо
(?<=[aeiou])[yj](?=[^aeiou]|$) й
c(?=[ei]) ч с
cc(?=[ei]) чч
gi(?=[aou]) дж
g(?=[ei]) дж г
gl(?=i) ль
gn нь
qu кв к
ck к
^e э
l(?=[^aeiou]|$) л ль
y и й
j й ж дж
h х г
z з ц
${COMMON}`),
};

interface Guess {
  text: string;
  cost: number;
}

/** Guesses kept at each letter. More find little and cost time. */
const BEAM = 24;

/** Cyrillic (Russian) spellings of one Latin word under a reading, likeliest first, at most `most`. */
export function cyrillise(word: string, reading: Reading, most: number): string[] {
  const latin = word
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\p{Script=Latin}'-]/gu, "");
  const at: Guess[][] = Array.from({ length: latin.length + 1 }, () => []);
  at[0] = [{ text: "", cost: 0 }];
  for (let place = 0; place < latin.length; place++) {
    const here = best(at[place] ?? [], BEAM);
    const [length, outputs] = readAt(latin, place, TABLES[reading]);
    const next = at[place + length];
    if (next === undefined) continue;
    for (const guess of here) {
      outputs.forEach((output, rank) => {
        next.push({ text: guess.text + output, cost: guess.cost + rank });
      });
    }
  }
  return best(at[latin.length] ?? [], most).map((guess) => guess.text.replace(/^ь/, ""));
}

function readAt(word: string, place: number, table: readonly Rule[]): readonly [number, readonly string[]] {
  for (const [pattern, outputs] of table) {
    pattern.lastIndex = place;
    const found = pattern.exec(word);
    if (found !== null && found[0].length > 0) return [found[0].length, outputs];
  }
  // A letter that the table does not know is read as the one it was made from.
  const letter = word[place] ?? "";
  const bare = foldWord(letter);
  if (bare === letter) return [1, [letter === "-" ? "-" : ""]];
  return [1, readAt(bare, 0, table)[1]];
}

function best(guesses: readonly Guess[], most: number): Guess[] {
  const seen = new Set<string>();
  return guesses
    .toSorted((a, b) => a.cost - b.cost)
    .filter((guess) => !seen.has(guess.text) && seen.add(guess.text))
    .slice(0, most);
}

/** How Ukrainian writes what Russian writes so, of a name that is not Ukrainian's own; the usual way first. */
export function ukrainian(russian: string): string[] {
  const word = russian
    .replace(/ский$/, "ський")
    .replace(/цкий$/, "цький")
    .replace(/ая$/, "а")
    .replace(/ска$/, "ська")
    .replace(/ый$/, "ий");
  const open = word
    .replace(/ъе|ье/g, "'є")
    .replace(/^е(?=[а-яіїєґ])/, "Е")
    .replace(/(?<=[аеиоуыэюя])е/g, "є")
    .replace(/э/g, "е")
    .replace(/ы/g, "И")
    .replace(/ё/g, "ьо")
    .replace(/ьий$|(?<=[кцчшжгхнтвлрмдсз])ий$/, "Ий")
    .replace(/(?<=[кц]ь)ий$/, "Ий")
    .replace(/и/g, "і")
    .replace(/Й/g, "й")
    .toLowerCase();
  const hard = word.replace(/э/g, "е").replace(/ы/g, "и").replace(/ё/g, "ьо");
  const variants = [
    open,
    hard,
    open.replace(/^х/, "г"),
    open.replace(/г/g, "ґ"),
    open.replace(/(?<!^)х/g, "г"),
  ];
  return [...new Set(variants)];
}

/** How Russian writes a Ukrainian spelling. */
export function russian(fromUkrainian: string): string {
  return fromUkrainian
    .replace(/ський$/, "ский")
    .replace(/цький$/, "цкий")
    .replace(/ська$/, "ская")
    .replace(/цька$/, "цкая")
    .replace(/['’ʼ]я/g, "ья")
    .replace(/['’ʼ]ї/g, "ьи")
    .replace(/['’ʼ]є/g, "ье")
    .replace(/і/g, "и")
    .replace(/ї/g, "и")
    .replace(/є/g, "е")
    .replace(/ґ/g, "г");
}
