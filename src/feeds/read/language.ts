import type { ParsedEntry } from "../../model/feed.ts";
import { htmlToText } from "../html.ts";

/** A language tag in the model's form: lower-case, hyphens; "" for what is no tag. */
export function languageTag(said: string): string {
  const tag = said.trim().toLowerCase().replaceAll("_", "-");
  return /^[a-z]{2,3}(?:-[a-z\d]{1,8}){0,4}$/.test(tag) && !/^(?:und|mul|zxx|xx)\b/.test(tag) ? tag : "";
}

/** UTF-16 units, below which the other entries say more of the language than the text: a name, "Live: ...". */
const FEWEST = 24;
/** UTF-16 units of a text that its language is found from. */
const SAMPLE = 600;

type Detector = typeof import("eld/large").eld;

let detector: Promise<Detector> | undefined;

/** Loads the detector: eld's large table, a fraction of a second and some 60 MB, so only once it is needed. */
export function loadDetector(): Promise<Detector> {
  detector ??= import("eld/large").then(({ eld }) => eld);
  return detector;
}

/** Whether finding the languages of these entries means loading the detector first. */
export function needsLoading(entries: readonly ParsedEntry[]): boolean {
  return detector === undefined && entries.some((entry) => entry.language === "");
}

/**
 * Finds the language of the entries that do not say theirs, each by its own text; where that is too little to tell,
 * it is the one that most of the document's entries are in.
 */
export async function detectLanguages(entries: readonly ParsedEntry[]): Promise<void> {
  const silent = entries.filter((entry) => entry.language === "");
  if (silent.length === 0) return;
  const eld = await loadDetector();
  const unsure: ParsedEntry[] = [];
  const counts = new Map<string, number>();
  for (const entry of silent) {
    const sample = sampleOf(entry);
    const found = eld.detect(sample);
    if (found.language !== "" && sample.length >= FEWEST && found.isReliable()) {
      entry.language = found.language;
      counts.set(found.language, (counts.get(found.language) ?? 0) + 1);
    } else unsure.push(entry);
  }
  if (unsure.length === 0) return;
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  const whole = eld.detect(
    entries
      .slice(0, 20)
      .map(sampleOf)
      .join("\n")
      .slice(0, 4 * SAMPLE),
  );
  const language = most?.[0] ?? (whole.isReliable() ? whole.language : "");
  for (const entry of unsure) entry.language = language;
}

function sampleOf(entry: ParsedEntry): string {
  const text = `${entry.title}\n${entry.summary.slice(0, SAMPLE)}`;
  return text.length > 120 || entry.content === ""
    ? text.slice(0, SAMPLE)
    : `${text}\n${htmlToText(entry.content.slice(0, 4_000))}`.slice(0, SAMPLE);
}
