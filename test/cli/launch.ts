import { spawn } from "node:child_process";
import { join } from "node:path";

export const LAUNCHER = join(import.meta.dirname, "../../bin/wirewatch.js");

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the program as a process of its own, as a shell does. */
export function wirewatch(
  args: string[],
  options: { cwd?: string; env?: Record<string, string>; input?: string } = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const { WIREWATCH_CONFIG: _, DEBUG: __, ...inherited } = process.env;
    const child = spawn(process.execPath, [LAUNCHER, ...args], {
      cwd: options.cwd ?? process.cwd(),
      env: { ...inherited, NO_COLOR: "1", ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const ran: Ran = { code: null, stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      ran.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      ran.stderr += text;
    });
    child.stdin.on("error", () => undefined); // the program may end without reading
    child.stdin.end(options.input ?? "");
    child.on("error", reject);
    child.on("close", (code) => resolve({ ...ran, code }));
  });
}
