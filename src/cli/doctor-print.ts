import type { Finding } from "./doctor-checks.ts";

/** One finding: a line for people, with its mend below, or a JSON object. */
export function printFinding(finding: Finding, json: boolean): void {
  if (json) {
    console.log(JSON.stringify(finding));
    return;
  }
  const { state, check, subject, detail, mend } = finding;
  console.log(`${mark(state)} ${check.padEnd(9)} ${subject}: ${plain(detail)}`);
  if (mend !== undefined) console.log(`${" ".repeat(16)} -> ${plain(mend)}`);
}

export function printSummary(counts: Record<Finding["state"], number>): void {
  const faults = counts.fault === 0 ? "no fault" : `${counts.fault} fault${counts.fault === 1 ? "" : "s"}`;
  console.log(`\n${counts.ok} in order, ${counts.note} to know, ${faults}`);
}

function mark(state: Finding["state"]): string {
  const colored = process.stdout.isTTY === true && (process.env.NO_COLOR ?? "") === "";
  const color = { ok: 32, note: 33, fault: 31 }[state];
  return colored ? `\u001b[${color}m${state.padEnd(6)}\u001b[0m` : state.padEnd(6);
}

/** What servers and files say may hold anything, controls for the terminal too. */
function plain(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}
