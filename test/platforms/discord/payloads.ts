import type { Channel, Guild, RegisteredCommand, StoredMessage, World } from "./world.ts";

/** The world as Discord's API says it: the objects of its reference, with the keys that clients rely on. */
export type Json = Record<string, unknown>;

export function userJson(id: string, name: string, bot = false): Json {
  return {
    id,
    username: name,
    global_name: name,
    discriminator: "0",
    avatar: null,
    bot,
    flags: 0,
    public_flags: 0,
  };
}

export function guildJson(world: World, guild: Guild): Json {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    owner_id: "900000000000000009",
    roles: [roleJson(guild), ...guild.roles.map((id) => ({ ...roleJson(guild), id, name: `role-${id}` }))],
    emojis: [],
    stickers: [],
    features: [],
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: null,
    system_channel_flags: 0,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    premium_tier: 0,
    premium_progress_bar_enabled: false,
    preferred_locale: "en-US",
    max_members: 500_000,
    member_count: 2,
    application_id: null,
    rules_channel_id: null,
    public_updates_channel_id: null,
    safety_alerts_channel_id: null,
    vanity_url_code: null,
    description: null,
    banner: null,
    splash: null,
    discovery_splash: null,
    large: false,
    unavailable: false,
    joined_at: new Date(world.now()).toISOString(),
    members: [memberJson(userJson(world.bot.id, world.bot.name, true))],
    channels: [...world.channels.values()]
      .filter((c) => c.guild === guild.id && !isThread(c))
      .map((c) => channelJson(world, c)),
    threads: [...world.channels.values()]
      .filter((c) => c.guild === guild.id && isThread(c) && !c.archived)
      .map((c) => channelJson(world, c)),
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

function roleJson(guild: Guild): Json {
  return {
    id: guild.id,
    name: "@everyone",
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    icon: null,
    unicode_emoji: null,
    position: 0,
    permissions: String(guild.permissions),
    managed: false,
    mentionable: false,
    flags: 0,
  };
}

export function memberJson(user: Json, permissions?: bigint, roles: string[] = []): Json {
  return {
    user,
    nick: null,
    avatar: null,
    banner: null,
    roles,
    joined_at: "2025-01-01T00:00:00.000000+00:00",
    premium_since: null,
    deaf: false,
    mute: false,
    flags: 0,
    pending: false,
    communication_disabled_until: null,
    ...(permissions === undefined ? {} : { permissions: String(permissions) }),
  };
}

export function isThread(channel: Channel): boolean {
  return channel.type >= 10 && channel.type <= 12;
}

export function isForum(channel: Channel): boolean {
  return channel.type === 15 || channel.type === 16;
}

export function channelJson(world: World, channel: Channel): Json {
  if (channel.type === 1) {
    const recipients = [userJson(channel.name, `user-${channel.name}`)];
    return { id: channel.id, type: 1, recipients, last_message_id: null };
  }
  const denied = { id: world.bot.id, type: 1, allow: "0", deny: String(channel.denied) };
  return {
    id: channel.id,
    type: channel.type,
    guild_id: channel.guild,
    name: channel.name,
    position: 0,
    parent_id: channel.parent ?? null,
    flags: 0,
    last_message_id: world.messages.get(channel.id)?.at(-1)?.id ?? null,
    ...(isThread(channel)
      ? {
          thread_metadata: {
            archived: channel.archived,
            locked: channel.locked,
            auto_archive_duration: 1440,
            archive_timestamp: new Date(world.now()).toISOString(),
          },
          applied_tags: channel.applied,
          owner_id: world.bot.id,
          message_count: 0,
          member_count: 1,
        }
      : {
          ...(isForum(channel)
            ? {
                available_tags: channel.tags.map((t) => ({
                  moderated: false,
                  emoji_id: null,
                  emoji_name: null,
                  ...t,
                })),
                flags: channel.requiresTag ? 1 << 4 : 0,
                default_auto_archive_duration: 4320,
              }
            : {}),
          permission_overwrites: channel.denied === 0n ? [] : [denied],
          nsfw: false,
          topic: null,
          rate_limit_per_user: 0,
        }),
  };
}

export function messageJson(world: World, message: StoredMessage): Json {
  const bot = message.author === world.bot.id;
  return {
    id: message.id,
    type: message.reference === undefined ? 0 : 19,
    channel_id: message.channel,
    author: userJson(message.author, bot ? world.bot.name : `user-${message.author}`, bot),
    content: message.content,
    embeds: message.embeds.map((e) => ({ type: "rich", ...e })),
    components: message.components,
    attachments: [],
    mentions: [],
    mention_roles: [],
    mention_everyone: message.pinged.includes("everyone"),
    pinned: false,
    tts: false,
    flags: message.flags,
    timestamp: new Date(message.at).toISOString(),
    edited_timestamp: message.editedAt === undefined ? null : new Date(message.editedAt).toISOString(),
    ...(message.reference === undefined
      ? {}
      : {
          message_reference: {
            type: 0,
            channel_id: message.reference.channel,
            message_id: message.reference.message,
          },
        }),
  };
}

/** A command; its localisations, and those of its subcommands, only if asked for ("with_localizations"). */
export function commandJson(world: World, command: RegisteredCommand, localised = false): Json {
  const options = command.options?.map((option) => {
    const { description_localizations: all, ...rest } = { description_localizations: null, ...option };
    return localised ? { ...rest, name_localizations: null, description_localizations: all ?? null } : rest;
  });
  return {
    id: command.id,
    application_id: world.application,
    version: command.version,
    type: 1,
    name: command.name,
    description: command.description,
    ...(localised
      ? {
          name_localizations: null,
          description_localizations: command.description_localizations ?? null,
        }
      : {}),
    options,
    default_member_permissions: command.default_member_permissions ?? null,
    dm_permission: true,
    contexts: command.contexts ?? null,
    integration_types: command.integration_types ?? [0],
    nsfw: command.nsfw ?? false,
    ...(command.guild === undefined ? {} : { guild_id: command.guild }),
  };
}
