import { z } from "zod";
import type { Path, YamlDocument } from "./document.ts";
import type { ConfigFault } from "./faults.ts";
import { whatExists } from "./nearest.ts";

type Issue = z.core.$ZodIssue;

/** What a schema finds wrong, in words, each where it stands in the document. */
export function faultsOf(
  document: YamlDocument,
  issues: readonly Issue[],
  schema: z.ZodType,
  base: Path = [],
): ConfigFault[] {
  return issues.flatMap((issue) => {
    const inner = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
    const path = [...base, ...inner];
    const label = pathText(path);
    const say = (message: string, hint?: string) =>
      document.fault(
        path,
        label === "" ? message : `${label}: ${message}`,
        hint === undefined ? {} : { hint },
      );
    if (issue.code === "unrecognized_keys") {
      const known = keysAt(schema, inner);
      return issue.keys.map((key) =>
        document.fault(path, `unknown key "${key}"${label === "" ? "" : ` in ${label}`}`, {
          hint: whatExists(key, known),
          key,
        }),
      );
    }
    if (issue.code === "invalid_union") {
      const nested = issue.errors.find((errors) =>
        errors.some((error) => error.path.length > 0 || error.code === "unrecognized_keys"),
      );
      if (nested !== undefined) return faultsOf(document, nested, schemaAt(schema, inner) ?? schema, path);
      const wanted = issue.errors.flatMap((errors) => errors.map(expectation));
      return [say(`expected ${[...new Set(wanted)].join(" or ")}${found(valueAt(document.value, path))}`)];
    }
    if (issue.code === "invalid_key") return [say(issue.issues[0]?.message ?? issue.message)];
    if (issue.code === "custom") {
      const hint: unknown = issue.params?.hint;
      return [
        say(
          issue.message.startsWith("expected")
            ? issue.message + found(valueAt(document.value, path))
            : issue.message,
          typeof hint === "string" ? hint : undefined,
        ),
      ];
    }
    const value = valueAt(document.value, path);
    const missing = value === undefined;
    return [
      say(
        missing ? "is missing" : `expected ${expectation(issue)}${found(value)}`,
        missing ? `expected ${expectation(issue)}` : undefined,
      ),
    ];
  });
}

/** `feeds[2].url` */
export function pathText(path: Path): string {
  return path
    .map((part, i) => (typeof part === "number" ? `[${part}]` : i === 0 ? part : `.${part}`))
    .join("");
}

const WORDS: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "keys and values",
  record: "keys and values",
};

function expectation(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return WORDS[issue.expected] ?? issue.expected;
    case "invalid_value":
      return issue.values
        .map((value) => String(value))
        .join(", ")
        .replace(/, ([^,]*)$/, " or $1");
    case "too_small":
      return issue.origin === "string" ? "some text" : `at least ${issue.minimum}`;
    case "too_big":
      return `at most ${issue.maximum}`;
    default:
      return issue.message.replace(/^(?:Invalid input: )?expected /, "");
  }
}

function found(value: unknown): string {
  if (value === undefined) return "";
  if (value === null) return ", found nothing";
  if (Array.isArray(value)) return ", found a list";
  if (typeof value === "object") return ", found keys and values";
  const text = String(value);
  return `, found ${typeof value === "string" ? `"${text.length > 60 ? `${text.slice(0, 60)}...` : text}"` : text}`;
}

function valueAt(value: unknown, path: Path): unknown {
  let at: unknown = value;
  for (const part of path) {
    if (typeof at !== "object" || at === null) return undefined;
    at = Object.entries(at).find(([key]) => key === String(part))?.[1];
  }
  return at;
}

/** The keys that an object at this place may have. */
export function keysAt(schema: z.ZodType, path: Path): string[] {
  const found = schemaAt(schema, path);
  if (found instanceof z.ZodObject) return Object.keys(found.shape);
  if (found instanceof z.ZodUnion) {
    return found.options.flatMap((option) =>
      option instanceof z.ZodObject ? Object.keys(option.shape) : [],
    );
  }
  return [];
}

function schemaAt(schema: z.ZodType, path: Path): z.ZodType | undefined {
  let at: unknown = unwrap(schema);
  for (const part of path) {
    if (at instanceof z.ZodUnion) at = at.options.find((option) => option instanceof z.ZodObject);
    if (at instanceof z.ZodObject) at = at.shape[String(part)];
    else if (at instanceof z.ZodArray) at = at.element;
    else if (at instanceof z.ZodRecord) at = at.valueType;
    else return undefined;
    at = unwrap(at);
  }
  return at instanceof z.ZodType ? at : undefined;
}

/** The schema itself, without its default or its being optional. */
function unwrap(schema: unknown): unknown {
  let at = schema;
  while (
    at instanceof z.ZodOptional ||
    at instanceof z.ZodDefault ||
    at instanceof z.ZodPrefault ||
    at instanceof z.ZodNullable
  ) {
    at = at.unwrap();
  }
  return at;
}
