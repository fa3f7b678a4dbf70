/**
 * A headline as stories compare it: the wire's own prefixes and the outlet's suffix gone, case, diacritics and
 * punctuation folded.
 */

/** What a wire puts before a headline: it says something of the version, nothing of the event. */
const PREFIX =
  /^\s*(?:(?:update\s*\d*|corrected|correction|refile|rpt|repeat|wrapup\s*\d*|exclusive|breaking(?: news)?|live(?: updates?)?|watch|video|alert|urgent|flash|snap|just in|opinion|analysis|factbox|explainer|withdrawn|kill(?:ed)?|retracted|retraction|срочно|молния|терміново|eilmeldung|liveblog|urgente|última hora|ultim'?ora|alerte|pilne|en direct|en vivo|diretta)\s*(?:[-–—:|•!]+|\d+-)\s*)+/iu;

/** Words that say nothing of an event on their own: a headline of these recurs. */
const SHORTEST = 4;

/** The headline without the wire's prefixes and the outlet's suffix, otherwise as it was. */
export function bareHeadline(title: string, outlet: string): string {
  const bare = title.replace(PREFIX, "").trim();
  const suffix = bare.match(/^(.{12,}?)\s+[-–—|•]\s+([^-–—|•]{2,40})$/u);
  const [, head, tail] = suffix ?? [];
  if (head !== undefined && tail !== undefined && sameOutlet(tail, outlet)) return head;
  return bare === "" ? title.trim() : bare;
}

/** A name of up to four words that begin with a capital, or a domain. */
const PUBLISHER =
  /^(?:\p{Lu}[\p{L}.&'’]*(?: (?:\p{Lu}[\p{L}.&'’]*|of|the|and|&)){0,3}|[\p{L}\d-]+(?:\.[\p{L}-]{2,})+)$/u;

/**
 * The headline before a publisher's name, as aggregators write it ("… - Reuters", "… | BBC News", "… - ukrinform.net"),
 * or "" where there is none. A long dash is no such mark: a speaker stands after it ("… – Putin").
 */
function beforePublisher(headline: string): string {
  const end = Math.max(headline.lastIndexOf(" - "), headline.lastIndexOf(" | "));
  return end > 0 && PUBLISHER.test(headline.slice(end + 3, end + 60)) ? headline.slice(0, end) : "";
}

function sameOutlet(tail: string, outlet: string): boolean {
  const [a, b] = [fold(tail), fold(outlet)];
  return a !== "" && b !== "" && (a === b || a.includes(b) || b.includes(a));
}

/**
 * What headlines are compared by, or "" for one too short to be a story's own ("Morning briefing"): under four words,
 * or under eight letters in a script without spaces.
 */
export function titleKey(title: string, outlet: string): string {
  const bare = bareHeadline(title, outlet);
  const whole = fold(bare);
  const short = fold(beforePublisher(bare));
  // Without its last words a short headline would be another's beginning.
  const key = wordsIn(short) > SHORTEST ? short : whole;
  const words = wordsIn(key);
  const spaceless = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(key);
  return (spaceless ? key.length >= 8 : words >= SHORTEST) ? key : "";
}

function wordsIn(key: string): number {
  return key.split(" ").length;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const ASCII = /^[\x00-\x7f]*$/;
/** What stands between words, but for single spaces: most places need no replacing. */
const BETWEEN = /[^a-z0-9 ][^a-z0-9]*| [^a-z0-9]+/g;

/** Letters and digits only, case and diacritics folded, single spaces between words. */
export function fold(text: string): string {
  if (ASCII.test(text)) {
    return text.replace(/'s\b/g, "").toLowerCase().replace(BETWEEN, " ").trim();
  }
  return text
    .normalize("NFKD")
    .replace(/\p{M}+|[\u2019'ʼ]s\b/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

const TAKEN_BACK =
  /^\s*(?:[[(]\s*(?:withdrawn|withdrawal|retracted|retraction|(?:mandatory )?kill|story killed|story withdrawn)\s*[\])]|(?:withdrawn|retracted|mandatory kill|story killed|story withdrawn)\s*(?:[-–—:|]|$))/i;
/** As a wire writes it. In small letters it is a headline's own word: "Withdrawal: what troops leave behind". */
const WIRE_KILL = /^\s*(?:WITHDRAWAL|RETRACTION|KILL)\s*(?:[-–—:|]|$)/;

/** A report taken back: by its headline, or by the wire's own status field. */
export function isWithdrawal(title: string, status: string | undefined): boolean {
  if (/^(?:canceled|cancelled|withheld|killed)$/i.test(status ?? "")) return true;
  return TAKEN_BACK.test(title) || WIRE_KILL.test(title);
}
