import { once } from "node:events";
import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import type { z } from "zod";
import { readFaultText } from "../config/places.ts";
import { UsageError } from "../ops/faults.ts";

/** The lines of a file, or of standard input for "-", as they come. Throws a UsageError for a file that cannot be read. */
export async function* linesOf(file: string): AsyncGenerator<string> {
  const input: Readable = file === "-" ? process.stdin : createReadStream(file);
  input.setEncoding("utf8");
  let rest = "";
  let first = true;
  try {
    for await (const chunk of input) {
      const text = first ? String(chunk).replace(/^\uFEFF/, "") : String(chunk);
      first = false;
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) yield line.endsWith("\r") ? line.slice(0, -1) : line;
    }
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${readFaultText(error)}`);
  }
  if (rest !== "") yield rest;
}

/**
 * Objects of an NDJSON file, one at a time. A faulty line is told on standard error by its number and passed over.
 * Returns how many were faulty.
 */
export async function eachObject<T>(
  file: string,
  command: string,
  schema: z.ZodType<T>,
  use: (object: T) => Promise<void> | void,
): Promise<number> {
  let number = 0;
  let faulty = 0;
  for await (const line of linesOf(file)) {
    number++;
    if (line.trim() === "") continue;
    const read = readObject(line, schema);
    if (read.ok) await use(read.value);
    else {
      faulty++;
      console.error(`wirewatch ${command}: line ${number}: ${read.fault}`);
    }
  }
  return faulty;
}

/** Writes one line, and waits where the reader is slower. */
export async function printLine(text: string): Promise<void> {
  if (!process.stdout.write(`${text}\n`)) await once(process.stdout, "drain");
}

type Read<T> = { ok: true; value: T } | { ok: false; fault: string };

function readObject<T>(line: string, schema: z.ZodType<T>): Read<T> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, fault: `not JSON (${reason}); expected one article object a line` };
  }
  const read = schema.safeParse(value);
  if (read.success) return { ok: true, value: read.data };
  const issue = read.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? "the line" : `"${issue.path.join(".")}"`;
  return { ok: false, fault: `${where}: ${issue?.message ?? "no article"}` };
}
