/** A language tag in the model's form: lower-case, hyphens; "" for what is no tag. */
export function languageTag(said: string): string {
  const tag = said.trim().toLowerCase().replaceAll("_", "-");
  return /^[a-z]{2,3}(?:-[a-z\d]{1,8}){0,4}$/.test(tag) && tag !== "und" ? tag : "";
}

/** Finds the language of a text: ISO 639-1, "" if unsure. */
export type Detect = (text: string) => string;

let detector: Promise<Detect> | undefined;

/** The detector, loaded at its first use (eld's large table takes a fraction of a second and some memory). */
export function loadDetector(): Promise<Detect> {
  detector ??= import("eld/large").then(({ eld }) => (text: string) => {
    const found = eld.detect(text.slice(0, 600));
    return found.language;
  });
  return detector;
}
