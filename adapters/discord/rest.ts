import { REST } from "discord.js";
import { z } from "zod";
import { type Breaker, ofThisAddress } from "./breaker.ts";
import { TooManyRequests } from "./errors.ts";

/** A 429 without Discord's words comes from its front door, which bans the whole address. Milliseconds. */
const FRONT_DOOR_WAIT = 60_000;

const limited = z.looseObject({
  retry_after: z.number().nonnegative().optional(),
  global: z.boolean().optional(),
  code: z.number().optional(),
  message: z.string().optional(),
});

/** Options for discord.js's REST: one attempt a call, a bounded wait, and no queueing behind a rate limit. */
export function restOptions(apiBase: string, timeoutMs: number, breaker: Breaker = ofThisAddress) {
  return {
    api: apiBase.replace(/\/+$/, "").replace(/\/v\d+$/, ""),
    version: "10",
    retries: 0,
    timeout: timeoutMs,
    rejectOnRateLimit: () => true,
    makeRequest: guarded(breaker),
  } as const;
}

/** REST with the token set. */
export function createRest(apiBase: string, token: string, timeoutMs: number, breaker?: Breaker): REST {
  return new REST(restOptions(apiBase, timeoutMs, breaker)).setToken(token);
}

type MakeRequest = NonNullable<NonNullable<ConstructorParameters<typeof REST>[0]>["makeRequest"]>;

/** No call is made while Discord has refused too many. */
function guarded(breaker: Breaker): MakeRequest {
  return async (url, init) => {
    breaker.check();
    return ask(url, init, breaker);
  };
}

/**
 * One HTTP call. Unlike the client's own it reads the body within the time allowed (a stalled body would otherwise
 * hang for minutes), never follows a redirect with the token, and reads a 429's body: only there does 30046 stand.
 */
async function ask(url: string, init: Parameters<MakeRequest>[1], breaker: Breaker): ReturnType<MakeRequest> {
  const answer = await fetch(url, {
    method: init.method ?? "GET",
    headers: z.record(z.string(), z.string()).parse(init.headers),
    ...(typeof init.body === "string" ? { body: init.body } : {}),
    ...(init.signal instanceof AbortSignal ? { signal: init.signal } : {}),
    redirect: "manual",
  });
  breaker.note(answer.status, answer.headers);
  const body = await answer.text();
  if (answer.status === 429) throw tooMany(answer.headers, body);
  return new Response(answer.status === 204 || answer.status === 304 ? null : body, {
    status: answer.status,
    statusText: answer.statusText,
    headers: answer.headers,
  });
}

function tooMany(headers: Headers, body: string): TooManyRequests {
  const said = limited.safeParse(parse(body));
  const header = Number(headers.get("retry-after") ?? Number.NaN) * 1000;
  if (!said.success) {
    const afterMs = Number.isFinite(header) ? header : FRONT_DOOR_WAIT;
    return new TooManyRequests(
      afterMs,
      "platform",
      0,
      "Discord's front door refuses this address for a while",
    );
  }
  const { retry_after, global, code, message } = said.data;
  const afterMs =
    retry_after === undefined ? (Number.isFinite(header) ? header : FRONT_DOOR_WAIT) : retry_after * 1000;
  const everywhere = global === true || headers.get("x-ratelimit-scope") === "global";
  return new TooManyRequests(
    Math.ceil(afterMs),
    everywhere ? "platform" : "channel",
    code ?? 0,
    message ?? "You are being rate limited.",
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A page of HTML: said by the schema's refusal.
    return undefined;
  }
}
