import { z } from "zod";
import {
  attachments,
  blockId,
  messageBlock,
  messageBlocks,
  metadata,
  plainText,
  select,
  textInput,
} from "./blocks.ts";

/* Arguments of the Web API's methods, by docs.slack.dev/reference/methods. Strict: what is not known is a fault. */

const flag = z.stringbool();
const json = <T extends z.ZodType>(schema: T) =>
  z.union([
    schema,
    z
      .string()
      .transform((text, context) => {
        try {
          return JSON.parse(text);
        } catch {
          context.addIssue({ code: "custom", message: "is not JSON" });
          return z.NEVER;
        }
      })
      .pipe(schema),
  ]);
const bool = z.union([z.boolean(), flag]);
const count = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]);
const ts = z.string().regex(/^\d{10,}\.\d{6}$/);
const team = { team_id: z.string().optional() };

export const postMessage = z.strictObject({
  ...team,
  channel: z.string().min(1),
  text: z.string().optional(),
  blocks: json(messageBlocks).optional(),
  attachments: json(attachments).optional(),
  metadata: json(metadata).optional(),
  thread_ts: ts.optional(),
  reply_broadcast: bool.optional(),
  unfurl_links: bool.optional(),
  unfurl_media: bool.optional(),
  parse: z.enum(["none", "full"]).optional(),
  link_names: bool.optional(),
  mrkdwn: bool.optional(),
});

export const updateMessage = z.strictObject({
  ...team,
  channel: z.string().min(1),
  ts,
  text: z.string().optional(),
  blocks: json(messageBlocks).optional(),
  attachments: json(attachments).optional(),
  metadata: json(z.union([metadata, z.strictObject({})])).optional(),
  parse: z.enum(["none", "full"]).optional(),
  link_names: bool.optional(),
  reply_broadcast: bool.optional(),
});

export const postEphemeral = z.strictObject({
  ...team,
  channel: z.string().min(1),
  user: z.string().min(1),
  text: z.string().optional(),
  blocks: json(messageBlocks).optional(),
  thread_ts: ts.optional(),
});

const oldest = z.union([ts, z.string().regex(/^\d+(\.\d+)?$/)]).optional();
export const history = z.strictObject({
  ...team,
  channel: z.string().min(1),
  cursor: z.string().optional(),
  oldest,
  latest: oldest,
  inclusive: bool.optional(),
  limit: count.pipe(z.int().min(1).max(999)).optional(),
  include_all_metadata: bool.optional(),
});
export const replies = history.extend({ ts });
export const conversation = z.looseObject({ channel: z.string().min(1) });
export const userInfo = z.looseObject({ user: z.string().min(1), include_locale: bool.optional() });

const modalBlock = z.union([
  messageBlock,
  z.strictObject({
    type: z.literal("input"),
    block_id: blockId,
    label: plainText(2000),
    hint: plainText(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
    element: z.discriminatedUnion("type", [textInput, select]),
  }),
]);

export const modalView = z
  .strictObject({
    type: z.literal("modal"),
    title: plainText(24),
    submit: plainText(24).optional(),
    close: plainText(24).optional(),
    callback_id: z.string().max(255).optional(),
    private_metadata: z.string().max(3000).optional(),
    notify_on_close: z.boolean().optional(),
    blocks: z.array(modalBlock).max(100),
  })
  .refine(
    (view) => view.submit !== undefined || view.blocks.every((block) => block.type !== "input"),
    "submit is required with an input block",
  )
  .refine(fits, "view_too_large");

export const homeView = z
  .strictObject({
    type: z.literal("home"),
    callback_id: z.string().max(255).optional(),
    private_metadata: z.string().max(3000).optional(),
    blocks: z.array(messageBlock).max(100),
  })
  .refine(fits, "view_too_large");

/** A view takes 250 KB (docs.slack.dev/reference/methods/views.open, "view_too_large"). */
function fits(view: unknown): boolean {
  return JSON.stringify(view).length < 250_000;
}

export const openView = z.strictObject({ ...team, trigger_id: z.string().min(1), view: json(modalView) });
export const updateView = z.strictObject({
  ...team,
  view_id: z.string().min(1),
  hash: z.string().optional(),
  view: json(modalView),
});
export const publishView = z.strictObject({
  ...team,
  user_id: z.string().min(1),
  hash: z.string().optional(),
  view: json(homeView),
});
export const groupMembers = z.strictObject({ ...team, usergroup: z.string().min(1) });
export const openConversation = z.strictObject({ users: z.string().min(1) });

/** What a submitted view may be acknowledged with. */
export const viewAnswer = z.discriminatedUnion("response_action", [
  z.strictObject({ response_action: z.literal("clear") }),
  z.strictObject({ response_action: z.literal("update"), view: modalView }),
  z.strictObject({
    response_action: z.literal("errors"),
    errors: z.record(z.string(), z.string().min(1).max(2000)),
  }),
]);

/** What a response_url takes. */
export const response = z.strictObject({
  response_type: z.enum(["ephemeral", "in_channel"]).optional(),
  text: z.string().max(40_000).optional(),
  blocks: messageBlocks.optional(),
  replace_original: z.boolean().optional(),
  delete_original: z.boolean().optional(),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
  parse: z.enum(["none", "full"]).optional(),
});

export type SlackResponse = z.infer<typeof response>;
