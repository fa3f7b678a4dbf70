import type { IncomingMessage, ServerResponse } from "node:http";
import type { Fault, Faults } from "./faults.ts";
import type { webMethods } from "./methods.ts";
import type { RateLimits } from "./ratelimits.ts";
import { Refusal } from "./refusal.ts";
import type { World } from "./world.ts";

export interface RecordedRequest {
  method: string;
  args: Record<string, unknown>;
  contentType: string;
  /** The HTTP status it was answered with; 0 while it hangs or was cut. */
  status: number;
  /** Slack's error, "" for none. */
  error: string;
}

export interface Tokens {
  bot: string;
  app: string;
}

/** The Web API over HTTP: tokens, content types, limits, faults. */
export class WebApi {
  readonly requests: RecordedRequest[] = [];
  readonly #world: World;
  readonly #tokens: Tokens;
  readonly #methods: ReturnType<typeof webMethods>;
  readonly #limits: RateLimits;
  readonly #faults: Faults;

  constructor(
    world: World,
    tokens: Tokens,
    methods: ReturnType<typeof webMethods>,
    limits: RateLimits,
    faults: Faults,
  ) {
    this.#world = world;
    this.#tokens = tokens;
    this.#methods = methods;
    this.#limits = limits;
    this.#faults = faults;
  }

  async answer(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const contentType = request.headers["content-type"] ?? "";
    const body = await bodyOf(request);
    const record: RecordedRequest = { method: name, args: {}, contentType, status: 0, error: "" };
    this.requests.push(record);
    const fault = this.#faults.take(name);
    if (fault !== undefined && fault.accept !== true) return misbehave(fault, response, record);
    const { status, answer, retryAfter } = this.#decide(name, request, contentType, body, record);
    if (fault !== undefined) return misbehave(fault, response, record);
    record.status = status;
    record.error = typeof answer.error === "string" ? answer.error : "";
    if (retryAfter !== undefined) response.setHeader("retry-after", String(retryAfter));
    response.setHeader("x-oauth-scopes", this.#world.scopes.join(","));
    response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
    response.end(JSON.stringify(answer));
  }

  #decide(
    name: string,
    request: IncomingMessage,
    contentType: string,
    body: string,
    record: RecordedRequest,
  ): { status: number; answer: Record<string, unknown>; retryAfter?: number } {
    try {
      const method = this.#methods[name];
      if (method === undefined) throw new Refusal("unknown_method", { req_method: name });
      const args = argsOf(request, contentType, body);
      const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
      const { token = bearer, ...rest } = args;
      record.args = rest;
      this.#authorize(
        token,
        method.token,
        typeof method.scope === "function" ? method.scope(rest) : method.scope,
      );
      const wait = this.#limits.wait(name, String(rest.channel ?? ""));
      if (wait > 0) {
        return {
          status: 429,
          answer: { ok: false, error: "ratelimited" },
          retryAfter: Math.ceil(wait / 1000),
        };
      }
      return { status: 200, answer: { ok: true, ...method.run(rest) } };
    } catch (error) {
      if (error instanceof Refusal) return { status: 200, answer: error.body };
      throw error;
    }
  }

  #authorize(token: unknown, kind: "bot" | "app", scope: string | undefined): void {
    if (token === undefined || token === "") throw new Refusal("not_authed");
    const known = token === this.#tokens.bot || token === this.#tokens.app;
    if (!known) throw new Refusal("invalid_auth");
    if (this.#world.revoked) throw new Refusal("token_revoked");
    if (token !== this.#tokens[kind]) throw new Refusal("not_allowed_token_type");
    if (scope !== undefined && !this.#world.scopes.includes(scope)) {
      throw new Refusal("missing_scope", { needed: scope, provided: this.#world.scopes.join(",") });
    }
  }
}

/** The body, at most a megabyte. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > 1_000_000) throw new Error("too large");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function argsOf(request: IncomingMessage, contentType: string, body: string): Record<string, unknown> {
  const query = new URL(request.url ?? "/", "http://loopback").searchParams;
  if (request.method === "GET") return Object.fromEntries(query);
  if (/^application\/x-www-form-urlencoded\b/.test(contentType)) {
    return Object.fromEntries([...query, ...new URLSearchParams(body)]);
  }
  if (/^application\/json\b/.test(contentType)) {
    const value: unknown = JSON.parse(body === "" ? "{}" : body);
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new Refusal("json_not_object");
    return { ...value };
  }
  throw new Refusal(contentType === "" ? "missing_post_type" : "invalid_post_type");
}

function misbehave(fault: Fault, response: ServerResponse, record: RecordedRequest): void {
  const { answer } = fault;
  if (answer === "hang") return;
  if (answer === "reset") {
    response.socket?.destroy();
    return;
  }
  if (answer === "stall") {
    response.writeHead(200, { "content-type": "application/json; charset=utf-8", "content-length": "500" });
    response.write('{"ok":');
    return;
  }
  if (answer === "page") {
    record.status = 200;
    response.writeHead(200, { "content-type": "text/html" });
    response.end("<html>Please log in to the network</html>");
    return;
  }
  if (typeof answer === "number") {
    record.status = answer;
    response.writeHead(answer, { "content-type": "text/html" });
    response.end("<html>no</html>");
    return;
  }
  if ("wait" in answer) {
    record.status = 429;
    record.error = "ratelimited";
    if (answer.wait !== "") response.setHeader("retry-after", String(answer.wait));
    response.writeHead(429, { "content-type": "application/json; charset=utf-8" });
    response.end(JSON.stringify({ ok: false, error: "ratelimited" }));
    return;
  }
  record.status = 200;
  record.error = answer.error;
  response.writeHead(200, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify({ ok: false, error: answer.error }));
}
