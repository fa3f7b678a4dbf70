import type { z } from "zod";

/** What a route answers. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** An error as Discord says it: HTTP status, JSON code, words. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  readonly extra: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: number,
    message: string,
    extra: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.extra = extra;
    this.headers = headers;
  }

  answer(): Answer {
    const body = { message: this.message, code: this.code, ...this.extra };
    return { status: this.status, body, headers: this.headers };
  }
}

export const unknownMessage = () => new Refusal(404, 10_008, "Unknown Message");
export const unknownChannel = () => new Refusal(404, 10_003, "Unknown Channel");
export const missingAccess = () => new Refusal(403, 50_001, "Missing Access");
export const missingPermissions = () => new Refusal(403, 50_013, "Missing Permissions");
export const unauthorized = () => new Refusal(401, 0, "401: Unauthorized");

/** 429, with the headers of the platform's "Rate Limits" page. */
export function tooMany(retryAfter: number, scope: "user" | "global" | "shared", code?: number): Refusal {
  return new Refusal(
    429,
    code ?? 0,
    code === 30_046
      ? "Maximum number of edits to messages older than 1 hour reached. Try again later"
      : "You are being rate limited.",
    { retry_after: retryAfter, global: scope === "global" },
    {
      "retry-after": String(Math.ceil(retryAfter)),
      "x-ratelimit-scope": scope,
      ...(scope === "global" ? { "x-ratelimit-global": "true" } : {}),
    },
  );
}

/** The body as the schema reads it, or 50035 with the platform's tree of faults. */
export function checked<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const errors: Record<string, unknown> = {};
  for (const issue of result.error.issues) {
    let node = errors;
    for (const step of issue.path) {
      const next: Record<string, unknown> = {};
      const known = node[String(step)];
      const child = isRecord(known) ? known : next;
      node[String(step)] = child;
      node = child;
    }
    const list: unknown = node._errors;
    const fault = { code: issue.code.toUpperCase(), message: issue.message };
    node._errors = Array.isArray(list) ? [...list, fault] : [fault];
  }
  throw new Refusal(400, 50_035, "Invalid Form Body", { errors });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
