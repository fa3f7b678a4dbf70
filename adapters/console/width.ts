const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** East Asian wide and full-width ranges (UAX 11), as far as terminals agree on them. */
const WIDE =
  /^[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]/u;
const EMOJI = /^\p{Emoji_Presentation}|^\p{Extended_Pictographic}\uFE0F/u;
const MARK = /^\p{M}+$/u;

/** Columns that a text takes on a terminal. */
export function columnsOf(text: string): number {
  if (/^[\u0020-\u007E]*$/.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (WIDE.test(segment) || EMOJI.test(segment)) columns += 2;
    else if (!MARK.test(segment)) columns += 1;
  }
  return columns;
}

/** The longest beginning of a text that fits in `columns`, at least one character of it; never inside a character. */
export function headThatFits(text: string, columns: number): string {
  let end = 0;
  let used = 0;
  for (const { index, segment } of graphemes.segment(text)) {
    used += columnsOf(segment);
    if (used > columns && end > 0) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}
