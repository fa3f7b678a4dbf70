import { z } from "zod";

/** What the bot needs in a channel, in the words of Discord's own dialogue. Bits of its "Permissions" page. */
const VIEW = 1n << 10n;
const SEND = 1n << 11n;
const EMBED = 1n << 14n;
export const HISTORY = 1n << 16n;
const SEND_IN_THREADS = 1n << 38n;
/** "Mention @everyone, @here, and All Roles". */
export const MENTION_ALL = 1n << 17n;
const ADMINISTRATOR = 1n << 3n;

const bits = z.string().regex(/^\d+$/).transform(BigInt);
const overwrite = z.object({ id: z.string(), type: z.number(), allow: bits, deny: bits });

export const channelSchema = z.object({
  id: z.string(),
  type: z.number(),
  name: z.string().nullish(),
  guild_id: z.string().optional(),
  parent_id: z.string().nullish(),
  flags: z.number().optional(),
  permission_overwrites: z.array(overwrite).optional(),
  thread_metadata: z.object({ archived: z.boolean(), locked: z.boolean().optional() }).optional(),
});
export type Channel = z.infer<typeof channelSchema>;

export const guildSchema = z.object({
  id: z.string(),
  name: z.string(),
  owner_id: z.string().optional(),
  roles: z.array(z.object({ id: z.string(), permissions: bits })),
});
export type Guild = z.infer<typeof guildSchema>;

export const memberSchema = z.object({ roles: z.array(z.string()) });

/** Public, private and announcement threads. */
export function isThread(channel: Channel): boolean {
  return channel.type >= 10 && channel.type <= 12;
}

/** Forums and media channels: they hold posts, each a thread. */
export function isForum(channel: Channel): boolean {
  return channel.type === 15 || channel.type === 16;
}

/** Types in which a bot may post a message: text, voice, announcement, stage, threads. */
export function isText(channel: Channel): boolean {
  return [0, 2, 5, 13].includes(channel.type) || isThread(channel);
}

/** What a member may do in a channel: base permissions, then overwrites of everyone, roles, member, as Discord orders them. */
export function permissionsIn(
  channel: Channel,
  guild: Guild,
  member: { id: string; roles: string[] },
): bigint {
  if (member.id === guild.owner_id) return ~0n;
  const held = new Set([guild.id, ...member.roles]);
  let out = 0n;
  for (const role of guild.roles) if (held.has(role.id)) out |= role.permissions;
  if ((out & ADMINISTRATOR) !== 0n) return ~0n;
  const all = channel.permission_overwrites ?? [];
  const everyone = all.filter((o) => o.id === guild.id);
  const roles = all.filter((o) => o.type === 0 && o.id !== guild.id && held.has(o.id));
  const own = all.filter((o) => o.type === 1 && o.id === member.id);
  for (const layer of [everyone, roles, own]) {
    for (const o of layer) out &= ~o.deny;
    for (const o of layer) out |= o.allow;
  }
  return out;
}

/** Names of what is missing for posting and for looking up what was posted. */
export function missingFor(channel: Channel, held: bigint): string[] {
  const inThreads: [bigint, string] = [SEND_IN_THREADS, "Send Messages in Threads"];
  const needed: [bigint, string][] = [
    [VIEW, "View Channel"],
    isThread(channel) ? inThreads : [SEND, isForum(channel) ? "Create Posts" : "Send Messages"],
    ...(isForum(channel) ? [inThreads] : []),
    [EMBED, "Embed Links"],
    [HISTORY, "Read Message History"],
  ];
  return needed.filter(([bit]) => (held & bit) === 0n).map(([, name]) => name);
}
