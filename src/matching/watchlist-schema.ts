import { z } from "zod";

const KEY = /^[a-z0-9][a-z0-9_-]*$/;
const key = z
  .string()
  .regex(KEY, "expected small letters, digits and hyphens, such as putin or eu-commission");
const text = z.string().trim().min(1, "expected some text");

const aliasSchema = z.union([text, z.strictObject({ text, ambiguous: z.boolean().optional() })]);
const entitySchema = z.union([
  key,
  z.strictObject({ key, name: text, aliases: z.array(aliasSchema).default([]) }),
]);
const phraseSchema = z.union([
  text,
  z.strictObject({
    phrase: text,
    wordings: z
      .record(
        z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/, "expected a language code such as uk"),
        z.array(text),
      )
      .default({}),
    within: text.optional(),
    exact: z.boolean().optional(),
  }),
]);
const querySchema = z.union([text, z.strictObject({ query: text, name: text })]);
const some = z.array(text).min(1);
const weight = z.number().min(0).max(100).optional();
/** What a mention counts, as written. */
export const weightsSchema = z.strictObject({
  title: weight,
  summary: weight,
  lead: weight,
  content: weight,
});
/** The filters of a watch-list file as written. */
export const filtersSchema = z.strictObject({
  minimumScore: z.number().min(0).max(100).optional(),
  weights: weightsSchema.optional(),
  languages: z.strictObject({ only: some.optional(), not: some.optional() }).optional(),
  outlets: z.strictObject({ only: some.optional(), not: some.optional() }).optional(),
  tier: z.union([z.literal(1), z.literal(2), z.literal(3)]).optional(),
  must: z.array(key).optional(),
  sources: z.number().int().min(1).optional(),
});

/** The shape of a watch-list file as written. */
export const watchListFileSchema = z.strictObject({
  name: key,
  title: text.optional(),
  priority: z.enum(["breaking", "normal", "low"]).default("normal"),
  context: text.optional(),
  entities: z.array(entitySchema).default([]),
  phrases: z.array(phraseSchema).default([]),
  queries: z.array(querySchema).default([]),
  exclude: z.array(text).default([]),
  enough: z.number().int().min(1).optional(),
  together: z.union([z.literal("all"), z.number().int().min(1)], "expected all, or a number").optional(),
  channels: z.array(text).default([]),
  paused: z.boolean().optional(),
  filters: filtersSchema.optional(),
});
