import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { LAUNCHER } from "../cli/launch.ts";

export interface Item {
  guid: string;
  title: string;
  link?: string;
  description?: string;
  at?: number;
}

const consoleLine = z.object({
  key: z.string(),
  kind: z.enum(["post", "edit", "reply"]),
  story: z.number().nullable(),
  watchLists: z.array(z.string()),
  headline: z.string(),
  text: z.string(),
  at: z.string(),
});

/** A folder with a configuration, outlets on loopback whose feeds a test changes, and the real service as a process. */
export async function newsroom() {
  const dir = mkdtempSync(join(tmpdir(), "wirewatch-"));
  const feeds = new Map<string, Item[]>();
  const polls = new Map<string, number>();
  const retired = new Set<string>();
  const server = createServer((request, response) => {
    const name = (request.url ?? "/").slice(1);
    const items = feeds.get(name);
    polls.set(name, (polls.get(name) ?? 0) + 1);
    if (retired.has(name)) response.writeHead(410).end();
    else if (items === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": "application/rss+xml" }).end(rss(name, items));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const host = `127.0.0.1:${address.port}`;
  const running = new Set<Service>();

  return {
    dir,
    polls,
    /** What an outlet's feed holds from now on, newest first. */
    publish(outlet: string, items: Item[]) {
      feeds.set(outlet, items);
    },
    /** An outlet's feed is gone for good from now on. */
    retire(outlet: string) {
      retired.add(outlet);
    },
    /** Writes wirewatch.yaml: the outlets' feeds, polled every second, and what the test adds. */
    configure(outlets: string[], rest: string) {
      writeFileSync(
        join(dir, "wirewatch.yaml"),
        `database: desk.db
poll: { every: 1s, floor: 1s }
fetch: { contact: desk@example.org, allowHosts: ["${host}"] }
feeds:
${outlets.map((o) => `  - { url: "http://${host}/${o}", outlet: ${o}, tier: 2, language: en, every: 1s }`).join("\n")}
${rest}`,
      );
    },
    /** Starts `wirewatch ARGS` in the folder. */
    start(args: string[] = [], env: Record<string, string> = {}): Service {
      const service = startService(dir, args, env);
      running.add(service);
      return service;
    },
    /** The lines of a console channel's file. */
    lines(name = "desk") {
      return consoleLines(join(dir, `console-${name}.ndjson`));
    },
    async close() {
      for (const service of running) await service.kill("SIGKILL");
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** What a console channel's file holds: none if it is not there. A torn last line is left out, as its reader would. */
export function consoleLines(file: string) {
  if (!existsSync(file)) return [];
  const whole = readFileSync(file, "utf8").split("\n").slice(0, -1);
  return whole.map((line) => consoleLine.parse(JSON.parse(line)));
}

export type Newsroom = Awaited<ReturnType<typeof newsroom>>;

export interface Service {
  readonly out: () => string;
  readonly err: () => string;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  /** Sends a signal and resolves with how it ended, and how long that took. */
  kill(signal: NodeJS.Signals): Promise<{ how: number | string; ms: number }>;
}

export function startService(cwd: string, args: string[], env: Record<string, string>): Service {
  const { WIREWATCH_CONFIG: _, DEBUG: __, ...inherited } = process.env;
  const child: ChildProcess = spawn(process.execPath, [LAUNCHER, ...args], {
    cwd,
    env: { ...inherited, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const ended = new Promise<number | string>((resolve) => {
    child.on("exit", (code, signal) => resolve(code ?? signal ?? "?"));
  });
  return {
    out: () => out,
    err: () => err,
    ended,
    async kill(signal) {
      const start = performance.now();
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return { how: await ended, ms: performance.now() - start };
    },
  };
}

/** Waits until a thing is so, looking every 50 ms; fails in words. */
export async function eventually(what: string, so: () => boolean, ms = 15_000, say: () => string = () => "") {
  const end = performance.now() + ms;
  while (!so()) {
    if (performance.now() > end) throw new Error(`waited ${ms} ms for: ${what}\n${say()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function rss(outlet: string, items: Item[]): string {
  const escaped = (text: string) =>
    text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
  const item = (
    i: Item,
  ) => `<item><guid isPermaLink="false">${escaped(i.guid)}</guid><title>${escaped(i.title)}</title>
<link>${escaped(i.link ?? `https://${outlet}.example/${i.guid}`)}</link><description>${escaped(i.description ?? "")}</description>
<pubDate>${new Date(i.at ?? Date.now()).toUTCString()}</pubDate></item>`;
  return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>${outlet}</title><link>https://${outlet}.example/</link>
<description>news</description>${items.map(item).join("\n")}</channel></rss>`;
}
