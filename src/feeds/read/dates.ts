import type { Instant } from "../../model/time.ts";
import { monthOf } from "./months.ts";
import { zoneMinutes } from "./zones.ts";

const DAY = 86_400_000;
/** Longest text read as a date. */
const LONGEST = 128;
/** Languages that write the month of a number-only date first: American English and its followers. */
const MONTH_FIRST = /^(?:en(?:-(?:us|ph|bz|pr|gu|as|um|vi|mh|mp))?|fil|tl|es-(?:us|pr))$/;

interface Parts {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
}

interface TimeOfDay {
  hour: number;
  minute: number;
  /** With its fraction. */
  second: number;
}

/**
 * A date as a publisher wrote it, read from its own characters: RFC 822 and 2822, RFC 3339, ISO 8601 and W3C's
 * profile, RFC 850, asctime, Unix time, and what else feeds hold: month names of some fifty languages, day-first
 * numbers by the feed's language, zone names, no zone (UTC), no year, two-digit years (RFC 2822 section 4.3), 24:00
 * and :60. Undefined for what is no date between 1900 and 2199. It never falls back on the platform's `Date.parse`.
 *
 * @param language the feed's, for numbers and names that mean several things
 * @param now for a date without a year, and to tell which of two readings cannot be
 */
export function readDate(text: string, language: string, now: Instant): Instant | undefined {
  if (text === "" || text.length > LONGEST) return undefined;
  const usual = usualDate(text);
  if (usual !== undefined) return usual;
  const said = westernDigits(text)
    .replace(/\s+/g, " ")
    .replace(/\[[\w/+-]*\]|\([^)]*\)/g, " ")
    .trim();
  if (said === "") return undefined;
  return unixTime(said) ?? isoDate(said, language) ?? loosely(said, language, now);
}

const USUAL =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d?) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (20\d\d) ([01]\d|2[0-3]):([0-5]\d):([0-5]\d) (?:GMT|([+-])(0\d|1[0-3])([0-5]\d))$/;
const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

