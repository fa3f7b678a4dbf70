import type { Claim, Follow } from "../store/editing.ts";
import type { Channel, Desk, DeskView } from "./desk.ts";

/** Alerts an hour by direct message; what is over comes in one message at the full hour. */
const CAP = 20;
const PERSONAL = /^dm:([^:]+):(.+)$/s;

/** The name of the channel that is one person: "dm:discord:123". */
export function personalChannel({ platform, user }: Pick<Follow, "platform" | "user">): string {
  return `dm:${platform}:${user}`;
}

/**
 * A channel by its name: one of the configuration's, or a person's own, whose destination is "user:" and the platform's
 * id of the person. Undefined if there is none.
 */
export function channelNamed(name: string, channels: ReadonlyMap<string, Channel>): Channel | undefined {
  const [, adapter, user] = PERSONAL.exec(name) ?? [];
  if (adapter === undefined || user === undefined) return channels.get(name);
  return { name, adapter, destination: `user:${user}`, cap: CAP };
}

/** A person's platform and its id of them, as a claim has it: "discord:123 (Ann)". */
const WHO = /^([^:]+):(.+?)(?: \(.*\))?$/s;

/** The channel of who claimed a story; undefined for a claim that names nobody. */
export function claimersChannel({ who }: Pick<Claim, "who">): string | undefined {
  const [, platform, user] = WHO.exec(who) ?? [];
  return platform === undefined || user === undefined ? undefined : personalChannel({ platform, user });
}

/** The people of one adapter who may be told in person: they follow something, or have claimed a story. */
export function personalChannels(desk: Pick<Desk, "follows" | "claims">, adapter: string): string[] {
  const names = [
    ...desk.follows.map(personalChannel),
    ...desk.claims.flatMap((c) => claimersChannel(c) ?? []),
  ];
  return [...new Set(names)].filter((name) => PERSONAL.exec(name)?.[1] === adapter);
}

/** The names of the channels that are told only so much an hour. */
export function cappedChannels({ channels, desk }: Pick<DeskView, "channels" | "desk">): string[] {
  const capped = [...channels.values()].filter((channel) => channel.cap !== undefined);
  return [...new Set([...capped.map((channel) => channel.name), ...desk.follows.map(personalChannel)])];
}
