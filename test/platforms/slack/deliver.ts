import { createHmac } from "node:crypto";
import type { EnvelopeType, Sockets } from "./socket.ts";

/** Slack wants a request acknowledged in this time, in milliseconds. */
const ACK_TIME = 3000;

/** An app that takes requests over HTTP instead of Socket Mode. */
export interface RequestUrl {
  url: string;
  signingSecret: string;
  /** The platform's clock, in milliseconds. */
  now: () => number;
}

export interface Acknowledged {
  payload: unknown;
  ms: number;
}

/** Delivers what people do: over the socket, or as a signed request. Rejects where Slack would show an error. */
export function deliver(
  sockets: Sockets,
  http: RequestUrl | undefined,
  type: EnvelopeType,
  payload: Record<string, unknown>,
): Promise<Acknowledged> {
  if (http === undefined) return sockets.deliver(type, payload);
  const body =
    type === "events_api"
      ? JSON.stringify(payload)
      : new URLSearchParams(
          type === "interactive"
            ? { payload: JSON.stringify(payload) }
            : Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, String(value)])),
        ).toString();
  const contentType = type === "events_api" ? "application/json" : "application/x-www-form-urlencoded";
  return post(http, body, { "content-type": contentType, ...signed(http, body) });
}

/** The headers that make a request Slack's (docs.slack.dev/authentication/verifying-requests-from-slack). */
export function signed(http: RequestUrl, body: string, at = http.now()): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  const hash = createHmac("sha256", http.signingSecret).update(`v0:${timestamp}:${body}`).digest("hex");
  return { "x-slack-request-timestamp": timestamp, "x-slack-signature": `v0=${hash}` };
}

async function post(http: RequestUrl, body: string, headers: Record<string, string>): Promise<Acknowledged> {
  const from = performance.now();
  const response = await fetch(http.url, {
    method: "POST",
    body,
    headers,
    signal: AbortSignal.timeout(ACK_TIME),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`http_service_error: ${response.status}`);
  const json = response.headers.get("content-type")?.startsWith("application/json") === true;
  return { payload: json ? JSON.parse(text) : text, ms: performance.now() - from };
}
