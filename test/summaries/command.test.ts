import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { LAUNCHER, wirewatch } from "../cli/launch.ts";

const ARTICLE = {
  id: "a",
  title: "Leaders to meet",
  content: "<p>By Jane Doe</p><p>KYIV (AFP) - The weather was fair. Aides spoke of security guarantees.</p>",
};

test("summarize prints the summary and its sentences for each article", async () => {
  const input = `${JSON.stringify(ARTICLE)}\n\n{"id":7,"title":"Only a headline"}\n`;
  const ran = await wirewatch(["summarize", "--json", "--terms", "security guarantees, Kyiv"], { input });
  expect(ran.stderr).toBe("");
  expect(ran.code).toBe(0);
  const sentences = ["The weather was fair.", "Aides spoke of security guarantees."];
  expect(
    ran.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { id: "a", summary: sentences.join(" "), sentences },
    { id: 7, summary: "", sentences: [] },
  ]);
});

test("summarize tells of a bad line by its number, goes on, and fails in the end", async () => {
  const input = `{"id":1}\nnot json\n{"title":"no id"}\n${JSON.stringify(ARTICLE)}`;
  const ran = await wirewatch(["summarize", "-", "--json"], { input });
  expect(ran.code).toBe(1);
  expect(ran.stderr).toMatch(/line 2.*JSON[\s\S]*line 3.*"id"/);
  expect(ran.stdout.trim().split("\n")).toHaveLength(2);
});

test("summarize answers each article before the next is there", async () => {
  const child = spawn(process.execPath, [LAUNCHER, "summarize", "--json"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  for (const id of [1, 2]) {
    child.stdin.write(`${JSON.stringify({ ...ARTICLE, id })}\n`);
    const { value } = await lines.next();
    expect(JSON.parse(String(value))).toMatchObject({ id });
  }
  child.stdin.end();
  expect(await once(child, "close")).toEqual([0, null]);
});

test("a file that is not there is used wrongly", async () => {
  const ran = await wirewatch(["summarize", "/nowhere/articles.ndjson"]);
  expect(ran).toMatchObject({ code: 2, stdout: "" });
  expect(ran.stderr).toContain("/nowhere/articles.ndjson");
});
