import { once } from "node:events";
import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { readFaultText } from "../config/places.ts";
import type { Matcher } from "../matching/compile.ts";
import type { Article } from "../model/entry.ts";
import type { Match } from "../model/watchlist.ts";
import { UsageError } from "../ops/faults.ts";

/** Bytes read at a time: an article far larger than this takes several reads, and is no trouble. */
const CHUNK = 256 * 1024;
/** Longest line, in UTF-16 units; a longer one is a fault, so that a stream without line ends cannot fill the memory. */
const LONGEST_LINE = 64 * 1024 * 1024;

/**
 * Matches the articles of a file or of standard input as they come: what was read is matched and written before
 * more is read. A faulty line is told by its number and passed over. Returns how many were faulty.
 */
export async function matchLines(file: string, matcher: Matcher, json: boolean): Promise<number> {
  const input: Readable = file === "-" ? process.stdin : createReadStream(file, { highWaterMark: CHUNK });
  const decoder = new StringDecoder("utf8");
  const run = new Run(matcher, json);
  let rest = "";
  let skipping = false;
  try {
    for await (const chunk of input) {
      const text = rest + decoder.write(chunk);
      let from = 0;
      for (let end = text.indexOf("\n", rest.length); end >= 0; end = text.indexOf("\n", from)) {
        if (skipping) skipping = false;
        else run.line(text.slice(from, end));
        from = end + 1;
      }
      rest = text.slice(from);
      if (skipping) rest = "";
      else if (rest.length > LONGEST_LINE) {
        run.fault(`longer than ${LONGEST_LINE} characters`);
        skipping = true;
        rest = "";
      }
      await run.flush();
    }
  } catch (error) {
    if (run.writing) throw error;
    throw new UsageError(`cannot read ${file}: ${readFaultText(error)}`);
  }
  rest += decoder.end();
  if (rest !== "" && !skipping) run.line(rest);
  await run.flush();
  return run.faulty;
}

class Run {
  faulty = 0;
  /** True while what fails is ours to tell, not the input's. */
  writing = false;
  private number = 0;
  private out = "";
  private readonly matcher: Matcher;
  private readonly json: boolean;

  constructor(matcher: Matcher, json: boolean) {
    this.matcher = matcher;
    this.json = json;
  }

  line(line: string): void {
    this.number++;
    const text = this.number === 1 ? line.replace(/^\uFEFF/, "") : line;
    if (text.trim() === "") return;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.number--;
      this.fault(`not JSON (${reason}); expected one article object a line`);
      return;
    }
    const read = readArticle(value);
    if (typeof read === "string") {
      this.number--;
      this.fault(read);
      return;
    }
    this.writing = true;
    for (const match of this.matcher.match(read.article)) this.print(read.id, match);
    this.writing = false;
  }

  /** A line that cannot be used; counts it. */
  fault(what: string): void {
    this.number++;
    this.faulty++;
    console.error(`wirewatch match: line ${this.number}: ${what}`);
  }

  async flush(): Promise<void> {
    if (this.out === "") return;
    this.writing = true;
    const text = this.out;
    this.out = "";
    if (!process.stdout.write(text)) await once(process.stdout, "drain");
    this.writing = false;
  }

  private print(id: unknown, match: Match): void {
    const { watchList, terms, reason, score } = match;
    this.out += this.json
      ? `${JSON.stringify({ id, watchList, terms, reason, score })}\n`
      : `${String(id)}: ${watchList} (${score}): ${reason}\n`;
  }
}

/** The article of a parsed line, with its id as given; or what is wrong with it, in words. */
function readArticle(value: unknown): { id: unknown; article: Article } | string {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return "expected one article object";
  const fields: Record<string, unknown> = { ...value };
  const { id, categories } = fields;
  if (id !== undefined && id !== null && typeof id !== "string" && typeof id !== "number") {
    return '"id": expected a string or a number';
  }
  const wrong = TEXTS.find(
    (name) => fields[name] !== undefined && fields[name] !== null && typeof fields[name] !== "string",
  );
  if (wrong !== undefined) return `"${wrong}": expected text`;
  if (categories !== undefined && categories !== null && !isTexts(categories))
    return '"categories": expected a list of text';
  return {
    id: id ?? "",
    article: {
      id: id === undefined || id === null ? "" : String(id),
      title: textOf(fields.title),
      summary: textOf(fields.summary),
      content: textOf(fields.content),
      url: textOf(fields.url),
      outlet: textOf(fields.outlet),
      author: textOf(fields.author),
      language: textOf(fields.language),
      categories: isTexts(categories) ? categories : [],
    },
  };
}

const TEXTS = ["title", "summary", "content", "url", "outlet", "author", "language"];

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}
