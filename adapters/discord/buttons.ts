import { cleanText, cutText } from "../../src/alerts/text.ts";
import type { Button } from "../../src/model/message.ts";

/** Discord's numbers: a row holds 5 buttons, a message 5 rows; a label 80 characters, a custom id 100. */
const ROW = 5;
const ROWS = 5;
const LABEL = 80;
const CUSTOM_ID = 100;
const ACTION_ROW = 1;
const BUTTON = 2;
const STYLE = { primary: 1, plain: 2, danger: 4 } as const;
/** What a button of an alert begins with, so that another's is never taken for one. */
const OURS = "wirewatch";

/** A button as Discord takes it. */
export interface DiscordButton {
  type: typeof BUTTON;
  style: 1 | 2 | 4;
  label: string;
  custom_id: string;
  disabled?: boolean;
}
export interface ButtonRow {
  type: typeof ACTION_ROW;
  components: DiscordButton[];
}

/** One button, or none where the id is too long or nothing stands on it. */
export function button(label: string, customId: string, style: Button["style"] = "plain"): DiscordButton[] {
  const text = cutText(cleanText(label), LABEL);
  if (customId.length > CUSTOM_ID || text === "") return [];
  return [{ type: BUTTON, style: STYLE[style], label: text, custom_id: customId }];
}

/** Rows of at most 5 buttons each, at most 5 rows. */
export function rowsOf(buttons: readonly DiscordButton[]): ButtonRow[] {
  const rows: ButtonRow[] = [];
  for (let at = 0; at < buttons.length && rows.length < ROWS; at += ROW) {
    rows.push({ type: ACTION_ROW, components: buttons.slice(at, at + ROW) });
  }
  return rows;
}

/** An alert's buttons; the custom id says what pressing calls. One that does not fit its id, or repeats one, is left out. */
export function renderButtons(buttons: readonly Button[]): ButtonRow[] {
  const seen = new Set<string>();
  const made = buttons.flatMap(({ action, value, label, style }) => {
    const id = [OURS, action, value].join(":");
    if (seen.has(id)) return [];
    seen.add(id);
    return button(label, id, style);
  });
  return rowsOf(made);
}

/** What a pressed button of an alert calls, or undefined if it is none of ours. */
export function pressed(customId: string): { action: string; value: string } | undefined {
  const [ours, action = "", ...value] = customId.split(":");
  return ours === OURS && action !== "" ? { action, value: value.join(":") } : undefined;
}
