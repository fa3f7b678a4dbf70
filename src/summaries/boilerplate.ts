/**
 * What stands around a story in feeds: calls to read on or subscribe, cookie notices, bylines, credits. Patterns are
 * tied to a line's beginning or to words that news sentences don't use ("sign up for our newsletter"), since
 * "Share prices fell" and "Follow-up talks" are news.
 */

const CALLS: RegExp[] = [
  // English
  /^(?:click|tap|press) (?:here|the link|below|to)\b/i,
  /^(?:read|see|find out|learn|discover|view)(?: the)? (?:more|full (?:story|article|report|text)|entire article|original article|also|next|on)\b(?!\s+\w+\s+\w+\s+\w+\s+\w+\s+\w+\s+\w+\s+\w+\s+\w+\s+\w+)/i,
  /^(?:continue|keep) reading\b/i,
  /^(?:read|see|watch|listen) (?:also|more|next|now)?\s*:/i,
  /^(?:more|related|recommended|trending|most read|also|video|watch|listen|photos?|gallery|in pictures|explainer|live|advertisement|sponsored|promoted)(?: (?:on this (?:story|topic)|stories|articles|news|coverage|reading|content|topics|from \S+))?\s*:?\s*$/i,
  /^(?:related|more on this|see also|also read|read also|you may also like|don'?t miss|recommended|editors'? picks?)\b\s*[:|–-]/i,
  /\b(?:sign up|subscribe|register)\b[^.]{0,40}\b(?:newsletters?|e-?mails?|alerts?|briefings?|updates|channels?|inbox|podcasts?|here|today)\b/i,
  /^(?:subscribe|sign up|sign in|log in|register)(?:\W*$|\s*:|,? (?:to|for|now|here|today|with|or|free|and)\b.{0,60}$)/i,
  /\b(?:get|receive|have)\b[^.]{0,60}\b(?:in|to) your (?:inbox|e-?mail)\b/i,
  /^(?:follow|join|like|find) us\b|\bfollow us on\b|^follow \S+(?: \S+)? on (?:twitter|x|facebook|instagram|telegram|whatsapp|tiktok|youtube|bluesky|threads)\b/i,
  /^(?:share|tweet|e-?mail|print|copy link|save)(?: (?:this(?: \w+)?|on|via|to|with)\b.{0,60}|\s*)$/i,
  /^(?:share|tweet|e-?mail|print|copy link|facebook|twitter|whatsapp|linkedin|telegram|pinterest|reddit|x)(?:[\s,|/•·]+(?:share|tweet|e-?mail|print|copy link|facebook|twitter|whatsapp|linkedin|telegram|pinterest|reddit|x))+\.?$/i,
  /\b(?:this|our) (?:web ?site|site|page) uses cookies\b|\bwe (?:and our partners )?use cookies\b|\b(?:accept|manage|reject)(?: all)? cookies\b|\bby (?:continuing|using) [^.]{0,40}\bcookies?\b|\bcookie (?:policy|notice|settings|preferences)\b|^accept all\b/i,
  /\bappeared first on\b|^this (?:article|story|post|content) (?:was|is|has been) (?:originally |first )?(?:published|produced|created|provided|auto-?generated)\b|^originally published\b/i,
  /\ball rights reserved\b|^(?:copyright\b|©|\(c\)\s)|\bmay not be (?:published|reproduced|republished|redistributed)\b/i,
  /^(?:download|get|install) (?:our|the) [^.]{0,30}\bapp\b|\bsupport (?:our|independent) journalism\b|\b(?:donate|contribute) (?:now|today)\b|\bbecome a (?:member|subscriber|supporter)\b/i,
  /^(?:leave a (?:comment|reply)|\d+ comments?|comments? (?:are )?(?:off|closed)|comments?|no comments?|view comments|join the conversation)\b.{0,40}$/i,
  /^(?:skip to|jump to|back to (?:top|home)|go to)\b.{0,40}$/i,
  /^(?:please )?(?:enable|turn on) javascript\b|^javascript (?:is|must be)\b|\byour browser (?:does not|doesn'?t) support\b/i,
  /^(?:last )?(?:updated|published|posted|modified|first published)(?: (?:on|at))?\s*:?\s*(?:\w+,? )?(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\S*.{0,50}$/i,
  /^\d+ min(?:ute)?s?(?:['’]? read| ago)?\.?$/i,
  /^(?:image|photo|video|picture|file photo) ?(?:source|caption|credit|by|courtesy|:)/i,
  /^\(?(?:file )?(?:photo|image|picture|video|illustration|graphic)s?(?: credit)?\s*(?::|by\b|\/|\|)/i,
  /^(?:reporting|additional reporting|writing|editing|compiled|edited|written|produced) by\b|\bcontributed to this (?:report|story|article)\b|\b(?:reporting by [^;.]+; *)?editing by\b/i,
  /^.{0,60}\bstaff (?:writer|reporter|correspondent)s?\.?$/i,
  /\bcheck back (?:for|soon)\b|^this is a (?:breaking|developing) (?:news )?story\b|^(?:this (?:version|story|article)(?: of the story)?|story) (?:corrects|(?:has been|was) (?:corrected|updated))\b|^editor['’]?s['’]? note\b/i,
  /^(?:tags?|topics?|filed under|categor(?:y|ies)|keywords?|sources?|via|themen|schlagwörter|mots-clés|etiquetas|tagi|теги)\s*:.{0,80}$/i,
  /^(?:already a (?:subscriber|member)|listen to (?:this|the) (?:article|story)|stay up to date|to read the rest|this (?:article|story) is for subscribers)\b/i,
  /^our standards\s*:|^the (?:thomson )?\S+ trust principles/i,
  // German
  /^(?:mehr (?:dazu|zum thema|lesen|infos?)|lesen sie (?:auch|mehr|weiter|hier)|weiterlesen|lesen sie\b.{0,40}:|hier (?:klicken|geht es)|klicken sie)\b/i,
  /\b(?:abonnieren|bestellen) sie\b|\bnewsletter (?:abonnieren|anmelden|bestellen)\b|\bfür (?:unseren|den) newsletter\b|^(?:melden sie sich|jetzt abonnieren|folgen sie uns)\b/i,
  /\b(?:diese|unsere) (?:web)?(?:seite|site|website) (?:verwendet|nutzt) cookies\b|\bwir (?:verwenden|nutzen) cookies\b|\balle rechte vorbehalten\b|\berschien zuerst (?:auf|bei)\b|^(?:anzeige|werbung|teilen|drucken|kommentare?)\s*:?$/i,
  /^(?:foto|bild|quelle|video)s?\s*[:©/]/i,
  // French
  /^(?:lire (?:aussi|la suite|l['’]article|plus|également)|à lire(?: aussi)?|voir aussi|en savoir plus|cliquez ici|continuer la lecture|pour aller plus loin)\b/i,
  /\b(?:abonnez|inscrivez)-vous\b|^suivez-nous\b|\bnous utilisons des cookies\b|\bce site utilise des cookies\b|\btous droits réservés\b|\best apparu en premier sur\b|^(?:partager|publicité|imprimer|commentaires?)\s*:?$|^crédits? (?:photos?|images?)\b/i,
  // Spanish
  /^(?:lea? (?:también|más|además)|leer (?:más|también)|lee (?:más|también)|ver (?:también|más)|seguir leyendo|haga clic|haz clic|más información|te puede interesar|puede interesarle)\b/i,
  /\b(?:suscríb[ae]te|suscríbase|regístr[ae]te)\b|^s[ií]g[au]e?n?os\b|\b(?:usamos|utilizamos) cookies\b|\beste sitio (?:usa|utiliza) cookies\b|\btodos los derechos reservados\b|\b(?:apareció|se publicó) primero en\b|^(?:compartir|publicidad|imprimir|comentarios?)\s*:?$/i,
  // Italian
  /^(?:leggi (?:anche|tutto|di più|l['’]articolo)|vedi anche|continua a leggere|clicca qui|per approfondire|approfondisci)\b/i,
  /\biscriviti (?:alla|al|ora|qui)\b|\babbonati\b|^segui(?:ci)? (?:su|anche)\b|\butilizza(?:mo)? (?:i )?cookie\b|\btutti i diritti (?:sono )?riservati\b|\briproduzione riservata\b|\bsembra essere il primo su\b|\bproviene da\b.{0,40}$|^(?:condividi|pubblicità|stampa|commenti)\s*:?$/i,
  // Polish
  /^(?:czytaj (?:też|także|również|więcej|dalej)|przeczytaj (?:też|także|również|więcej)|zobacz (?:też|także|również|więcej)|kliknij tutaj|dowiedz się więcej|więcej (?:na ten temat|informacji))(?!\p{L})/iu,
  /(?<!\p{L})(?:zapisz się|subskrybuj|zasubskrybuj)(?!\p{L})|^(?:obserwuj|śledź) nas(?!\p{L})|\bużywa(?:my)? (?:plików )?cookies?\b|\bwszelkie prawa zastrzeżone\b|^(?:udostępnij|reklama|drukuj|komentarze)\s*:?$|^(?:fot|zdj|źródło)\.?\s*[:.]/iu,
  // Russian and Ukrainian
  /^(?:читайте? (?:также|далее|больше|нас|полностью|ещё|еще|по теме)|подробнее(?=[\s.…»>]*$|\s*[:.…»>–—-]|\s+об этом|\s+читайте|.{0,30}$)|смотрите также|см\. также|нажмите|материалы по теме|продолжение следует)(?!\p{L})/iu,
  /^(?:читайте? (?:також|далі|більше|нас|повністю|ще)|(?:детальніше|докладніше)(?=[\s.…»>]*$|\s*[:–—-]|\s+про це|\s+читайте|.{0,30}$)|дивіться також|натисніть|за темою)(?!\p{L})/iu,
  /(?<!\p{L})(?:подпис(?:ывайтесь|аться|шитесь)|підпис(?:уйтесь|атися)|подпишитесь|підпишіться)(?!\p{L})[^.]{0,60}(?:канал|рассылк|розсилк|новост|новин|telegram|телеграм|нас|страниц|сторінк|youtube|facebook)/iu,
  /(?:использует|используем) (?:файлы )?(?:cookie|куки)|(?:використовує|використовуємо) (?:файли )?(?:cookie|куки)|(?:все|усі|всі) права (?:защищены|захищен[іо])|^(?:реклама|поделиться|поділитися|комментарии|коментарі|источник|джерело|фото|видео|відео|иллюстрация|ілюстрація)\s*(?::.*|[/©].*)?$/iu,
];

/** Tried as one: a pass over the line for each of them costs three times as much. */
const ANY_CALL = [...Map.groupBy(CALLS, ({ flags }) => flags)].map(
  ([flags, calls]) => new RegExp(calls.map(({ source }) => `(?:${source})`).join("|"), flags),
);

/** Whether a line or sentence is there to lead readers on, credit somebody or satisfy a lawyer, not to tell news. */
export function isBoilerplate(text: string): boolean {
  const line = text.replace(/^[\s>»›→►▶•·*|[(–—-]+/u, "").trim();
  if (!/\p{L}{2}/u.test(line)) return true;
  // Longer than any such notice: let a sentence that merely mentions one stand.
  if (line.length > 320) return false;
  return ANY_CALL.some((pattern) => pattern.test(line)) || isByline(line) || isCredit(line);
}

const NAME = String.raw`(?:(?:de|van|von|der|den|del|di|da|la|le|bin|al|el)\s+)*\p{Lu}[\p{L}.'’-]*`;
const BYLINE = new RegExp(
  String.raw`^(?:by|von|par|por|di|autor(?:in|ka)?|author|автор|redaktion|written by|story by|text)\s*:?\s+${NAME}(?:\s+${NAME}){0,4}(?:(?:\s*,|\s+(?:and|und|et|y|e|i|и|та|in|for|&|\|))\s+(?:${NAME}|\p{Ll}+)(?:\s+(?:${NAME}|\p{Ll}+)){0,4}){0,4}$`,
  "u",
);

/** "By Jane Doe and John Roe, Reuters": a line of names, without a verb's sentence after it. */
function isByline(line: string): boolean {
  if (line.length > 120) return false;
  const folded = line.replace(/^(by|von|par|por|di|author|autor|автор)\b/iu, (word) => word.toLowerCase());
  // "By Monday, no date was set." is a sentence; names alone may end with a stop all the same.
  if (folded.endsWith(".") && (/\s\p{Ll}+\.$/u.test(folded) || /,\s\p{Ll}/u.test(folded))) return false;
  return BYLINE.test(folded.replace(/\.$/, "").replace(/^автор(?=\s|:)/iu, "автор"));
}

/** "John Roe/AFP via Getty Images", "(Reuters/Jane Doe)", "AP Photo/Jane Doe". */
function isCredit(line: string): boolean {
  if (line.length > 100) return false;
  return (
    /^[^.!?]*\b(?:getty images|shutterstock|imago|picture alliance|alamy|istock|unsplash|handout)\b[^.!?]*[.)]?$/i.test(
      line,
    ) ||
    /^\p{Lu}[^.!?]{0,50}\/\s?(?:AFP|AP|EPA|EPA-EFE|Reuters|REUTERS|dpa|ANSA|PAP|TASS|ТАСС|EFE|DPA|UNIAN|УНІАН|via [^.]{2,40})[^.!?]{0,30}\.?\)?$/u.test(
      line,
    ) ||
    /^(?:AP|AFP|EPA|REUTERS|Reuters)(?: Photo)?\s?\/\s?\p{Lu}[^.!?]{0,60}$/u.test(line)
  );
}

const AGENCY =
  "(?:Reuters|REUTERS|AP|AFP|ANSA|dpa|DPA|EFE|PAP|TASS|UPI|Xinhua|Kyodo|Anadolu|AA|CNN|ANI|PTI|IANS|Bloomberg|Interfax|ТАСС|РИА Новости|Интерфакс|Укринформ|Укрінформ|УНІАН|УНИАН|Europa Press|Adnkronos|AGI|LaPresse|KNA|epd|APA|SDA|Belga|ANP|NTB|TT|Ritzau|STT|MTI|ČTK|TASR|BTA|Agerpres|Tanjug|Hina)";
/** A place in capitals may be followed by an agency that nobody has heard of. */
const ANY_AGENCY = String.raw`\p{Lu}[\p{L}.-]*(?:[ /]\p{Lu}[\p{L}.-]*){0,2}`;
const MONTH = String.raw`(?i:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|févr|fév|avr|juin|juil|août|déc|sty|lut|kwi|maj|cze|lip|sie|wrz|paź|lis|gru|янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру)[\p{L}.]*`;
const PLACE = String.raw`\p{Lu}[\p{L}.'’-]*(?:[ /](?:\p{Lu}[\p{L}.'’-]*|de|of|del|am|an der|на)){0,4}(?:, ?\p{Lu}[\p{L}.]*){0,2}`;
const CAPITALS = String.raw`\p{Lu}{2}[\p{Lu}.'’-]*(?:[ /]\p{Lu}[\p{Lu}.'’-]+){0,3}(?:, ?\p{Lu}[\p{L}.]*(?: \p{Lu}\p{L}+)?)?`;
const DATE = String.raw`(?:[.,]? ?(?:le )?(?:${MONTH} ?\d{1,2}|\d{1,2}\.? (?:de )?${MONTH})(?:,? ?\d{4})?(?: г(?:ода|\.))?)`;
/** Between a dateline and its story. */
const DASH = String.raw`\s*(?:\.\s?-|--|[-–—:])\s*`;
const SET_OFF = String.raw`\s*(?:\.\s?-|--|[-–—])\s+`;

const DATELINES: RegExp[] = [
  // "WASHINGTON (Reuters) - ", "KYIV, Aug 19 (AFP) — ", "Berlin (dpa) – ", "MADRID, 19 ago (EFE).- "
  String.raw`^${PLACE}${DATE}? ?\(${AGENCY}(?:[ /,][^)]{0,30})?\)${DASH}`,
  String.raw`^${CAPITALS}${DATE}? ?\(${ANY_AGENCY}\)(?:${DASH}|\s+)`,
  // "(ANSA) - ROMA, 19 AGO - "
  String.raw`^\(${AGENCY}\)${SET_OFF}(?:${PLACE}${DATE}${SET_OFF})?`,
  // "МОСКВА, 19 авг - РИА Новости. ", "МОСКВА, 19 августа. /ТАСС/. ", "КИЇВ. Укрінформ. "
  String.raw`^${PLACE}${DATE}?\.?(?:${SET_OFF}|\s*)/?${AGENCY}/?\s*\.\s*(?:[-–—]\s*)?`,
  String.raw`^${CAPITALS}${DATE}\.?\s*(?:/${ANY_AGENCY}/|[-–—] ${ANY_AGENCY})\s*\.\s*`,
  // "Москва. 19 августа. INTERFAX.RU - ", "КИЇВ. 19 серпня. УНН. "
  String.raw`^${PLACE}${DATE}\.\s*(?:INTERFAX\.RU|${AGENCY}|\p{Lu}{2,8})(?:-\p{L}+)?\s*[-–—.]\s+`,
  // "MOSCOW, August 19 - "
  `^${PLACE}${DATE}${SET_OFF}`,
  // "WASHINGTON — ", "TEL AVIV, Israel -- "
  String.raw`^${CAPITALS}\s+(?:--|[–—-])\s+`,
  // "Reuters - ", "dpa —"
  String.raw`^${AGENCY}\s+(?:--|[-–—])\s+`,
].map((source) => new RegExp(source, "u"));

/** "SPACE.com - " */
const SITE = /^[\p{L}\p{N}-]{1,40}\.(?:com|net|org)\s+(?:--|[-–—])\s+/u;
/** A dateline is no longer than this, in UTF-16 units: more is not looked at. */
const LONGEST_DATELINE = 120;

/** The paragraph without the place, date and agency that it opens with. */
export function withoutDateline(text: string): string {
  let start = text.replace(/^[\s–—-]+/u, "");
  // A site's name may stand before a place's, each tried once.
  for (const pattern of [SITE, ...DATELINES]) {
    const length = pattern.exec(start.slice(0, LONGEST_DATELINE))?.[0].length ?? 0;
    const rest = start.slice(length);
    if (length === 0 || !/^["'“„«‘]?[\p{L}\p{N}]/u.test(rest) || rest.length <= 15) continue;
    if (pattern !== SITE) return rest;
    start = rest;
  }
  return start;
}

/** Photo credits and the like set into running text in brackets. */
const BRACKETED =
  /\s*[([](?:(?:file )?(?:photo|image|picture|foto|bild|fot\.|фото|crédit|photo credit)(?!\p{L})[^()[\]]{0,80}|[^()[\]]{0,60}\/(?:AFP|AP|EPA|Reuters|Getty Images|dpa)(?!\p{L})[^()[\]]{0,40}|click here[^()[\]]{0,40}|read more[^()[\]]{0,40}|advertisement|video|watch)[)\]]/giu;
const CALL =
  "(?:continue reading|keep reading|read more|read the full (?:story|article)|read on|weiterlesen|lire la suite|leer más|seguir leyendo|leggi tutto|continua a leggere|czytaj więcej|czytaj dalej|читать далее|читати далі|подробнее|детальніше)";
/** What follows a teaser on its last line: "Continue reading…", "Read more »", "The post X appeared first on Y." */
const TAIL = new RegExp(
  String.raw`(?<=^|[.!?…\])"'”’»]|\s)\s*\[?(?:${CALL}(?!\p{L})[\s.…»›→>\]]*|the post .{0,300} appeared first on .{0,100})$`,
  "iu",
);

/** The paragraph without credits in brackets and calls at its end; a cut-off teaser ends with "…". */
export function withoutTrimmings(text: string): string {
  return text
    .replace(BRACKETED, "")
    .replace(TAIL, "")
    .trim()
    .replace(/\s*(?:\[(?:…|\.\.\.)\]|\.\.\.)$/u, "…");
}
