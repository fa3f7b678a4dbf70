import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import { type RawData, type WebSocket, WebSocketServer } from "ws";

export type GoodbyeReason = "warning" | "refresh_requested" | "link_disabled" | "too_many_websockets";

export type EnvelopeType = "slash_commands" | "interactive" | "events_api";

/** Slack wants an envelope acknowledged in this time, in milliseconds. */
const ACK_TIME = 3000;

/** Socket Mode's server: tickets, hello, envelopes and their acknowledgements. */
export class Sockets {
  readonly #wss = new WebSocketServer({ noServer: true });
  readonly #tickets = new Set<string>();
  readonly #open = new Set<WebSocket>();
  readonly #waiting = new Map<string, (payload: unknown) => void>();
  readonly #pings: NodeJS.Timeout;
  readonly #appId: string;
  /** Connections that said hello, ever. */
  connections = 0;
  /** Left out: a socket that never says hello. */
  sayHello = true;

  constructor(server: Server, appId: string) {
    this.#appId = appId;
    server.on("upgrade", (request, socket, head) => {
      if (!this.#admit(request)) {
        socket.end("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n");
        return;
      }
      this.#wss.handleUpgrade(request, socket, head, (ws) => this.#accept(ws));
    });
    // Slack pings its clients, which watch for it.
    this.#pings = setInterval(() => {
      for (const ws of this.#open) ws.ping();
    }, 5000);
    this.#pings.unref();
  }

  /** A path that lets in one connection, once. */
  ticket(): string {
    const ticket = randomUUID();
    this.#tickets.add(ticket);
    return `/link/?ticket=${ticket}&app_id=${this.#appId}`;
  }

  /** Open connections. */
  get size(): number {
    return this.#open.size;
  }

  /** Sends an envelope and resolves to what it was acknowledged with; rejects after 3 seconds, as Slack gives up. */
  async deliver(type: EnvelopeType, payload: unknown): Promise<{ payload: unknown; ms: number }> {
    const ws = [...this.#open].at(-1);
    if (ws === undefined) throw new Error("dispatch_failed: the app is not connected");
    const envelope_id = randomUUID();
    const from = performance.now();
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(envelope_id, answer.resolve);
    const late = setTimeout(
      () => answer.reject(new Error("operation_timeout: not acknowledged in 3 s")),
      ACK_TIME,
    );
    try {
      ws.send(JSON.stringify({ envelope_id, payload, type, accepts_response_payload: true }));
      return { payload: await answer.promise, ms: performance.now() - from };
    } finally {
      clearTimeout(late);
      this.#waiting.delete(envelope_id);
    }
  }

  /** Says goodbye to every connection, as Slack does when it refreshes them. */
  disconnect(reason: GoodbyeReason): void {
    for (const ws of this.#open) {
      ws.send(JSON.stringify({ type: "disconnect", reason, debug_info: { host: "loopback" } }));
    }
  }

  /** Cuts every connection without a word. */
  cut(): void {
    for (const ws of this.#open) ws.terminate();
  }

  close(): void {
    clearInterval(this.#pings);
    this.cut();
    this.#wss.close();
  }

  #admit(request: IncomingMessage): boolean {
    const url = new URL(request.url ?? "/", "http://loopback");
    return url.pathname === "/link/" && this.#tickets.delete(url.searchParams.get("ticket") ?? "");
  }

  #accept(ws: WebSocket): void {
    this.#open.add(ws);
    ws.on("close", () => this.#open.delete(ws));
    ws.on("error", () => ws.terminate());
    ws.on("message", (data) => this.#acknowledged(data));
    if (!this.sayHello) return;
    this.connections++;
    ws.send(
      JSON.stringify({
        type: "hello",
        num_connections: this.#open.size,
        debug_info: { host: "loopback", approximate_connection_time: 18_060 },
        connection_info: { app_id: this.#appId },
      }),
    );
  }

  #acknowledged(data: RawData): void {
    const said: unknown = JSON.parse(String(data));
    if (typeof said !== "object" || said === null) return;
    const id = Reflect.get(said, "envelope_id");
    if (typeof id === "string") this.#waiting.get(id)?.(Reflect.get(said, "payload"));
  }
}
