import { z } from "zod";
import type { Channel } from "../desk/desk.ts";
import type { Reply } from "../model/command.ts";
import { originOf, originText, setChannel } from "./channel-set.ts";
import { command, oneOf, optionalText, text } from "./command.ts";
import { differences } from "./difference.ts";
import { dayText, scheduleText } from "./digest.ts";
import { EditError, withPart } from "./list-change.ts";
import { noSuchChannel, noSuchWatchList, suggestChannels, suggestWatchLists } from "./lookup.ts";
import { readList, save } from "./save.ts";

/** The desk's channels: where they are, what goes there, how they are spared. */
export const channelList = command({
  name: "channel list",
  summary: "The desk's channels, and what goes there",
  permission: "member",
  options: z.object({}),
  example: "channel list",
  async run({ channels, desk }) {
    const lists = [...desk().watchLists.values()];
    const rows = [...channels.values()].map((c) => ({
      channel: c,
      watchLists: lists.filter((l) => l.channels.includes(c.name)).map((l) => l.name),
    }));
    return {
      kind: "table",
      title: "Channels (they stand in wirewatch.yaml, and their settings where not said otherwise)",
      columns: ["Name", "Place", "Watch lists", "Settings"],
      rows: rows.map(({ channel: c, watchLists }) => [
        c.name,
        `${c.adapter}:${c.destination}`,
        watchLists.join(", ") || "none",
        settingsText(c).join("; "),
      ]),
      empty: "This desk has no channels yet: name some under channels in wirewatch.yaml.",
      data: rows.map(({ channel: c, watchLists }) => ({
        channel: c.name,
        to: `${c.adapter}:${c.destination}`,
        watchLists,
        settings: settingsText(c),
        ...(c.inFile === undefined ? {} : { inFile: c.inFile }),
      })),
    };
  },
});

/** Which watch lists go to which channels. */
export const channelRoute = command({
  name: "channel route",
  summary: "Send a watch list's alerts to a channel, or no longer",
  permission: "admin",
  options: z.object({
    watch: text("The watch list's name"),
    change: oneOf("What to do; unsaid, its channels are shown", ["add", "remove"]),
    channel: optionalText("The channel's name"),
  }),
  positional: ["watch", "change", "channel"],
  example: "channel route ukraine-peace add world",
  suggest: { watch: suggestWatchLists, channel: suggestChannels },
  async run(context, { watch, change, channel }): Promise<Reply> {
    const before = await readList(context, watch);
    if (before === undefined) return noSuchWatchList(context.desk(), watch);
    if (change === undefined) {
      const to = before.channels.join(", ") || "no channel";
      return {
        kind: "text",
        text: `${watch} goes to ${to}.`,
        data: { watchList: watch, channels: before.channels },
      };
    }
    if (channel === undefined)
      throw new EditError(`which channel? There is ${[...context.channels.keys()].join(", ")}`);
    const known = { entities: [], channels: [...context.channels.keys()] };
    const after = withPart(before, change, "channel", channel, known);
    const failed = await save(context, { kind: "watchList", name: watch, action: "route", before, after });
    const text = [
      `${watch} goes to ${after.channels.join(", ") || "no channel"}.`,
      ...differences(before, after),
    ];
    return (
      failed ?? { kind: "text", text: text.join("\n"), data: { watchList: watch, channels: after.channels } }
    );
  },
});

/** When a channel is left in peace. */
export const channelQuiet = command({
  name: "channel quiet",
  summary: "When a channel is left in peace; admins set it",
  permission: "member",
  needs: { hours: "admin" },
  options: z.object({
    channel: text("The channel's name"),
    hours: optionalText(
      "New ones: 22:00-07:00, whole days (sat,sun), holidays of a country (GB); none; file",
    ),
  }),
  positional: ["channel", "hours"],
  example: "channel quiet world 22:00-07:00 sat,sun",
  suggest: { channel: suggestChannels },
  async run(context, { channel: name, hours }): Promise<Reply> {
    if (hours !== undefined) return setChannel(context, name, "quiet", hours);
    const channel = context.channels.get(name);
    if (channel === undefined) return noSuchChannel(context, name);
    const quiet = channel.quiet === undefined ? "has no quiet hours" : `is ${quietText(channel)}`;
    return {
      kind: "text",
      text: `${name} ${quiet} (${originText(channel, "quiet")}).`,
      data: { channel: name, quiet: channel.quiet, set: originOf(channel, "quiet") },
    };
  },
});

/** How much of an alert a channel shows. */
export const channelLayout = command({
  name: "channel layout",
  summary: "How much of an alert a channel shows; admins set it",
  permission: "member",
  needs: { layout: "admin" },
  options: z.object({
    channel: text("The channel's name"),
    layout: oneOf("The new one; file: the configuration's", ["headline", "compact", "full", "file"]),
  }),
  positional: ["channel", "layout"],
  example: "channel layout world compact",
  suggest: { channel: suggestChannels },
  async run(context, { channel: name, layout }): Promise<Reply> {
    if (layout !== undefined) return setChannel(context, name, "layout", layout);
    const channel = context.channels.get(name);
    if (channel === undefined) return noSuchChannel(context, name);
    const now = channel.layout ?? "full";
    return {
      kind: "text",
      text: `${name} shows alerts in the ${now} layout (${originText(channel, "layout")}).`,
      data: { channel: name, layout: now, set: originOf(channel, "layout") },
    };
  },
});

function settingsText(channel: Channel): string[] {
  const here = Object.entries(channel.inFile ?? {});
  return [
    ...(channel.quiet === undefined ? [] : [quietText(channel)]),
    ...(channel.digest === undefined ? [] : [`digests ${scheduleText(channel.digest)}`]),
    ...(channel.cap === undefined ? [] : [`at most ${channel.cap} an hour`]),
    ...(channel.mention === undefined ? [] : [`breaking pings ${channel.mention}`]),
    ...(channel.layout === undefined ? [] : [`layout ${channel.layout}`]),
    ...(channel.thumbnail === undefined ? [] : [channel.thumbnail ? "with pictures" : "without pictures"]),
    ...(channel.updates === undefined ? [] : [`what is new goes to the ${channel.updates}`]),
    ...(channel.escalate === undefined
      ? []
      : [`a breaking alert unclaimed for ${Math.round(channel.escalate.after / 60_000)} min is said again`]),
    ...(here.length === 0
      ? []
      : [
          `set here (wirewatch.yaml has ${here.map(([setting, words]) => `${setting} ${words}`).join(", ")})`,
        ]),
  ];
}

function quietText({ quiet, timezone }: Channel): string {
  if (quiet === undefined) return "";
  const whole = [
    ...(quiet.days.length === 0 ? [] : [`all of ${dayText(quiet.days)}`]),
    ...(quiet.holidays === undefined ? [] : [`the public holidays of ${quiet.holidays}`]),
  ];
  const hours = quiet.from === quiet.to ? [] : [`from ${quiet.from} to ${quiet.to}`];
  return `quiet ${[...hours, ...whole].join(", and ")} (${timezone ?? "UTC"})`;
}
