import { z } from "zod";
import { modal } from "./forms.ts";
import { length, text } from "./text.ts";

/**
 * What Discord takes, restated from its published reference (API v10, "Message", "Embed Limits", "Allowed Mentions
 * Object", "Component Reference", "Application Commands"). Unknown keys are faults here, though the platform passes
 * over them: a misspelt key is a fault of ours.
 */
export const snowflake = z.string().regex(/^\d{1,20}$/, { error: "Value is not snowflake." });

const link = z
  .string()
  .max(2048)
  .refine((s) => URL.canParse(s) && /^https?:$/.test(new URL(s).protocol), {
    error: "Not a well formed URL.",
  });

export const embed = z.strictObject({
  title: text(256).optional(),
  description: text(4096).optional(),
  url: link.optional(),
  timestamp: z.iso.datetime({ offset: true }).optional(),
  color: z.int().min(0).max(0xffffff).optional(),
  footer: z.strictObject({ text: text(2048), icon_url: link.optional() }).optional(),
  image: z.strictObject({ url: link }).optional(),
  thumbnail: z.strictObject({ url: link }).optional(),
  author: z.strictObject({ name: text(256, 1), url: link.optional(), icon_url: link.optional() }).optional(),
  fields: z
    .array(z.strictObject({ name: text(256, 1), value: text(1024, 1), inline: z.boolean().optional() }))
    .max(25)
    .optional(),
  type: z.string().optional(),
});
export type Embed = z.infer<typeof embed>;

/** "The combined sum of characters in all title, description, field.name, field.value, footer.text, and author.name
 * fields across all embeds attached to a message must not exceed 6000 characters." */
const embeds = z
  .array(embed)
  .max(10)
  .refine(
    (all) => {
      const parts = all.flatMap((e) => [
        e.title ?? "",
        e.description ?? "",
        e.footer?.text ?? "",
        e.author?.name ?? "",
        ...(e.fields ?? []).flatMap((f) => [f.name, f.value]),
      ]);
      return parts.reduce((sum, part) => sum + length(part), 0) <= 6000;
    },
    { error: "Embed size exceeds maximum size of 6000" },
  );

export const allowedMentions = z
  .strictObject({
    parse: z.array(z.enum(["roles", "users", "everyone"])).optional(),
    roles: z.array(snowflake).max(100).optional(),
    users: z.array(snowflake).max(100).optional(),
    replied_user: z.boolean().optional(),
  })
  .refine((a) => !(a.parse?.includes("roles") && a.roles?.length), { error: "parse and roles are exclusive" })
  .refine((a) => !(a.parse?.includes("users") && a.users?.length), {
    error: "parse and users are exclusive",
  });
export type AllowedMentions = z.infer<typeof allowedMentions>;

const button = z
  .strictObject({
    type: z.literal(2),
    style: z.int().min(1).max(5),
    label: text(80, 1).optional(),
    custom_id: text(100, 1).optional(),
    url: z.string().max(512).optional(),
    disabled: z.boolean().optional(),
    emoji: z.looseObject({ name: z.string() }).optional(),
  })
  .refine(
    (b) => (b.style === 5) === (b.url !== undefined) && (b.style === 5) !== (b.custom_id !== undefined),
    {
      error: "A link button has a url, every other a custom_id",
    },
  );

export const components = z
  .array(z.strictObject({ type: z.literal(1), components: z.array(button).min(1).max(5) }))
  .max(5)
  .refine(
    (rows) => {
      const ids = rows
        .flatMap((row) => row.components.map((b) => b.custom_id))
        .filter((id) => id !== undefined);
      return new Set(ids).size === ids.length;
    },
    { error: "Component custom id cannot be duplicated" },
  );

/** SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS: the flags that a bot may set on its own message (no components v2 here). */
const CREATE_FLAGS = (1 << 2) | (1 << 12);
const EPHEMERAL = 1 << 6;
const flags = (may: number) => z.int().refine((f) => (f & ~may) === 0, { error: "Invalid flags" });

const base = {
  content: text(2000).nullish(),
  embeds: embeds.nullish(),
  allowed_mentions: allowedMentions.nullish(),
  components: components.nullish(),
  attachments: z.array(z.unknown()).optional(),
};

export const createMessage = z.strictObject({
  ...base,
  nonce: z.union([z.int(), z.string().max(25)]).optional(),
  enforce_nonce: z.boolean().optional(),
  tts: z.boolean().optional(),
  flags: flags(CREATE_FLAGS).optional(),
  message_reference: z
    .strictObject({
      type: z.literal(0).optional(),
      message_id: snowflake,
      channel_id: snowflake.optional(),
      guild_id: snowflake.optional(),
      fail_if_not_exists: z.boolean().optional(),
    })
    .optional(),
});
export type CreateMessage = z.infer<typeof createMessage>;

/** "Start Thread in Forum or Media Channel": its message takes no nonce. */
export const startPost = z.strictObject({
  name: text(100, 1),
  auto_archive_duration: z.literal([60, 1440, 4320, 10_080]).optional(),
  rate_limit_per_user: z.int().min(0).max(21_600).nullish(),
  applied_tags: z.array(snowflake).max(5).optional(),
  message: z.strictObject({ ...base, flags: flags(CREATE_FLAGS).optional() }),
});

/** "Modify Channel", of a thread. */
export const modifyThread = z.strictObject({
  name: text(100, 1).optional(),
  archived: z.boolean().optional(),
  locked: z.boolean().optional(),
  applied_tags: z.array(snowflake).max(5).optional(),
});