/** The form of RFC 822 that nine in ten feeds write; undefined for any other, or a day that is not. */
function usualDate(text: string): Instant | undefined {
  const hit = USUAL.exec(text);
  if (hit === null) return undefined;
  const [, day, month = "", year, hour, minute, second, sign = "+", zoneHours, zoneMinutes] = hit;
  const time = Date.UTC(
    Number(year),
    MONTHS.indexOf(month) / 3,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  if (new Date(time).getUTCDate() !== Number(day)) return undefined;
  const zone = Number(zoneHours ?? 0) * 60 + Number(zoneMinutes ?? 0);
  return time - (sign === "-" ? -zone : zone) * 60_000;
}

/** Digits of any script as 0 to 9. */
function westernDigits(text: string): string {
  return text.normalize("NFKC").replace(/(?![0-9])\p{Nd}/gu, (digit) => {
    let zero = digit.codePointAt(0) ?? 0;
    const at = zero;
    while (/^\p{Nd}$/u.test(String.fromCodePoint(zero - 1)) && at - zero < 9) zero--;
    return String(at - zero);
  });
}

/** Seconds or milliseconds since 1970, for years in which there are feeds. */
function unixTime(text: string): Instant | undefined {
  if (!/^\d{10}(?:\d{3})?$/.test(text)) return undefined;
  const time = Number(text) * (text.length === 10 ? 1000 : 1);
  return time > Date.UTC(1990) && time < Date.UTC(2100) ? time : undefined;
}

const ISO =
  /^(\d{4})(?:-?(\d{2})-?(\d{2})|-?(\d{3})(?!\d)|-(\d{2})(?!\d)|-?W(\d{2})(?:-?(\d))?)?(?:[T ]*(\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?)?\s*(.{0,40})$/i;

function isoDate(text: string, language: string): Instant | undefined {
  const hit = ISO.exec(text);
  if (hit === null) return undefined;
  const [, y, m, d, ordinal, m2, week, weekday, hh, mm, ss, fraction, rest = ""] = hit;
  const year = Number(y);
  const time = {
    hour: Number(hh ?? 0),
    minute: Number(mm ?? 0),
    second: Number(`${ss ?? 0}.${fraction ?? 0}`),
  };
  // "2004 Jan 5" and "2004-1-5" begin alike and are others' to read.
  if (hh === undefined && rest !== "" && (m ?? ordinal ?? week) === undefined) return undefined;
  let date: Parts = { year, month: Number(m ?? m2 ?? 1), day: Number(d ?? 1) };
  if (ordinal !== undefined) date = partsOf(Date.UTC(year, 0, Number(ordinal)));
  if (week !== undefined) date = partsOf(weekStart(year, Number(week)) + (Number(weekday ?? 1) - 1) * DAY);
  const local = join(date, time);
  if (local === undefined) return undefined;
  const zone = readZone(rest, language, local);
  return zone === undefined ? undefined : local - zone * 60_000;
}

/** ISO 8601: week 1 is that with January 4. */
function weekStart(year: number, week: number): number {
  const fourth = Date.UTC(year, 0, 4);
  const weekday = (new Date(fourth).getUTCDay() + 6) % 7;
  return fourth + (week - 1) * 7 * DAY - weekday * DAY;
}

function partsOf(time: number): Parts {
  const date = new Date(time);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

const TIME =
  /(\d{1,2})\s*[:h.]\s*(\d{2})(?:\s*[:m.]\s*(\d{2})(?:[.,](\d{1,9}))?)?(?:\s*(am|pm|a\.m\.|p\.m\.|上午|下午|오전|오후|π\.?μ\.?|μ\.?μ\.?)(?![\p{L}]))?/iu;
/** A time with colons first: a full stop parts the numbers of dates too. */
const COLON_TIME = new RegExp(TIME.source.replace("[:h.]", "[:h]").replace("[:m.]", "[:m]"), "iu");
const MARKED_HOUR = /(上午|下午|오전|오후)\s*(\d{1,2})\s*[:时點点시]\s*(\d{1,2})(?:\s*[:分분]\s*(\d{1,2}))?/u;
const CJK = /(\d{2,4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?/u;
const OFFSET = /(?:^|[\s\d]|utc|gmt|z)\s*([+-])\s*(\d{1,2}):?(\d{2})?(?!\d)/i;

function loosely(said: string, language: string, now: Instant): Instant | undefined {
  const marked = MARKED_HOUR.exec(said);
  const clock = marked === null ? COLON_TIME.exec(said) : null;
  let time: TimeOfDay | undefined = { hour: 0, minute: 0, second: 0 };
  let zoneText = "";
  let rest = said;
  if (marked !== null) {
    time = timeOf(marked[2], marked[3], marked[4], undefined, marked[1]);
    rest = said.replace(marked[0], " ");
  } else if (clock !== null) {
    time = timeOf(clock[1], clock[2], clock[3], clock[4], clock[5]);
    zoneText = said.slice(clock.index + clock[0].length).trim();
    rest = `${said.slice(0, clock.index)} ${zoneText}`;
  }
  if (time === undefined) return undefined;
  const offset = clock === null ? null : OFFSET.exec(` ${zoneText}`);
  if (offset !== null) rest = rest.replace(offset[0].trim(), " ");
  for (const date of readParts(rest, language, now)) {
    const local = join(date, time);
    if (local === undefined) continue;
    const zone = offset === null ? namedZone(rest, language, local) : minutesOf(offset);
    if (zone !== undefined) return local - zone * 60_000;
  }
  return undefined;
}

function timeOf(h = "0", m = "0", s = "0", fraction = "0", half = ""): TimeOfDay | undefined {
  let hour = Number(h);
  const isAfternoon = /^p|下午|오후|μ\.?μ/iu.test(half);
  if (half !== "" && (hour > 12 || hour === 0) && !isAfternoon) return undefined;
  if (half !== "" && hour <= 12) hour = (hour % 12) + (isAfternoon ? 12 : 0);
  return { hour, minute: Number(m), second: Number(`${s}.${fraction}`) };
}

function minutesOf(offset: RegExpExecArray): number | undefined {
  const [, sign, h, m] = offset;
  const minutes = Number(h) * 60 + Number(m ?? 0);
  return minutes > 15 * 60 ? undefined : (sign === "-" ? -1 : 1) * minutes;
}

/** The zone at the end of an ISO date: an offset, a name, or nothing (UTC); undefined for something else. */
function readZone(text: string, language: string, local: number): number | undefined {
  const rest = text.trim();
  if (rest === "") return 0;
  const offset = OFFSET.exec(` ${rest}`);
  if (offset !== null) return minutesOf(offset);
  return /^[a-z]{1,5}$/i.test(rest) ? zoneMinutes(rest, language, local) : undefined;
}

function namedZone(rest: string, language: string, local: number): number {
  for (const word of rest.match(/[a-z]{1,4}/gi)?.toReversed() ?? []) {
    const minutes = zoneMinutes(word, language, local);
    if (
      minutes !== undefined &&
      !(word.length === 1 && word.toLowerCase() !== "z") &&
      word.toLowerCase() !== "met"
    )
      return minutes;
  }
  return 0;
}

/** Every reading of the date's words and numbers, the likeliest first. */
function* readParts(rest: string, language: string, now: Instant): Generator<Parts> {
  const cjk = CJK.exec(rest);
  if (cjk !== null) {
    yield { year: fullYear(cjk[1] ?? "", language), month: Number(cjk[2]), day: Number(cjk[3]) };
    return;
  }
  const numbers = rest.match(/\d+/g) ?? [];
  const words = rest.match(/\p{L}[\p{L}\p{M}.'’]*/gu) ?? [];
  let month: number | undefined;
  // Day names begin like months in places (Mar: Tuesday in Spanish): whatever stands next to the day counts first.
  const beside = /\d\s*(?:st|nd|rd|th|er|º|\.|de|-)*\s*(\p{L}[\p{L}\p{M}]+)/iu.exec(rest)?.[1];
  for (const word of beside === undefined ? words : [beside, ...words]) {
    month ??= monthOf(word, language);
  }
  if (month !== undefined) yield* withMonth(numbers, month + 1, language, now);
  else if (numbers.length >= 3)
    yield* numbersOnly(numbers, rest.includes("/") || /\d-\d/.test(rest), language, now);
}

function* withMonth(
  numbers: readonly string[],
  month: number,
  language: string,
  now: Instant,
): Generator<Parts> {
  const [a = "", b] = numbers;
  if (a === "") return;
  if (b === undefined) {
    // No year: this one, unless that is still to come.
    const year = new Date(now).getUTCFullYear();
    const isAhead = Date.UTC(year, month - 1, Number(a)) > now + 2 * DAY;
    yield { year: isAhead ? year - 1 : year, month, day: Number(a) };
  } else if (a.length >= 3) yield { year: fullYear(a, language), month, day: Number(b) };
  else yield { year: fullYear(b, language), month, day: Number(a) };
}

function* numbersOnly(
  numbers: readonly string[],
  isAmbiguous: boolean,
  language: string,
  now: Instant,
): Generator<Parts> {
  const [a = "", b = "", c = ""] = numbers;
  if (a.length === 4) {
    yield { year: fullYear(a, language), month: Number(b), day: Number(c) };
    return;
  }
  const year = fullYear(c, language);
  const dayFirst = { year, month: Number(b), day: Number(a) };
  const monthFirst = { year, month: Number(a), day: Number(b) };
  const readings =
    isAmbiguous && MONTH_FIRST.test(language || "en") ? [monthFirst, dayFirst] : [dayFirst, monthFirst];
  const isAhead = (parts: Parts) => Date.UTC(parts.year, parts.month - 1, parts.day) > now + 2 * DAY;
  yield* readings.filter((parts) => !isAhead(parts));
  yield* readings.filter(isAhead);
}

/** RFC 2822 section 4.3: 00 to 49 are 2000 to 2049, 50 to 99 are 1950 to 1999. Thai years count from 543 BC. */
function fullYear(text: string, language: string): number {
  const year = Number(text);
  if (text.length <= 2) return year + (year < 50 ? 2000 : 1900);
  if (text.length === 3) return year + 1900;
  return language.startsWith("th") && year > 2400 ? year - 543 : year;
}

/** The moment as if it were UTC; undefined for a day or a time that does not exist. 24:00 and :60 do. */
function join(date: Parts, time: TimeOfDay): number | undefined {
  const { year, month, day } = date;
  const { hour, minute, second } = time;
  if (!(year >= 1900 && year < 2200 && month >= 1 && month <= 12 && day >= 1)) return undefined;
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return undefined;
  if (hour > 24 || minute > 59 || second >= 61 || (hour === 24 && (minute > 0 || second > 0)))
    return undefined;
  return Date.UTC(year, month - 1, day, hour, minute) + Math.floor(second * 1000 + 1e-6);
}
