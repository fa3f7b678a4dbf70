import { z } from "zod";
import { nextSlot } from "../alerts/slots.ts";
import { DEFAULT_DIGEST } from "../desk/desk.ts";
import type { DigestSchedule } from "../model/attention.ts";
import { originOf, setChannel } from "./channel-set.ts";
import { actor, command, optionalText } from "./command.ts";
import { EditError } from "./list-change.ts";
import { noSuchChannel, suggestChannels } from "./lookup.ts";
import { minute, rfc3339 } from "./since.ts";

/** What waits for a digest goes out now. */
export const digestNow = command({
  name: "digest now",
  summary: "Send what waits for a digest now",
  permission: "editor",
  options: z.object({ channel: optionalText("Only this channel's") }),
  positional: ["channel"],
  example: "digest now world",
  suggest: { channel: suggestChannels },
  async run(context, { channel }) {
    const { store, clock, running } = context;
    if (channel !== undefined && !context.channels.has(channel)) return noSuchChannel(context, channel);
    const audit = [{ ...actor(context), action: "digest now", subject: channel ?? "all channels" }];
    const told = await store.tellHeld(channel, clock.now(), audit);
    const how = running() ? "in a few seconds" : "when the service runs again";
    const text =
      told === 0 ? "Nothing waits." : `${told} ${told === 1 ? "story goes" : "stories go"} out ${how}.`;
    return { kind: "text", text, data: { stories: told, channel } };
  },
});

/** When digests go out, and what waits for them; a channel's, anew. */
export const digestSchedule = command({
  name: "digest schedule",
  summary: "When digests go out, and what waits for them; admins set it",
  permission: "member",
  needs: { times: "admin" },
  options: z.object({
    channel: optionalText("Only this channel"),
    times: optionalText("New times: hourly; or times of day and weekdays, 08:00,17:00 mon,fri; file"),
  }),
  positional: ["channel", "times"],
  example: "digest schedule world 08:00,17:00",
  suggest: { channel: suggestChannels },
  async run(context, { channel, times }) {
    if (times !== undefined) {
      if (channel !== undefined) return setChannel(context, channel, "digest", times);
      throw new EditError(`which channel? There is ${[...context.channels.keys()].join(", ")}`);
    }
    const { store, clock, channels } = context;
    if (channel !== undefined && !channels.has(channel)) return noSuchChannel(context, channel);
    const held = await store.heldAlerts(1_000);
    const now = clock.now();
    const rows = [...channels.values()]
      .filter((c) => channel === undefined || c.name === channel)
      .map((c) => {
        const zone = c.timezone ?? context.timezone;
        const schedule = c.digest ?? DEFAULT_DIGEST;
        const waiting = held.filter((a) => a.channel === c.name);
        const next = Math.min(
          nextSlot(schedule, zone, now),
          ...waiting.map((a) => a.held?.until ?? Number.POSITIVE_INFINITY),
        );
        const set = originOf(c, "digest");
        return {
          channel: c.name,
          schedule: scheduleText(schedule),
          next,
          zone,
          waiting: waiting.length,
          set,
        };
      });
    return {
      kind: "table",
      title: "Digests",
      columns: ["Channel", "When", "Set", "Next", "Waiting"],
      rows: rows.map((r) => [
        r.channel,
        r.schedule,
        r.set === "here" ? "here" : "in wirewatch.yaml",
        `${minute(r.next, r.zone)} ${r.zone}`,
        String(r.waiting),
      ]),
      empty: "This desk has no channels yet.",
      data: rows.map((r) => ({
        channel: r.channel,
        schedule: r.schedule,
        next: rfc3339(r.next),
        waiting: r.waiting,
        set: r.set,
      })),
    };
  },
});

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** "hourly", "08:00, 17:00", "08:00 on Mon, Fri". */
export function scheduleText(schedule: DigestSchedule): string {
  if (schedule.kind === "hourly") return "hourly";
  const days = schedule.weekdays.length === 0 ? "" : ` on ${dayText(schedule.weekdays)}`;
  return `${schedule.times.join(", ")}${days}`;
}

export function dayText(days: readonly number[]): string {
  return days.map((d) => DAYS[d - 1] ?? "").join(", ");
}
