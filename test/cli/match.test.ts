import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";

const ROOT = join(import.meta.dirname, "..", "..");
const FOLDER = mkdtempSync(join(tmpdir(), "wirewatch-match-"));

interface Run {
  code: number | null;
  out: string;
  err: string;
}

/** Runs `wirewatch match` as a process. */
function match(args: string[], input: string): Promise<Run> {
  const child = spawn(process.execPath, [join(ROOT, "bin", "wirewatch.js"), "match", ...args], {
    cwd: FOLDER,
  });
  const run: Run = { code: null, out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (run.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (run.err += text));
  child.stdin.on("error", () => {}); // it may end before it read everything: a wrong query is told at once
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ ...run, code }));
  });
}

function file(name: string, text: string): string {
  const path = join(FOLDER, name);
  writeFileSync(path, text);
  return path;
}

const line = z.object({
  id: z.union([z.string(), z.number()]),
  watchList: z.string(),
  terms: z.array(
    z.object({ term: z.string(), field: z.string(), start: z.number(), end: z.number(), text: z.string() }),
  ),
  reason: z.string(),
  score: z.number(),
});
const linesOf = (text: string) =>
  text
    .split("\n")
    .filter((each) => each !== "")
    .map((each) => line.parse(JSON.parse(each)));

const ARTICLES = [
  { id: "a", title: "Putin 🙂 meets Zelensky", language: "en" },
  { id: 7, title: "Nothing", summary: null },
  { id: "c", content: "Oil prices rise", categories: ["Markets"], unknown: true },
]
  .map((article) => JSON.stringify(article))
  .join("\n");

test("one query, articles of a file or of a pipe", async () => {
  const run = await match(["--json", "--query", "putin NEAR/3 meets OR category:markets"], ARTICLES);
  expect(run.err).toBe("");
  expect(run.code).toBe(0);
  const [first, second] = linesOf(run.out);
  expect(first).toMatchObject({ id: "a", watchList: "query" });
  expect(first?.terms).toEqual([
    { term: "putin", field: "title", start: 0, end: 5, text: "Putin" },
    { term: "meets", field: "title", start: 9, end: 14, text: "meets" },
  ]);
  expect(second).toMatchObject({ id: "c", terms: [{ field: "category", text: "Markets" }] });
  const again = await match([file("articles.ndjson", ARTICLES), "--json", "--query", "oil"], "");
  expect(linesOf(again.out).map((each) => each.id)).toEqual(["c"]);
});

test("queries of a file, named by their lines", async () => {
  const queries = file("queries.txt", "# comment\n\noil\r\n  \nputin\n");
  const run = await match(["--json", "--queries", queries], ARTICLES);
  expect(linesOf(run.out).map((each) => [each.id, each.watchList])).toEqual([
    ["a", "5"],
    ["c", "3"],
  ]);
  const faulty = await match(["--json", "--queries", file("faulty.txt", "oil\n\n(putin")], ARTICLES);
  expect(faulty).toMatchObject({ code: 2, out: "" });
  expect(faulty.err).toContain("faulty.txt:3: column 1: found ( that is never closed");
});

test("watch lists, and their entities in a query", async () => {
  const list = file(
    "list.yaml",
    "name: talks\nentities: [{ key: vp, name: Vladimir Putin, aliases: [Putin] }]\nphrases: [Putin meeting]\n",
  );
  const run = await match(["--json", "--watch", list, "--query", "@vp NOT oil"], ARTICLES);
  expect(linesOf(run.out).map((each) => each.watchList)).toEqual(["talks", "query"]);
  const unknown = await match(["--watch", list, "--query", "a AND @vpp"], ARTICLES);
  expect(unknown).toMatchObject({ code: 2, out: "" });
  expect(unknown.err).toContain("column 7: found the unknown entity @vpp, expected @vp perhaps");
  const wrong = await match(["--watch", file("wrong.yaml", "name: x\nphrases: 3\n")], ARTICLES);
  expect(wrong.code).toBe(2);
  expect(wrong.err).toContain("wrong.yaml:2:10: phrases:");
});

test("without lists or queries, those that come along", async () => {
  const run = await match(["--json"], ARTICLES);
  expect(run.err).toBe("");
  expect(linesOf(run.out).map((each) => each.id)).toEqual(["a"]);
  expect((await match(["--json", "--query", "@putin"], ARTICLES)).code).toBe(0);
});

test("a faulty line is told by its number and passed over", async () => {
  const run = await match(["--json", "--query", "putin"], `nope\n\n{"id":{}}\n[]\n{"title":3}\n${ARTICLES}`);
  expect(run.code).toBe(1);
  expect(linesOf(run.out)).toHaveLength(1);
  expect(run.err.match(/line \d+/g)).toEqual(["line 1", "line 3", "line 4", "line 5"]);
});

test("a missing file, a reader that has gone, an option too many", async () => {
  expect((await match(["--query", "a", "missing.ndjson"], "")).code).toBe(2);
  expect((await match(["--nothing"], "")).code).toBe(2);
  const child = spawn(process.execPath, [
    join(ROOT, "bin", "wirewatch.js"),
    "match",
    "--json",
    "--query",
    "putin",
  ]);
  let err = "";
  child.stderr.on("data", (chunk) => (err += String(chunk)));
  child.stdin.on("error", () => {}); // EPIPE is what is wanted here
  child.stdout.once("data", () => child.stdout.destroy());
  const many = `${ARTICLES}\n`.repeat(50_000);
  child.stdin.end(many);
  await new Promise((resolve) => child.on("close", resolve));
  expect(err).toBe("");
});
