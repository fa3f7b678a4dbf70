import { z } from "zod";

/*
 * Slack's published limits restated: docs.slack.dev/reference/block-kit (blocks, block elements, composition objects),
 * docs.slack.dev/messaging/message-metadata.
 * Strict: an unknown property is a fault, which Slack answers to most of them.
 */

export const plainText = (max: number) =>
  z.strictObject({
    type: z.literal("plain_text"),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  });
const mrkdwn = (max: number) =>
  z.strictObject({
    type: z.literal("mrkdwn"),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().optional(),
  });
const textObject = (max: number) => z.discriminatedUnion("type", [plainText(max), mrkdwn(max)]);
export const blockId = z.string().min(1).max(255).optional();
const webUrl = z.url({ protocol: /^https?$/ }).max(3000);

const image = z.strictObject({
  type: z.literal("image"),
  image_url: webUrl,
  alt_text: z.string().min(1).max(2000),
});

const confirm = z.strictObject({
  title: plainText(100),
  text: textObject(300),
  confirm: plainText(30),
  deny: plainText(30),
  style: z.enum(["primary", "danger"]).optional(),
});

const button = z.strictObject({
  type: z.literal("button"),
  text: plainText(75),
  action_id: z.string().min(1).max(255),
  value: z.string().max(2000).optional(),
  url: webUrl.optional(),
  style: z.enum(["primary", "danger"]).optional(),
  confirm: confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
});

const option = z.strictObject({
  text: plainText(75),
  value: z.string().min(1).max(150),
  description: plainText(75).optional(),
});
export const select = z
  .strictObject({
    type: z.literal("static_select"),
    action_id: z.string().min(1).max(255),
    placeholder: plainText(150).optional(),
    options: z.array(option).min(1).max(100),
    initial_option: option.optional(),
  })
  .refine(
    ({ initial_option: chosen, options }) =>
      chosen === undefined || options.some((one) => JSON.stringify(one) === JSON.stringify(chosen)),
    "initial_option must be one of the options",
  );
export const textInput = z.strictObject({
  type: z.literal("plain_text_input"),
  action_id: z.string().min(1).max(255),
  placeholder: plainText(150).optional(),
  initial_value: z.string().max(3000).optional(),
  multiline: z.boolean().optional(),
  min_length: z.int().min(0).max(3000).optional(),
  max_length: z.int().min(1).max(3000).optional(),
});

const style = z
  .strictObject({
    bold: z.boolean().optional(),
    italic: z.boolean().optional(),
    strike: z.boolean().optional(),
    code: z.boolean().optional(),
    underline: z.boolean().optional(),
  })
  .optional();

const richElement = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: z.string().min(1), style }),
  z.strictObject({
    type: z.literal("link"),
    url: z.string().min(1).max(3000),
    text: z.string().min(1).optional(),
    unsafe: z.boolean().optional(),
    style,
  }),
  z.strictObject({
    type: z.literal("date"),
    timestamp: z.int().min(0),
    format: z.string().regex(/\{[a-z_]+\}/),
    url: webUrl.optional(),
    fallback: z.string().min(1).optional(),
    style,
  }),
  z.strictObject({ type: z.literal("user"), user_id: z.string().regex(/^[UW][A-Z0-9]+$/), style }),
  z.strictObject({ type: z.literal("usergroup"), usergroup_id: z.string().regex(/^S[A-Z0-9]+$/), style }),
  z.strictObject({ type: z.literal("channel"), channel_id: z.string().regex(/^[CG][A-Z0-9]+$/), style }),
  z.strictObject({ type: z.literal("broadcast"), range: z.enum(["here", "channel", "everyone"]), style }),
  z.strictObject({
    type: z.literal("emoji"),
    name: z.string().min(1),
    unicode: z.string().optional(),
    style,
  }),
]);

const richSection = z.strictObject({
  type: z.literal("rich_text_section"),
  elements: z.array(richElement).min(1),
});

const richText = z.strictObject({
  type: z.literal("rich_text"),
  block_id: blockId,
  elements: z
    .array(
      z.discriminatedUnion("type", [
        richSection,
        z.strictObject({
          type: z.literal("rich_text_list"),
          style: z.enum(["bullet", "ordered"]),
          indent: z.int().min(0).max(8).optional(),
          border: z.union([z.literal(0), z.literal(1)]).optional(),
          elements: z.array(richSection).min(1),
        }),
        z.strictObject({ type: z.literal("rich_text_quote"), elements: z.array(richElement).min(1) }),
        z.strictObject({ type: z.literal("rich_text_preformatted"), elements: z.array(richElement).min(1) }),
      ]),
    )
    .min(1),
});

const section = z
  .strictObject({
    type: z.literal("section"),
    block_id: blockId,
    text: textObject(3000).optional(),
    fields: z.array(textObject(2000)).min(1).max(10).optional(),
    accessory: z.discriminatedUnion("type", [image, button, select]).optional(),
    expand: z.boolean().optional(),
  })
  .refine((block) => block.text !== undefined || block.fields !== undefined, "text or fields are required");

const actions = z.strictObject({
  type: z.literal("actions"),
  block_id: blockId,
  elements: z
    .array(z.discriminatedUnion("type", [button, select]))
    .min(1)
    .max(25)
    .refine(
      (elements) => new Set(elements.map((element) => element.action_id)).size === elements.length,
      "action_id must be unique in its block",
    ),
});

export const messageBlock = z.discriminatedUnion("type", [
  section,
  actions,
  richText,
  z.strictObject({ type: z.literal("header"), block_id: blockId, text: plainText(150) }),
  z.strictObject({ type: z.literal("divider"), block_id: blockId }),
  z.strictObject({
    type: z.literal("context"),
    block_id: blockId,
    elements: z
      .array(z.discriminatedUnion("type", [image, plainText(3000), mrkdwn(3000)]))
      .min(1)
      .max(10),
  }),
  z.strictObject({
    type: z.literal("image"),
    block_id: blockId,
    image_url: webUrl,
    alt_text: z.string().min(1).max(2000),
    title: plainText(2000).optional(),
  }),
]);

const distinctIds = (blocks: { block_id?: string | undefined }[]) => {
  const ids = blocks.flatMap((block) => (block.block_id === undefined ? [] : [block.block_id]));
  return new Set(ids).size === ids.length;
};

/** 50 blocks a message. */
export const messageBlocks = z.array(messageBlock).max(50).refine(distinctIds, "block_id must be unique");

export const attachments = z
  .array(
    z.strictObject({
      color: z
        .string()
        .regex(/^(?:#[0-9a-fA-F]{6}|good|warning|danger)$/)
        .optional(),
      fallback: z.string().max(40_000).optional(),
      blocks: messageBlocks.optional(),
    }),
  )
  .max(100);

/** At most 8 KB of payload; event types of letters, digits, "_", "." (docs.slack.dev/messaging/message-metadata). */
export const metadata = z.strictObject({
  event_type: z.string().regex(/^[A-Za-z0-9_.]{1,255}$/),
  event_payload: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.unknown())]))
    .refine((payload) => JSON.stringify(payload).length <= 8000, "metadata_too_large"),
});

export type SlackBlocks = z.infer<typeof messageBlocks>;
export type SlackAttachments = z.infer<typeof attachments>;
export type SlackMetadata = z.infer<typeof metadata>;