export const editMessage = z.strictObject({ ...base, flags: flags(1 << 2).nullish() });
export type EditMessage = z.infer<typeof editMessage>;

/** Of an interaction's first answer, made later. The clients send some keys of a new message along; they are passed over. */
export const editAnswer = editMessage.extend({
  tts: z.boolean().optional(),
  enforce_nonce: z.boolean().optional(),
});

/** Of an interaction's answer or follow-up. */
export const interactionMessage = z.strictObject({
  ...base,
  tts: z.boolean().optional(),
  flags: flags(CREATE_FLAGS | EPHEMERAL).optional(),
  nonce: z.string().max(25).optional(),
});
export type InteractionMessage = z.infer<typeof interactionMessage>;

export const callback = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal(4), data: interactionMessage }),
  z.strictObject({
    type: z.literal(5),
    data: z.strictObject({ flags: flags(EPHEMERAL).optional() }).optional(),
  }),
  z.strictObject({ type: z.literal(6) }),
  z.strictObject({ type: z.literal(7), data: interactionMessage }),
  z.strictObject({
    type: z.literal(8),
    data: z.strictObject({
      choices: z
        .array(
          z.strictObject({
            name: text(100, 1),
            value: text(100, 1),
            name_localizations: z.null().optional(),
          }),
        )
        .max(25),
    }),
  }),
  z.strictObject({ type: z.literal(9), data: modal }),
]);

/** "^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$", lower case where there is a lower case. */
const commandName = z
  .string()
  .regex(/^[-_'\p{L}\p{N}]{1,32}$/u)
  .refine((s) => s === s.toLowerCase(), { error: "Command name is invalid" });

/** "Locales". */
const LOCALES = [
  ...["id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl"],
  ...["pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja"],
  ...["zh-TW", "ko"],
] as const;
/** "Values follow the same restrictions as description". */
const localizations = z.partialRecord(z.enum(LOCALES), text(100, 1).nullable()).nullish();

const plainOption = z
  .strictObject({
    type: z.int().min(3).max(11),
    name: commandName,
    description: text(100, 1),
    description_localizations: localizations,
    required: z.boolean().optional(),
    choices: z
      .array(z.strictObject({ name: text(100, 1), value: z.union([text(100), z.number()]) }))
      .max(25)
      .optional(),
    autocomplete: z.boolean().optional(),
    min_value: z.number().optional(),
    max_value: z.number().optional(),
    max_length: z.int().max(6000).optional(),
  })
  .refine((o) => !(o.autocomplete && o.choices?.length), { error: "autocomplete and choices are exclusive" });

const plainOptions = z
  .array(plainOption)
  .max(25)
  .refine((all) => all.every((o, i) => !o.required || all.slice(0, i).every((earlier) => earlier.required)), {
    error: "Required options must be placed before non-required options",
  })
  .refine((all) => new Set(all.map((o) => o.name)).size === all.length, {
    error: "Option names must be unique",
  });

const subcommand = z.strictObject({
  type: z.literal(1),
  name: commandName,
  description: text(100, 1),
  description_localizations: localizations,
  options: plainOptions.optional(),
});

/**
 * What Discord counts of a command: names, descriptions and choices' values, its options and subcommands included; of a
 * description in several languages, the longest.
 */
function weight(part: unknown): number {
  if (Array.isArray(part)) return part.reduce((sum: number, each) => sum + weight(each), 0);
  if (typeof part !== "object" || part === null) return 0;
  return Object.entries(part).reduce((sum, [key, value]) => {
    if (key === "description_localizations") return sum;
    const counted = typeof value === "string" && ["name", "description", "value"].includes(key);
    const localised =
      key === "description" && "description_localizations" in part
        ? Object.values(part.description_localizations ?? {}).map((text) => String(text).length)
        : [];
    return sum + (counted ? Math.max(value.length, ...localised) : weight(value));
  }, 0);
}

const commandShape = z.strictObject({
  type: z.literal(1).optional(),
  name: commandName,
  description: text(100, 1),
  description_localizations: localizations,
  options: z.union([z.array(subcommand).min(1).max(25), plainOptions]).optional(),
  default_member_permissions: z.string().regex(/^\d+$/).nullish(),
  contexts: z.array(z.int().min(0).max(2)).nullish(),
  integration_types: z.array(z.int().min(0).max(1)).optional(),
  nsfw: z.boolean().optional(),
});

export const applicationCommand = commandShape.refine((command) => weight(command) <= 8000, {
  error: "Command exceeds maximum size (8000)",
});
export type ApplicationCommand = z.infer<typeof applicationCommand>;

export const historyQuery = z.strictObject({
  before: snowflake.optional(),
  after: snowflake.optional(),
  around: snowflake.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** A gateway payload from a client. */
export const gatewayPayload = z.discriminatedUnion("op", [
  z.object({ op: z.literal(1), d: z.number().nullable() }),
  z.object({
    op: z.literal(2),
    d: z.object({
      token: z.string(),
      intents: z.int(),
      properties: z.record(z.string(), z.unknown()),
      shard: z.tuple([z.int(), z.int()]).optional(),
    }),
  }),
  z.object({ op: z.literal(3), d: z.unknown() }),
  z.object({ op: z.literal(6), d: z.object({ token: z.string(), session_id: z.string(), seq: z.number() }) }),
]);
