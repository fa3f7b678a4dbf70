#!/usr/bin/env node
// The launcher: plain JavaScript, because Node refuses to strip types under node_modules. It runs the
// built files where they exist and the TypeScript sources else, on a Node that is new enough.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module, { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NEEDED = [22, 18]; // the first release line that strips types without a flag
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) {
  module.enableCompileCache?.();
  const built = join(root, "dist", "src", "cli.js");
  await import(existsSync(built) ? built : join(root, "src", "cli.ts"));
} else {
  const node = pinnedNode();
  if (node === undefined) {
    console.error(
      `wirewatch: this is Node ${process.versions.node}; Node ${NEEDED.join(".")} or later is needed. ` +
        "Run `npm ci` in the checkout (it brings its own Node 24), or install Node 24.",
    );
    process.exit(1);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...process.env, WIREWATCH_LAUNCHER: String(process.pid) }, // so that it does not outlive this one
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === null ? 1 : 128 + 15)));
}

/** The Node that the devDependency `node` brought, where it is installed. */
function pinnedNode() {
  try {
    const path = join(dirname(createRequire(import.meta.url).resolve("node/package.json")), "bin", "node");
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
