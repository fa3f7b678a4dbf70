import { safeUrl } from "../../src/alerts/text.ts";
import type { CommandCall, FormField, FormReply, Reply } from "../../src/model/command.ts";
import type { Answer, Calls, SlackCaller } from "./calls.ts";
import { short } from "./rich.ts";

/** The shortcuts' callback_ids, as the manifest names them. */
export const TRACK = "wirewatch-track";
/** The same from nowhere in particular. */
export const TRACK_SOMETHING = "wirewatch-track-something";
export const WHY = "wirewatch-why";

/** A phrase to track is a phrase, not an article. */
const PHRASE = 200;
/** Of a message without a link, what `why` is asked about. */
const WORDS = 1000;
/** CommandHost.suggest gives no more. */
const MOST_SUGGESTED = 25;

/** The form that adds a phrase or a query to a watch list, with what the message says filled in. */
export async function track(calls: Calls, who: SlackCaller, text: string): Promise<Answer> {
  const caller = await calls.caller(who);
  const lists = caller === undefined ? [] : await calls.host.suggest("watch edit", "name", "", caller);
  // Whoever may not edit is refused by the command itself, in its words and in the audit trail.
  if (lists.length === 0)
    return calls.ask(who, { command: "watch edit", options: { change: "add", name: "-" } });
  const fields: FormField[] = [
    listField(lists),
    {
      name: "part",
      label: "What it is",
      type: "choice",
      required: true,
      value: "phrase",
      choices: [
        { value: "phrase", label: "A phrase, with its natural variations" },
        { value: "query", label: "A query, with AND, OR, NOT, NEAR" },
      ],
    },
    { name: "value", label: "Words", type: "lines", required: true, value: short(text, PHRASE) },
  ];
  const call: CommandCall = { command: "watch edit", options: { change: "add" } };
  const form: FormReply = { kind: "form", title: "Track this", fields, submit: { label: "Track", call } };
  return { reply: form };
}

/** Why the story of a message was told, or its article was not. */
export async function why(calls: Calls, who: SlackCaller, message: unknown): Promise<Answer> {
  const what = firstLink(message) || short(wordsOf(message), WORDS);
  if (what === "") return { reply: NOTHING };
  return calls.ask(who, { command: "why", options: { what } });
}

const NOTHING: Reply = {
  kind: "error",
  text: "This message says nothing that could be looked for.",
  hint: "Use it on an alert, or on a message with a link.",
};

/** What a message says: its headline, if it is one of ours. */
export function wordsOf(message: unknown): string {
  const link = deep(message, (value) => field(value, "type") === "link" && text(field(value, "text")) !== "");
  if (link === undefined) return plainWords(text(field(message, "text")));
  const url = field(link, "url");
  // A headline is one link in several pieces where some of its words are bold.
  const pieces = all(message, (value) => field(value, "type") === "link" && field(value, "url") === url);
  return pieces.map((piece) => text(field(piece, "text"))).join("");
}

/** The first http or https link, in a message's blocks, attachments or text; "" if there is none. */
function firstLink(message: unknown): string {
  const link = deep(message, (value) => field(value, "type") === "link" && text(field(value, "url")) !== "");
  const written = /<(https?:\/\/[^|>\s]+)/.exec(text(field(message, "text")))?.[1]?.replace(/&amp;/g, "&");
  return safeUrl(link === undefined ? (written ?? "") : text(field(link, "url")));
}

/** Slack's mrkdwn as words: links by their labels, entities undone. */
function plainWords(mrkdwn: string): string {
  return mrkdwn
    .replace(/<[^|<>]*\|([^<>]*)>/g, "$1")
    .replace(/<([^<>]*)>/g, "$1")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");
}

/** Where there may be more lists than are suggested, the name is written. */
function listField(lists: readonly { value: string; label: string }[]): FormField {
  const field = { name: "name", label: "Watch list", required: true };
  if (lists.length >= MOST_SUGGESTED) return { ...field, type: "text", hint: "Its short name" };
  const [only] = lists;
  const chosen = only !== undefined && lists.length === 1 ? { value: only.value } : {};
  return { ...field, type: "choice", choices: [...lists], ...chosen };
}

/** How deep and how wide a message is looked through: blocks hold elements hold elements. */
const DEEP = 8;

function deep(value: unknown, wanted: (value: unknown) => boolean): unknown {
  return all(value, wanted)[0];
}

function all(value: unknown, wanted: (value: unknown) => boolean, left = DEEP): unknown[] {
  if (typeof value !== "object" || value === null || left === 0) return [];
  if (wanted(value)) return [value];
  return Object.values(value).flatMap((inner: unknown) => all(inner, wanted, left - 1));
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
