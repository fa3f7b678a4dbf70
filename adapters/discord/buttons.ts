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
/** What a button of ours begins with, so that another's is never taken for one. */
const OURS = "wirewatch";

/** Rows of buttons; the custom id says what pressing calls. One that does not fit its id, or repeats one, is left out. */
export function renderButtons(buttons: readonly Button[]) {
  const seen = new Set<string>();
  const made = buttons.flatMap((button) => {
    const id = [OURS, button.action, button.value].join(":");
    const label = cutText(cleanText(button.label), LABEL);
    if (id.length > CUSTOM_ID || label === "" || seen.has(id)) return [];
    seen.add(id);
    return [{ type: BUTTON, style: STYLE[button.style ?? "plain"], label, custom_id: id }];
  });
  const rows: { type: typeof ACTION_ROW; components: typeof made }[] = [];
  for (let at = 0; at < made.length && rows.length < ROWS; at += ROW) {
    rows.push({ type: ACTION_ROW, components: made.slice(at, at + ROW) });
  }
  return rows;
}

/** What a pressed button calls, or undefined if it is none of ours. */
export function pressed(customId: string): { action: string; value: string } | undefined {
  const [ours, action = "", ...value] = customId.split(":");
  return ours === OURS && action !== "" ? { action, value: value.join(":") } : undefined;
}
