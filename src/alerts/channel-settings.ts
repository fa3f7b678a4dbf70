import { type Channel, DEFAULT_DIGEST } from "../desk/desk.ts";
import { type DigestSchedule, type QuietHours, WEEKDAYS } from "../model/attention.ts";
import type { ChannelSetting } from "../store/editing.ts";
import { holidaysOf } from "./holidays.ts";

const DAYS: readonly string[] = WEEKDAYS;
const TIME = /^(?:[01]?\d|2[0-3]):[0-5]\d$/;
const COUNTRY = /^[A-Z]{2}(?:-[A-Za-z0-9]+)*$/;
const LAYOUTS = ["headline", "compact", "full"] as const;

/** The command that shows and sets each. */
export const SETTING_COMMANDS: Record<ChannelSetting["setting"], string> = {
  quiet: "channel quiet",
  layout: "channel layout",
  digest: "digest schedule",
};

/** A setting that is none, with what it should be. */
export class SettingError extends Error {
  override readonly name = "SettingError";
}

/** "22:00-07:00 sat,sun GB": hours, days quiet from midnight to midnight, a country's holidays. Throws SettingError. */
export function parseQuiet(text: string): QuietHours {
  const spans: string[][] = [];
  const days: number[] = [];
  let holidays: string | undefined;
  for (const word of wordsOf(text.replace(/(?<=\d)\s*(?:-|–|\bto\b)\s*(?=\d)/g, "-"))) {
    const span = word.split("-").flatMap((time) => timeOf(time) ?? []);
    if (span.length === 2 && word.split("-").length === 2) spans.push(span);
    else if (dayOf(word) !== undefined) days.push(dayOf(word) ?? 0);
    else if (COUNTRY.test(word) && holidays === undefined) holidays = word;
    else {
      throw new SettingError(
        `“${word}” is no part of quiet hours: write 22:00-07:00, days that are quiet as a whole (sat,sun), a country whose holidays are (GB, DE-by); or none, or file`,
      );
    }
  }
  const [[from = "00:00", to = "00:00"] = [], more] = spans;
  if (more !== undefined) throw new SettingError("quiet hours have one beginning and one end: 22:00-07:00");
  const quiet = { from, to, days: sorted(days), isHoliday: holidayTest(holidays) };
  return holidays === undefined ? quiet : { ...quiet, holidays };
}

/** As `parseQuiet` reads it. */
export function quietWords({ from, to, days, holidays }: QuietHours): string {
  const hours = from === to ? [] : [`${from}-${to}`];
  return [...hours, ...dayWords(days), ...(holidays === undefined ? [] : [holidays])].join(" ");
}

/** "hourly", "08:00,17:00 mon,fri". Throws SettingError. */
export function parseDigest(text: string): DigestSchedule {
  const words = wordsOf(text);
  if (words.join() === "hourly") return { kind: "hourly" };
  const strange = words.find((word) => timeOf(word) === undefined && dayOf(word) === undefined);
  const times = [...new Set(words.flatMap((word) => timeOf(word) ?? []))].sort();
  if (strange !== undefined || times.length === 0) {
    const what = strange === undefined ? `“${text}” has no time of day` : `“${strange}” is no time of day`;
    throw new SettingError(
      `${what}: write hourly, or times and weekdays such as 08:00,17:00 mon,fri; or file`,
    );
  }
  return { kind: "times", times, weekdays: sorted(words.flatMap((word) => dayOf(word) ?? [])) };
}

/** As `parseDigest` reads it. */
export function digestWords(schedule: DigestSchedule): string {
  if (schedule.kind === "hourly") return "hourly";
  return [schedule.times.join(","), ...dayWords(schedule.weekdays)].join(" ");
}

function parseLayout(text: string): (typeof LAYOUTS)[number] {
  const found = LAYOUTS.find((layout) => layout === text.trim().toLowerCase());
  if (found === undefined) throw new SettingError(`“${text}” is no layout: ${LAYOUTS.join(", ")}, or file`);
  return found;
}

/** What a person wrote, as it is kept: one form for each meaning. Throws SettingError. */
export function settingWords(setting: ChannelSetting["setting"], text: string): string {
  switch (setting) {
    case "quiet":
      return isNone(text) ? "none" : quietWords(parseQuiet(text)) || "none";
    case "layout":
      return parseLayout(text);
    case "digest":
      return digestWords(parseDigest(text));
  }
}

/** What is wrong with a setting that was kept; undefined if nothing is. */
export function settingFault({ setting, value }: ChannelSetting): string | undefined {
  try {
    settingWords(setting, value);
    return undefined;
  } catch (error) {
    if (error instanceof SettingError) return error.message;
    throw error;
  }
}

/** What holds for a channel now, in the same form. */
export function standingWords(channel: Channel, setting: ChannelSetting["setting"]): string {
  switch (setting) {
    case "quiet":
      return (channel.quiet === undefined ? "" : quietWords(channel.quiet)) || "none";
    case "layout":
      return channel.layout ?? "full";
    case "digest":
      return digestWords(channel.digest ?? DEFAULT_DIGEST);
  }
}

/**
 * The channels with what chat or a shell says of them in place of the configuration. A setting that a newer release
 * does not know any more (a country without tables) leaves the configuration's; `doctor` says so.
 */
export function withSettings(
  channels: ReadonlyMap<string, Channel>,
  settings: readonly ChannelSetting[],
): Map<string, Channel> {
  const out = new Map(channels);
  for (const given of settings) {
    const channel = out.get(given.channel);
    if (channel === undefined || settingFault(given) !== undefined) continue;
    out.set(given.channel, withSetting(channel, given));
  }
  return out;
}

function withSetting(channel: Channel, { setting, value }: ChannelSetting): Channel {
  const inFile = { ...channel.inFile, [setting]: standingWords(channel, setting) };
  switch (setting) {
    case "quiet": {
      const { quiet: _, ...loud } = channel;
      return isNone(value) ? { ...loud, inFile } : { ...loud, quiet: parseQuiet(value), inFile };
    }
    case "layout":
      return { ...channel, layout: parseLayout(value), inFile };
    case "digest":
      return { ...channel, digest: parseDigest(value), inFile };
  }
}

function isNone(text: string): boolean {
  return text.trim().toLowerCase() === "none";
}

function holidayTest(place: string | undefined): (date: string) => boolean {
  if (place === undefined) return () => false;
  try {
    return holidaysOf(place);
  } catch (error) {
    throw new SettingError(error instanceof Error ? error.message : String(error));
  }
}

function wordsOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter((word) => word !== "");
}

/** "7:30" as "07:30"; undefined if it is no time of day. */
function timeOf(word: string): string | undefined {
  return TIME.test(word) ? word.padStart(5, "0") : undefined;
}

/** 1 Monday to 7 Sunday (ISO 8601). */
function dayOf(word: string): number | undefined {
  const index = DAYS.indexOf(word.toLowerCase());
  return index < 0 ? undefined : index + 1;
}

function sorted(days: readonly number[]): number[] {
  return [...new Set(days)].sort((a, b) => a - b);
}

function dayWords(days: readonly number[]): string[] {
  return days.length === 0 ? [] : [days.map((day) => DAYS[day - 1] ?? "").join(",")];
}
