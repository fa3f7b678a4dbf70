import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { createProgram, runProgram } from "../../src/cli/program.ts";
import { UsageError } from "../../src/ops/faults.ts";
import { LAUNCHER, wirewatch } from "./launch.ts";

/** A program of one command that notes what it was given. */
function noting(action: () => void = () => undefined) {
  const seen: { name: string; options: unknown }[] = [];
  const register = (name: string) => (program: Command) => {
    program
      .command(name)
      .option("--once")
      .action((options: unknown) => {
        seen.push({ name, options });
        action();
      });
  };
  return { seen, commands: [register("run"), register("recent")] };
}

describe("the command line", () => {
  it.each([
    [[], "run", {}],
    [["--once"], "run", { once: true }],
    [["--config", "a.yaml"], "run", { config: "a.yaml" }],
    [["--config", "a.yaml", "recent"], "recent", { config: "a.yaml" }],
    [["recent", "--config", "a.yaml", "--verbose"], "recent", { config: "a.yaml", verbose: true }],
  ])("%j means %s", async (args, name, options) => {
    const { seen, commands } = noting();
    expect(await runProgram(args, commands)).toBe(0);
    expect(seen).toEqual([{ name, options }]);
  });

  it("says its version", async () => {
    const ran = await wirewatch(["--version"]);
    const { version } = JSON.parse(await readFile(join(import.meta.dirname, "../../package.json"), "utf8"));
    expect(ran).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  it.each([
    [["recnt"], "unknown command 'recnt'"],
    [["summarize", "--jsn"], "unknown option '--jsn'\n(Did you mean --json?)"],
    [["summarize", "a", "b"], "too many arguments"],
    [["init", "--out"], "argument missing"],
  ])("%j is wrong use: exit 2, with what and where on standard error", async (args, expected) => {
    const ran = await wirewatch(args);
    expect(ran.code).toBe(2);
    expect(ran.stdout).toBe("");
    expect(ran.stderr).toContain(expected);
  });

  it("a backup into a folder that is not there says which", async () => {
    const ran = await wirewatch(["backup", "nowhere/desk.db"], { cwd: import.meta.dirname });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(
      `${join(import.meta.dirname, "nowhere")}: there is no such folder (make it first)`,
    );
  });

  it("tells a fault in one line, with its cause, and the exit code it asks for", async () => {
    const lines: string[] = [];
    const print = console.error;
    console.error = (line: string) => lines.push(line);
    try {
      const broken = noting(() => {
        throw new Error("cannot open the database", { cause: new Error("disk I/O error") });
      });
      expect(await runProgram(["recent"], broken.commands)).toBe(1);
      const misused = noting(() => {
        throw new UsageError("--limit 0: expected at least 1", "leave it out for 10");
      });
      expect(await runProgram(["recent"], misused.commands)).toBe(2);
    } finally {
      console.error = print;
    }
    expect(lines).toEqual([
      "wirewatch: cannot open the database: disk I/O error",
      "wirewatch: --limit 0: expected at least 1 (leave it out for 10)",
    ]);
  });

  it("has an example in the help of every command", async () => {
    const program = await createProgram();
    expect(program.commands.length).toBeGreaterThan(10);
    for (const command of program.commands) {
      if (command.commands.length > 0) continue; // a group: its commands have their own

      let help = "";
      command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
      expect(help, command.name()).toMatch(/Examples?:\n\s+\$ (?:wirewatch|cat|npx)/);
      expect(help, command.name()).toContain("--config <file>");
    }
  });

  it("ends quietly when its reader goes away", async () => {
    const child = spawn(process.execPath, [LAUNCHER, "summarize", "--json"], {
      stdio: ["pipe", "pipe", "pipe"],
    });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.stdin.on("error", () => undefined);
    const article = `${JSON.stringify({ id: "1", title: "a", summary: "A sentence of some length. ".repeat(40) })}\n`;
    child.stdout.once("data", () => child.stdout.destroy());
    const feeding = setInterval(() => child.stdin.write(article.repeat(20)), 5);
    const [code] = await once(child, "close");
    clearInterval(feeding);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});
