import { cleanText, cutText } from "../../src/alerts/text.ts";
import type { FormField, FormReply } from "../../src/model/command.ts";
import { fitText } from "./escape.ts";

/** Discord's numbers ("Modals", "Label", "Text Input", "String Select"). */
const TITLE = 45;
const LABEL = 45;
const HINT = 100;
const VALUE = 4_000;
const PARTS = 5;
const CHOICES = 25;
const CHOICE = 100;
const INTRODUCTION = 2_000;
const TYPE = { select: 3, input: 4, words: 10, label: 18 } as const;
const STYLE = { text: 1, lines: 2 } as const;

/** A form as Discord's modal. The fields come back under the options' names. */
export function renderModal(form: FormReply, customId: string) {
  const words = fitText(form.text ?? "", INTRODUCTION);
  const fields = form.fields.slice(0, PARTS).map(label);
  return {
    custom_id: customId,
    title: cutText(cleanText(form.title), TITLE) || "Wirewatch",
    components: [
      ...(words !== "" && fields.length < PARTS ? [{ type: TYPE.words, content: words } as const] : []),
      ...fields,
    ],
  };
}

function label(field: FormField) {
  const hint = cutText(cleanText(field.hint ?? ""), HINT);
  return {
    type: TYPE.label,
    label: cutText(cleanText(field.label), LABEL) || field.name,
    ...(hint === "" ? {} : { description: hint }),
    component: selectable(field) ?? input(field),
  };
}

/** Words to type. A value longer than Discord takes is not shown cut: sent back, it would replace the whole. */
function input(field: FormField) {
  const value = field.value ?? "";
  return {
    type: TYPE.input,
    custom_id: field.name,
    style: field.type === "lines" ? STYLE.lines : STYLE.text,
    required: field.required,
    max_length: VALUE,
    ...(value === "" || value.length > VALUE ? {} : { value }),
  };
}

/** A choice among 1 to 25; with none, or more, the words are typed. */
function selectable(field: FormField) {
  const choices = field.choices ?? [];
  if (field.type !== "choice" || choices.length === 0 || choices.length > CHOICES) return undefined;
  if (choices.some(({ value }) => value === "" || value.length > CHOICE)) return undefined;
  return {
    type: TYPE.select,
    custom_id: field.name,
    required: field.required,
    min_values: field.required ? 1 : 0,
    max_values: 1,
    options: choices.map(({ value, label }) => ({
      value,
      label: cutText(cleanText(label), CHOICE) || value,
      ...(value === field.value ? { default: true } : {}),
    })),
  };
}

/** Whether a modal can hold all that the form holds now: else saving it would lose what was not shown. */
export function fitsModal(form: FormReply): boolean {
  return form.fields.length <= PARTS && form.fields.every((field) => (field.value ?? "").length <= VALUE);
}

/** A form with what was filled in, to be shown again. */
export function filledIn(form: FormReply, values: Readonly<Record<string, string>>): FormReply {
  const fields = form.fields.map((field) => ({ ...field, value: values[field.name] ?? field.value ?? "" }));
  return { ...form, fields };
}
