import { z } from "zod";
import { watchListFileSchema } from "../matching/watchlist-file.ts";
import type { AdapterModule } from "../model/adapter.ts";
import { fileSchema, watchListSchema } from "./schema.ts";

/** The configuration as JSON Schema, for editors: what may be written, with each adapter's own settings. */
export function configJsonSchema(modules: readonly AdapterModule[]): Record<string, unknown> {
  const options = { io: "input", unrepresentable: "any", target: "draft-7" } as const;
  const adapters = Object.fromEntries(
    modules.map((module) => {
      const { $schema: _, ...settings } = z.toJSONSchema(module.settings, options);
      return [module.name, { anyOf: [settings, { type: "null" }] }];
    }),
  );
  const whole = z.toJSONSchema(fileSchema, options);
  const { $schema: _, ...inline } = z.toJSONSchema(watchListFileSchema, options);
  const { $schema: __, ...named } = z.toJSONSchema(watchListSchema, options);
  const lists = { anyOf: [{ ...named, required: ["file"], additionalProperties: false }, inline] };
  return {
    ...whole,
    title: "Wirewatch configuration",
    properties: {
      ...whole.properties,
      watchLists: { type: "array", description: "What to watch for.", items: lists },
      adapters: {
        type: "object",
        description: "Chat platforms, each with its own settings.",
        properties: adapters,
        additionalProperties: {
          type: "object",
          properties: { type: { enum: modules.map((module) => module.name) } },
          required: ["type"],
        },
      },
    },
  };
}
