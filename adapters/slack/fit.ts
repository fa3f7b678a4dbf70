/**
 * How large Slack takes a message's blocks to be. It refuses more than about 13,200 characters of their JSON
 * (msg_blocks_too_long; undocumented, measured in slackapi/bolt-js#2509 and #2867). Characters beyond ASCII are
 * counted as their \uXXXX escapes: nobody says which form Slack counts, and this is the longer one.
 */
export const BLOCKS_BUDGET = 12_000;

/** Characters of `value` as ASCII JSON. */
export function jsonSize(value: unknown): number {
  const json = JSON.stringify(value);
  let size = json.length;
  for (let i = 0; i < json.length; i++) if (json.charCodeAt(i) > 126) size += 5;
  return size;
}

const SCALES = [0.7, 0.5, 0.35, 0.2, 0.1, 0.05, 0.02, 0.01];

/** The fullest of ever shorter versions that fits; `build` gets the share of its usual lengths and counts that it may use. */
export function shrinkToFit<T>(build: (scale: number) => T, budget = BLOCKS_BUDGET): T {
  let made = build(1);
  // A size grows with the scale, ever more slowly: what is over the budget needs at least that much less.
  let most = budget / jsonSize(made);
  for (const scale of SCALES) {
    if (most >= 1) break;
    if (scale > most) continue;
    made = build(scale);
    const size = jsonSize(made);
    if (size <= budget) break;
    most = (scale * budget) / size;
  }
  return made;
}
