import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it } from "vitest";

const SHUTDOWN = join(import.meta.dirname, "../../src/ops/shutdown.ts");

/** A service that says when it is up and when it is told to stop, and then takes `workMs` to finish. */
async function service(
  workMs: number,
  graceMs: number,
): Promise<{ child: ChildProcess; said: () => string }> {
  const script = `
    import { listenForShutdown } from ${JSON.stringify(SHUTDOWN)};
    const { signal, dispose } = listenForShutdown({ graceMs: ${graceMs} });
    const busy = setInterval(() => {}, 1000);
    signal.addEventListener("abort", () => {
      console.log("stopping: " + signal.reason.message);
      setTimeout(() => { clearInterval(busy); dispose(); console.log("done"); }, ${workMs});
    });
    console.log("up");
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (piece: string) => {
      text += piece;
    });
  }
  await once(child.stdout, "data");
  return { child, said: () => text };
}

it("finishes the work in hand, and exits 0", async () => {
  const { child, said } = await service(50, 9_000);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(said()).toBe("up\nstopping: stopped by SIGTERM\ndone\n");
});

it("takes a signal that comes twice at once, as through npm and the launcher, for one", async () => {
  const { child, said } = await service(100, 9_000);
  child.kill("SIGINT");
  await once(child.stdout ?? child, "data");
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(said()).toContain("done");
});

it("does not outlive the shell that npm runs it in", async () => {
  const script = `
    import { listenForShutdown } from ${JSON.stringify(SHUTDOWN)};
    const { signal } = listenForShutdown();
    const busy = setInterval(() => {}, 1000);
    signal.addEventListener("abort", () => { clearInterval(busy); console.log("stopped by its own will"); });
    console.log("up");
  `;
  // The colon keeps the shell from becoming the program.
  const shell = spawn("sh", ["-c", `"$NODE" --input-type=module -e "$SCRIPT"; :`], {
    env: { ...process.env, NODE: process.execPath, SCRIPT: script, npm_command: "exec" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(shell.stdout, "data");
  shell.kill("SIGKILL");
  const [said] = await once(shell.stdout, "data");
  expect(String(said)).toBe("stopped by its own will\n");
  await once(shell.stdout, "close"); // it is gone too
});

it("ends at once when it is told again", async () => {
  const { child, said } = await service(60_000, 60_000);
  child.kill("SIGINT");
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([1, null]);
  expect(said()).toContain("SIGINT again");
});

it("ends at once where the work takes too long", async () => {
  const { child, said } = await service(60_000, 50);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([1, null]);
  expect(said()).toContain("not done");
});
