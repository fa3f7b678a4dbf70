import type { MessageLimits } from "../../src/model/adapter.ts";

/** Discord's published limits ("Embed Limits", "Create Message", "Component Reference"), in characters. */
export const EMBED_TOTAL = 6000;
export const TITLE = 256;
export const DESCRIPTION = 4096;
export const FIELD_VALUE = 1024;
export const CONTENT = 2000;

/** Room for the summary of an alert, so that with two full fields, title and footer it stays under EMBED_TOTAL. */
export const ALERT_DESCRIPTION = 3000;
/** Room for the lines on other stories: what is left beside the rest of an alert's text at its longest. */
export const RELATED = 700;
/** Room for the watch lists' titles in the footer. */
export const FOOTER_TITLES = 200;

export const LIMITS: MessageLimits = {
  total: EMBED_TOTAL,
  headline: TITLE,
  summary: ALERT_DESCRIPTION,
  fields: 25,
  buttons: 25,
};
