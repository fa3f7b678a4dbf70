import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Answer, Refusal, tooMany, unauthorized } from "./answers.ts";
import { Faults } from "./faults.ts";
import type { RateLimits } from "./ratelimits.ts";
import type { RecordedRequest, World } from "./world.ts";

export interface Call {
  /** What the path's `:names` stand for, in order. */
  ids: string[];
  query: Record<string, string>;
  body: unknown;
}

export interface Route {
  method: string;
  /** "/channels/:id/messages" */
  path: string;
  /** False: the token in the path is the authorization (interactions). */
  auth?: boolean;
  answer(call: Call): Answer;
}

/** The HTTP side: token, user agent, rate limits, faults, and a record of it all. */
export class Rest {
  readonly server: Server;
  readonly faults = new Faults();
  readonly #world: World;
  readonly #limits: RateLimits;
  readonly #routes: { route: Route; pattern: RegExp }[] = [];

  constructor(world: World, limits: RateLimits) {
    this.#world = world;
    this.#limits = limits;
    this.server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        // A fault of the loopback itself must not look like a fault that a test asked for.
        process.exitCode = 1;
        console.error("loopback Discord failed", error);
        response.destroy();
      });
    });
  }

  add(routes: readonly Route[]): void {
    for (const route of routes) {
      const pattern = new RegExp(`^${route.path.replace(/:\w+/g, "([^/]+)")}$`);
      this.#routes.push({ route, pattern });
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://loopback");
    const method = request.method ?? "GET";
    const path = decodeURIComponent(url.pathname.replace(/^\/api\/v10/, ""));
    const text = await read(request);
    const record: RecordedRequest = {
      method,
      path,
      query: Object.fromEntries(url.searchParams),
      body: text === "" ? undefined : parse(text),
      authorization: request.headers.authorization,
      status: "none",
    };
    this.#world.requests.push(record);
    const fault = this.faults.take(method, path);
    if (fault === undefined || fault.accept === true) {
      const answer = this.#answer(request, url, record);
      if (fault === undefined) {
        record.status = answer.status;
        return write(response, answer);
      }
    }
    if (fault.answer === "hang") return;
    if (fault.answer === "reset") {
      request.socket.resetAndDestroy();
      return;
    }
    if (fault.answer === "stall") {
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      response.write('{"id":');
      return;
    }
    if (typeof fault.answer === "number") {
      record.status = fault.answer;
      response.writeHead(fault.answer, { "content-type": "text/html" });
      response.end("<html><body>upstream trouble</body></html>");
      return;
    }
    if ("late" in fault.answer) {
      setTimeout(() => write(response, this.#answer(request, url, record)), fault.answer.late);
      return;
    }
    record.status = 429;
    write(response, tooMany(fault.answer.wait, fault.answer.scope).answer());
  }

  #answer(
    request: IncomingMessage,
    url: URL,
    call: Omit<Call, "ids"> & { method: string; path: string },
  ): Answer {
    try {
      if (!url.pathname.startsWith("/api/v10/")) throw new Refusal(404, 0, "404: Not Found");
      // "Clients using the HTTP API must provide a valid User Agent."
      if (!/^DiscordBot \(/.test(request.headers["user-agent"] ?? ""))
        throw new Refusal(403, 40_333, "internal network error");
      const found = this.#match(call.method, call.path);
      if (found.route.auth !== false && request.headers.authorization !== `Bot ${this.#world.token}`)
        throw unauthorized();
      const limits = this.#limits.spend(`${call.method} ${found.route.path}`, found.ids[0] ?? "");
      const answer = found.route.answer({ ids: found.ids, query: call.query, body: call.body });
      return { ...answer, headers: { ...limits, ...answer.headers } };
    } catch (error) {
      if (error instanceof Refusal) return error.answer();
      throw error;
    }
  }

  #match(method: string, path: string): { route: Route; ids: string[] } {
    const here = this.#routes.filter(({ pattern }) => pattern.test(path));
    if (here.length === 0) throw new Refusal(404, 0, "404: Not Found");
    const hit = here.find(({ route }) => route.method === method);
    if (hit === undefined) throw new Refusal(405, 0, "405: Method Not Allowed");
    return { route: hit.route, ids: (hit.pattern.exec(path) ?? []).slice(1) };
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return { unreadable: String(error) };
  }
}

function write(response: ServerResponse, answer: Answer): void {
  const type = answer.status === 204 ? {} : { "content-type": "application/json" };
  response.writeHead(answer.status, { ...type, via: "1.1 google", ...answer.headers });
  response.end(answer.status === 204 ? undefined : JSON.stringify(answer.body));
}
