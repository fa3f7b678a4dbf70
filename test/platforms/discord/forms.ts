import { z } from "zod";
import type { Json } from "./payloads.ts";
import { length, text } from "./text.ts";

const textInput = z
  .strictObject({
    type: z.literal(4),
    custom_id: text(100, 1),
    style: z.int().min(1).max(2),
    min_length: z.int().min(0).max(4000).optional(),
    max_length: z.int().min(1).max(4000).optional(),
    required: z.boolean().optional(),
    value: text(4000).optional(),
    placeholder: text(100).optional(),
  })
  .refine((i) => length(i.value ?? "") <= (i.max_length ?? 4000), {
    error: "value is longer than max_length",
  });

const stringSelect = z
  .strictObject({
    type: z.literal(3),
    custom_id: text(100, 1),
    options: z
      .array(
        z.strictObject({
          label: text(100, 1),
          value: text(100, 1),
          description: text(100).optional(),
          default: z.boolean().optional(),
        }),
      )
      .min(1)
      .max(25),
    placeholder: text(150).optional(),
    min_values: z.int().min(0).max(25).optional(),
    max_values: z.int().min(1).max(25).optional(),
    required: z.boolean().optional(),
  })
  .refine((s) => new Set(s.options.map((o) => o.value)).size === s.options.length, {
    error: "Option values must be unique",
  })
  .refine((s) => s.options.filter((o) => o.default === true).length <= (s.max_values ?? 1), {
    error: "More options are chosen than max_values lets",
  })
  .refine((s) => s.required === false || s.min_values !== 0, {
    error: "A required select needs at least one value",
  });

/** "Modals": 1 to 5 components, each a label with an input or a select, or words. */
export const modal = z
  .strictObject({
    custom_id: text(100, 1),
    title: text(45, 1),
    components: z
      .array(
        z.discriminatedUnion("type", [
          z.strictObject({ type: z.literal(10), content: text(4000, 1) }),
          z.strictObject({
            type: z.literal(18),
            label: text(45, 1),
            description: text(100).optional(),
            component: z.discriminatedUnion("type", [textInput, stringSelect]),
          }),
        ]),
      )
      .min(1)
      .max(5),
  })
  .refine(
    ({ components: all }) => {
      const ids = all.flatMap((c) => (c.type === 18 ? [c.component.custom_id] : []));
      return new Set(ids).size === ids.length;
    },
    { error: "Component custom id cannot be duplicated" },
  );
export type Modal = z.infer<typeof modal>;

/** What the platform sends of a form: each label with what stands in it now. */
export function filledIn(form: Modal, values: Record<string, string>): Json[] {
  const known = new Set(form.components.flatMap((c) => (c.type === 18 ? [c.component.custom_id] : [])));
  for (const name of Object.keys(values)) if (!known.has(name)) throw new Error(`the form has no "${name}"`);
  return form.components.map((c, i): Json => {
    if (c.type === 10) return { type: 10, id: i + 1 };
    const { component } = c;
    const given = values[component.custom_id];
    const base = { id: i + 10, custom_id: component.custom_id };
    if (component.type === 4) {
      const value = given ?? component.value ?? "";
      if (value === "" && component.required !== false) throw new Error(`"${c.label}" is required`);
      return { type: 18, id: i + 1, component: { ...base, type: 4, value } };
    }
    const chosen = given ?? component.options.find((o) => o.default === true)?.value;
    if (chosen !== undefined && !component.options.some((o) => o.value === chosen))
      throw new Error(`"${c.label}" has no choice "${chosen}"`);
    return {
      type: 18,
      id: i + 1,
      component: { ...base, type: 3, values: chosen === undefined ? [] : [chosen] },
    };
  });
}
