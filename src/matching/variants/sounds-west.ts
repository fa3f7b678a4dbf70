import { COMMON, type Rule, rules } from "./sound-rules.ts";

/** How English, German and French sound in Russian, and a language unknown, letter by letter. */
export const WESTERN: Readonly<Record<"english" | "german" | "french" | "phonetic", readonly Rule[]>> = {
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
