import type { APIEmbed } from "discord.js";
import type { CommandCall, FormReply, PageReply, Reply } from "../../src/model/command.ts";
import { type ButtonRow, button, type DiscordButton, rowsOf } from "./buttons.ts";
import { type Calls, LEAVE } from "./calls.ts";
import { filledIn, fitsModal } from "./modal.ts";
import { renderReply } from "./reply.ts";

/** A command's answer as Discord takes it. */
export interface Answer {
  embeds: APIEmbed[];
  components: ButtonRow[];
}

/** An answer with its buttons. A form stands behind a button: it can be shown only to someone who presses. */
export function renderAnswer(reply: Reply, calls: Calls): Answer {
  return { embeds: [renderReply(reply)], components: buttonsOf(reply, calls) };
}

function buttonsOf(reply: Reply, calls: Calls): ButtonRow[] {
  switch (reply.kind) {
    case "text":
    case "error":
    case "list":
    case "table":
      return [];
    case "page":
      return pageButtons(reply, calls);
    case "form":
      return fitsModal(reply) ? rowsOf(button("Open the form", calls.idOfForm(reply), "primary")) : [];
    case "confirmation": {
      const { label, style = "danger", call } = reply.confirm;
      return rowsOf([...button(label, calls.idOf("go", call), style), ...button("Cancel", LEAVE)]);
    }
  }
}

/** To the pages on both sides, and below what else may be done. Where there are pages, both buttons stand still. */
function pageButtons({ previous, next, actions = [] }: PageReply, calls: Calls): ButtonRow[] {
  const turn = (label: string, call: CommandCall | undefined): DiscordButton[] =>
    call === undefined
      ? button(label, `${LEAVE}/${label}`).map((made) => ({ ...made, disabled: true }))
      : button(label, calls.idOf("go", call));
  const turning =
    previous === undefined && next === undefined
      ? []
      : [...turn("Previous", previous), ...turn("Next", next)];
  const doing = actions
    .slice(0, 10)
    .flatMap(({ label, style, call }) => button(label, calls.idOf("do", call), style));
  return [...rowsOf(unlike(turning)), ...rowsOf(unlike(doing))];
}

/** Without those that would do the same: Discord takes no two of one id. */
function unlike(buttons: readonly DiscordButton[]): DiscordButton[] {
  return [...new Map(buttons.map((made) => [made.custom_id, made])).values()];
}

/** What is wrong with a form, and a button that opens it again as it was filled in. */
export function renderFault(
  fault: Extract<Reply, { kind: "error" }>,
  form: FormReply,
  values: Readonly<Record<string, string>>,
  calls: Calls,
): Answer {
  const again = button("Correct it", calls.idOfForm(filledIn(form, values)), "primary");
  return { embeds: [renderReply(fault)], components: rowsOf(again) };
}
