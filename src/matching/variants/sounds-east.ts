import { COMMON, type Rule, rules } from "./sound-rules.ts";

/** How Slavic languages in Latin letters, Polish, and Turkish with Azerbaijani sound in Russian. */
export const EASTERN: Readonly<Record<"slavic" | "polish" | "turkish", readonly Rule[]>> = {
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
};
