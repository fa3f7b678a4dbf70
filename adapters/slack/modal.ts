import type { InputBlock, ModalView, PlainTextElement, PlainTextOption } from "@slack/types";
import type { FormField, FormReply, Reply } from "../../src/model/command.ts";
import type { KeptCall, KeptCalls } from "./kept.ts";
import { replyBlocks } from "./reply.ts";
import { fixed, plain, richBlocks, short } from "./rich.ts";

/** The callback_id of our forms. */
export const FORM = "wirewatch-form";
/** What a field's block is called, with its name behind. */
const FIELD = "field:";
const VALUE = "value";
/** Slack's numbers (docs.slack.dev/reference/views, .../block-kit): a view's title, a field's value, a choice and how many. */
const TITLE = 24;
const LONGEST = 3000;
const CHOICE = 75;
const CHOICE_VALUE = 150;
const CHOICES = 100;

/** The part of a submitted view that is read. */
export interface Submitted {
  private_metadata: string;
  state: {
    values: Record<
      string,
      Record<string, { value?: string | null; selected_option?: { value: string } | null }>
    >;
  };
}

/** A form as a modal; in words, where one of its values is longer than Slack lets anyone edit. */
export function formView(
  form: FormReply,
  kept: KeptCalls,
  more: { channel?: string; fault?: string } = {},
): ModalView {
  const { channel, fault } = more;
  const long = form.fields.find((field) => (field.value ?? "").length > LONGEST);
  if (long !== undefined) {
    const text = `${long.label} is longer than Slack lets anyone edit (${LONGEST} characters).`;
    return answerView({ kind: "error", text, hint: "Change it in a shell, or one line at a time." }, kept);
  }
  const fields = form.fields.flatMap(fieldBlock);
  return {
    type: "modal",
    callback_id: FORM,
    title: label(form.title, TITLE, "Wirewatch"),
    submit: label(form.submit.label, TITLE, "Save"),
    close: label("Cancel", TITLE, "Cancel"),
    private_metadata: kept.metadata(form.submit.call, channel),
    blocks: [
      ...(fault === undefined ? [] : richBlocks([...fixed("⚠ "), ...plain(fault, 1500)])),
      ...richBlocks(plain(form.text ?? "", 1500)),
      ...fields,
    ],
  };
}

/** An answer as a modal: with its buttons, and nothing to fill in. */
export function answerView(reply: Exclude<Reply, FormReply>, kept: KeptCalls): ModalView {
  return {
    type: "modal",
    title: label("Wirewatch", TITLE, "Wirewatch"),
    close: label("Close", TITLE, "Close"),
    blocks: replyBlocks(reply, kept),
  };
}

/** Shown until the answer is there. */
export function waitingView(): ModalView {
  return {
    type: "modal",
    title: label("Wirewatch", TITLE, "Wirewatch"),
    close: label("Close", TITLE, "Close"),
    blocks: richBlocks(fixed("One moment…")),
  };
}

/** The call that a submitted form makes, with what was filled in; undefined if it is no longer kept. */
export function submittedCall(view: Submitted, kept: KeptCalls): KeptCall | undefined {
  const call = kept.read(view.private_metadata);
  if (call === undefined) return undefined;
  return { ...call, options: { ...call.options, ...valuesOf(view) } };
}

/** What was filled in, by the fields' names; an emptied field is "". */
export function valuesOf(view: Submitted): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [block, elements] of Object.entries(view.state.values)) {
    if (!block.startsWith(FIELD)) continue;
    const given = elements[VALUE];
    out[block.slice(FIELD.length)] = given?.value ?? given?.selected_option?.value ?? "";
  }
  return out;
}

/** An error under the field that it speaks of, else under the first. */
export function fieldErrors(view: Submitted, error: { text: string; hint?: string }): Record<string, string> {
  const blocks = Object.keys(view.state.values).filter((block) => block.startsWith(FIELD));
  // "phrases: ..." and "the phrase “x” is ..." both speak of the field phrases.
  const block = blocks.find((one) => mentions(error.text, one.slice(FIELD.length))) ?? blocks[0];
  const words = [error.text, error.hint ?? ""].filter((part) => part !== "").join(" ");
  return block === undefined ? {} : { [block]: short(words, 500) || "That did not work." };
}

function mentions(text: string, name: string): boolean {
  const singular = name.replace(/ies$/, "y").replace(/s$/, "").toLowerCase();
  return (
    singular !== "" &&
    text
      .toLowerCase()
      .split(/[^a-z0-9-]+/)
      .some((word) => word === singular || word === name.toLowerCase())
  );
}

/** The form with what was filled in, for showing it again. */
export function filledIn(form: FormReply, view: Submitted): FormReply {
  const values = valuesOf(view);
  return {
    ...form,
    fields: form.fields.map((field) => ({ ...field, value: values[field.name] ?? field.value ?? "" })),
  };
}

function fieldBlock(field: FormField): InputBlock[] {
  const element = field.type === "choice" ? choiceElement(field) : textElement(field);
  if (element === undefined) return [];
  const hint = short(field.hint ?? "", 300);
  return [
    {
      type: "input",
      block_id: (FIELD + field.name).slice(0, 255),
      label: label(field.label, 150, field.name),
      ...(hint === "" ? {} : { hint: { type: "plain_text", text: hint, emoji: false } }),
      optional: !field.required,
      element,
    },
  ];
}

function textElement(field: FormField): InputBlock["element"] {
  return {
    type: "plain_text_input",
    action_id: VALUE,
    multiline: field.type === "lines",
    max_length: LONGEST,
    ...((field.value ?? "") === "" ? {} : { initial_value: field.value }),
  };
}

/** A choice among what Slack can show; undefined if that is nothing. */
function choiceElement(field: FormField): InputBlock["element"] | undefined {
  const options = (field.choices ?? [])
    .filter(({ value }) => value !== "" && value.length <= CHOICE_VALUE)
    .slice(0, CHOICES)
    .map(({ value, label: text }): PlainTextOption => ({ text: label(text, CHOICE, value), value }));
  const [first] = options;
  if (first === undefined) return undefined;
  const chosen = options.find((option) => option.value === field.value);
  return {
    type: "static_select",
    action_id: VALUE,
    options,
    ...(chosen === undefined ? {} : { initial_option: chosen }),
  };
}

function label(text: string, max: number, fallback: string): PlainTextElement {
  return { type: "plain_text", text: short(text, max) || short(fallback, max) || "…", emoji: false };
}
