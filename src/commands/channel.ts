import { z } from "zod";
import type { Channel } from "../desk/desk.ts";
import type { Reply } from "../model/command.ts";
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
      title: "Channels (they and their settings stand in wirewatch.yaml)",
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
  summary: "When a channel is left in peace",
  permission: "member",
  options: z.object({ channel: text("The channel's name") }),
  positional: ["channel"],
  example: "channel quiet world",
  suggest: { channel: suggestChannels },
  async run(context, { channel: name }): Promise<Reply> {
    const channel = context.channels.get(name);
    if (channel === undefined) return noSuchChannel(context, name);
    const quiet =
      channel.quiet === undefined ? `${name} has no quiet hours.` : `${name} is ${quietText(channel)}.`;
    return {
      kind: "text",
      text: `${quiet} They are set under channels.${name}.quiet in wirewatch.yaml, and count from the service's next start.`,
      data: { channel: name, quiet: channel.quiet },
    };
  },
});

/** How much of an alert a channel shows. */
export const channelLayout = command({
  name: "channel layout",
  summary: "How much of an alert a channel shows",
  permission: "member",
  options: z.object({ channel: text("The channel's name") }),
  positional: ["channel"],
  example: "channel layout world",
  suggest: { channel: suggestChannels },
  async run(context, { channel: name }): Promise<Reply> {
    const channel = context.channels.get(name);
    if (channel === undefined) return noSuchChannel(context, name);
    const layout = channel.layout ?? "full";
    return {
      kind: "text",
      text: `${name} shows alerts in the ${layout} layout. It is set under channels.${name}.layout in wirewatch.yaml (headline, compact or full), and counts from the service's next start.`,
      data: { channel: name, layout },
    };
  },
});

function settingsText(channel: Channel): string[] {
  return [
    ...(channel.quiet === undefined ? [] : [quietText(channel)]),
    ...(channel.digest === undefined ? [] : [`digests ${scheduleText(channel.digest)}`]),
    ...(channel.cap === undefined ? [] : [`at most ${channel.cap} an hour`]),
    ...(channel.mention === undefined ? [] : [`breaking pings ${channel.mention}`]),
    ...(channel.layout === undefined ? [] : [`layout ${channel.layout}`]),
    ...(channel.updates === undefined ? [] : [`what is new goes to the ${channel.updates}`]),
    ...(channel.escalate === undefined
      ? []
      : [`a breaking alert unclaimed for ${Math.round(channel.escalate.after / 60_000)} min is said again`]),
  ];
}

function quietText({ quiet, timezone }: Channel): string {
  if (quiet === undefined) return "";
  const days = quiet.days.length === 0 ? "" : `, and all of ${dayText(quiet.days)}`;
  return `quiet from ${quiet.from} to ${quiet.to}${days} (${timezone ?? "UTC"})`;
}
