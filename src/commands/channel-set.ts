import {
  parseDigest,
  parseQuiet,
  SETTING_COMMANDS,
  settingWords,
  standingWords,
} from "../alerts/channel-settings.ts";
import { quietUntil } from "../alerts/quiet.ts";
import { nextSlot } from "../alerts/slots.ts";
import type { Channel } from "../desk/desk.ts";
import type { Reply } from "../model/command.ts";
import type { Instant } from "../model/time.ts";
import type { ChannelChange, ChannelSetting } from "../store/editing.ts";
import { actor, type CommandContext } from "./command.ts";
import { noSuchChannel } from "./lookup.ts";
import { minute } from "./since.ts";

type Setting = ChannelSetting["setting"];

/** What takes a setting back to the configuration's. */
const FILE = "file";

/** Where a channel's setting comes from, in words. */
export function originText({ name, inFile }: Channel, setting: Setting): string {
  const file = inFile?.[setting];
  if (file === undefined) return "as wirewatch.yaml has it";
  return `set here; wirewatch.yaml has ${file}, and \`${SETTING_COMMANDS[setting]} ${name} ${FILE}\` goes back to that`;
}

/** The same in a word, for --json. */
export function originOf({ inFile }: Channel, setting: Setting): "here" | "file" {
  return inFile?.[setting] === undefined ? "file" : "here";
}

/** A channel's setting from now on: what a person wrote, or "file" for the configuration's. Throws SettingError. */
export async function setChannel(
  context: CommandContext,
  name: string,
  setting: Setting,
  given: string,
): Promise<Reply> {
  const channel = context.channels.get(name);
  if (channel === undefined) return noSuchChannel(context, name);
  const { store, clock } = context;
  const now = clock.now();
  const inFile = channel.inFile?.[setting] ?? standingWords(channel, setting);
  const before = (await store.channelSettings()).find(
    (s) => s.channel === name && s.setting === setting,
  )?.value;
  const after = given.trim().toLowerCase() === FILE ? undefined : settingWords(setting, given);
  const [was, is] = [before ?? inFile, after ?? inFile];
  if (before === after || (before === undefined && was === is)) {
    return {
      kind: "text",
      text: `${name}: ${setting} is ${is} already.`,
      data: dataOf(name, setting, is, before),
    };
  }
  const waiting = (await store.heldAlerts(1_000)).filter(
    ({ channel, held }) => channel === name && held?.why === setting && held.until > now,
  );
  const until = heldUntil(channel, setting, is, now);
  const change: ChannelChange = {
    channel: name,
    setting,
    before,
    after,
    ...(until === undefined || setting === "layout" ? {} : { held: { why: setting, until } }),
  };
  const row = {
    ...actor(context),
    action: `channel ${setting}`,
    subject: name,
    before: auditedAs(setting, was, before),
    after: auditedAs(setting, is, after),
  };
  if (!(await store.setChannel(change, now, [row]))) {
    return { kind: "error", text: `${name} was changed by someone else meanwhile; look again.` };
  }
  await context.refresh();
  const from = after === undefined ? "as wirewatch.yaml has it" : `set here; wirewatch.yaml has ${inFile}`;
  const zone = channel.timezone ?? context.timezone;
  const told = until === undefined || until <= now ? "now" : `at ${minute(until, zone)} (${zone})`;
  const held =
    waiting.length === 0
      ? ""
      : ` ${waiting.length} ${waiting.length === 1 ? "story that waits is" : "stories that wait are"} told ${told}.`;
  return {
    kind: "text",
    text: `${name}: ${setting} was ${was}, and is ${is} from now on (${from}).${held}`,
    data: dataOf(name, setting, is, after),
  };
}

/** What the audit trail has of a setting, and `undo` reads. */
function auditedAs(setting: Setting, words: string, here: string | undefined): Record<string, string> {
  return { [setting]: words, set: here === undefined ? "in the file" : "here" };
}

function dataOf(channel: string, setting: Setting, words: string, here: string | undefined) {
  return { channel, [setting]: words, set: here === undefined ? "file" : "here" };
}

/** Until when what waits because of the setting waits under the new one. */
function heldUntil(channel: Channel, setting: Setting, words: string, now: Instant): Instant | undefined {
  const zone = channel.timezone ?? "UTC";
  switch (setting) {
    case "layout":
      return undefined;
    case "digest":
      return nextSlot(parseDigest(words), zone, now);
    case "quiet":
      return words === "none" ? now : (quietUntil(parseQuiet(words), zone, now) ?? now);
  }
}
