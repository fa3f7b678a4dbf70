import { z } from "zod";
import type { AdapterModule } from "../model/adapter.ts";
import { fileSchema } from "./schema.ts";

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
  return {
    ...whole,
    title: "Wirewatch configuration",
    properties: {
      ...whole.properties,
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
