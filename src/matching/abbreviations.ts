/** Elided articles and prepositions before an apostrophe: French, Italian, Catalan. They are dropped. */
export const ELIDED = new Set(
  (
    "l d j m n s t c qu jusqu lorsqu puisqu quoiqu dell all dall nell sull un gl quest quell coll " +
    "ll degl agl dagl negl sugl"
  ).split(" "),
);
const ABBREVIATIONS = new Set(
  (
    "mr mrs ms dr prof gen col lt sgt capt maj sen rep gov pres st jr sr vs no inc ltd co corp jan feb mar apr jun jul " +
    "aug sep sept oct nov dec approx est hr frau herr bzw ca ul im г т д р св"
  ).split(" "),
);
const LONGEST = Math.max(...[...ABBREVIATIONS].map((word) => word.length));

/** Whether a full stop after this word ends no sentence. */
export function isAbbreviation(form: string): boolean {
  return form.length <= LONGEST && ABBREVIATIONS.has(form);
}
