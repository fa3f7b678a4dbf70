import type { ActionsBlock, Button as SlackButton } from "@slack/types";
import type { CallButton, CommandCall, ConfirmationReply, PageReply } from "../../src/model/command.ts";
import type { Button } from "../../src/model/message.ts";
import type { KeptCalls } from "./kept.ts";
import { short } from "./rich.ts";

/** Slack takes 75 characters in a button's label and 255 in its id (docs.slack.dev/reference/block-kit). */
const LABEL = 75;
const ID = 255;
/** Pages and a question's answer take the place of what they stand under; all else is answered beside it. */
const INSTEAD = "wirewatch-instead";
const BESIDE = "wirewatch-beside";
/** A button of an alert: it names a command and its argument. */
const ALERT = "wirewatch";

/** What the ids of our buttons look like. */
export const OUR_BUTTON = /^wirewatch(?:-instead|-beside)?:/;

/** What a pressed button asks for. */
export interface Pressed {
  /** A line of chat, or a call; undefined if the call is no longer kept. */
  what: string | CommandCall | undefined;
  instead: boolean;
}

/** Reads a pressed button of ours. */
export function pressed(actionId: string, value: string, kept: KeptCalls): Pressed {
  const [place = "", , action = ""] = actionId.split(":");
  if (place === ALERT) return { what: `${action} ${value}`.trim(), instead: false };
  return { what: kept.read(value), instead: place === INSTEAD };
}

/** The buttons of an alert, at most `most`; those whose value is longer than `longest` are left out. */
export function alertButtons(buttons: readonly Button[], most: number, longest: number): ActionsBlock[] {
  return actions(
    buttons
      .filter((button) => button.value.length <= longest)
      .map((button, index) =>
        made(button.label, `${ALERT}:${index}:${button.action}`, button.value, button.style),
      )
      .slice(0, most),
  );
}

/** Under a page: to the page before and the next, and what may be done with it. */
export function pageButtons(reply: PageReply, kept: KeptCalls): ActionsBlock[] {
  const turns = [
    ["‹ Previous", reply.previous],
    ["Next ›", reply.next],
  ] as const;
  const turning = turns.flatMap(([label, call], index) =>
    call === undefined ? [] : [made(label, `${INSTEAD}:${index}`, kept.value(call))],
  );
  const doing = (reply.actions ?? [])
    .slice(0, 10)
    .map((button, index) => callButton(button, `${BESIDE}:${index}`, kept));
  return [...actions(turning), ...actions(doing)];
}

/** Under a question: a button that asks once more, for it cannot be taken back. */
export function confirmButtons(reply: ConfirmationReply, kept: KeptCalls): ActionsBlock[] {
  const { confirm } = reply;
  const label = short(confirm.label, 30) || "Do it";
  const asked: SlackButton = {
    ...callButton({ style: "danger", ...confirm }, `${INSTEAD}:0`, kept),
    confirm: {
      title: { type: "plain_text", text: "Are you sure?", emoji: false },
      text: { type: "plain_text", text: short(reply.text, 300) || label, emoji: false },
      confirm: { type: "plain_text", text: label, emoji: false },
      deny: { type: "plain_text", text: "Cancel", emoji: false },
      ...(confirm.style === "primary" ? {} : { style: "danger" as const }),
    },
  };
  return actions([asked]);
}

/** One button beside an answer of our own. */
export function oneButton(button: CallButton, kept: KeptCalls): ActionsBlock[] {
  return actions([callButton(button, `${BESIDE}:0`, kept)]);
}

function callButton(button: CallButton, id: string, kept: KeptCalls): SlackButton {
  return made(button.label, id, kept.value(button.call), button.style);
}

function made(label: string, id: string, value: string, style?: Button["style"]): SlackButton {
  return {
    type: "button",
    text: { type: "plain_text", text: short(label, LABEL) || "…", emoji: false },
    action_id: id.slice(0, ID),
    value,
    ...(style === undefined || style === "plain" ? {} : { style }),
  };
}

/** The buttons with something to read on them, as a block; none if there are none. */
function actions(buttons: SlackButton[]): ActionsBlock[] {
  const shown = buttons.filter((button) => button.text.text !== "…");
  return shown.length === 0 ? [] : [{ type: "actions", elements: shown }];
}
