import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { guildJson, userJson } from "./payloads.ts";
import { gatewayPayload } from "./schemas.ts";
import type { World } from "./world.ts";

/** Intents that an app must be approved for: guild members, presences, message content. */
const PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15);

interface Session {
  id: string;
  /** Everything dispatched, by sequence number from 1, for a resume. */
  log: { t: string; d: unknown }[];
  socket: WebSocket | undefined;
}

/** The gateway: hello, heartbeat, identify, resume, dispatch. */
export class Gateway {
  readonly #world: World;
  readonly #server: WebSocketServer;
  readonly #sessions = new Map<string, Session>();
  readonly #url: () => string;
  identified = 0;
  resumed = 0;
  heartbeats = 0;
  /** Milliseconds between heartbeats, as HELLO says. */
  heartbeatInterval = 41_250;
  /** Whether heartbeats are answered: a connection without is a zombie. */
  acknowledges = true;
  /** Whether it says nothing at all, not even hello. */
  mute = false;
  /** How many more connections it asks for a heartbeat right after hello, as Discord may at any time (opcode 1). */
  hurries = 0;
  /** How many more connections it cuts right after hello, before they can identify. */
  cutsAfterHello = 0;
  /** What becomes of who wants to connect: let in, kept waiting for the handshake, or refused with a 502. */
  door: "open" | "held" | "refused" = "open";
  /** Handshakes that wait. */
  readonly #held = new Map<Duplex, () => void>();
  /** Where a session is to be resumed, if not here. */
  resumeAt: string | undefined;
  /** Connections that it said anything to. */
  greeted = 0;
  /** The intents of the last identify. */
  intents = 0;

  constructor(world: World, http: Server, url: () => string) {
    this.#world = world;
    this.#url = url;
    this.#server = new WebSocketServer({ noServer: true });
    http.on("upgrade", (request, socket, head) => {
      const path = new URL(request.url ?? "/", "http://loopback");
      if (!path.pathname.startsWith("/gateway") || path.searchParams.get("v") !== "10")
        return socket.destroy();
      if (this.door === "refused") return socket.end("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
      const letIn = () => this.#server.handleUpgrade(request, socket, head, (ws) => this.#greet(ws));
      if (this.door === "open") return letIn();
      this.#held.set(socket, letIn);
      socket.on("error", () => this.#held.delete(socket)).on("close", () => this.#held.delete(socket));
    });
  }

  /** How many wait for their handshake. */
  get held(): number {
    return this.#held.size;
  }

  /** Opens the door, also to those who wait. */
  letIn(): void {
    this.door = "open";
    for (const letIn of this.#held.values()) letIn();
    this.#held.clear();
  }

  #greet(socket: WebSocket): void {
    if (this.mute) return;
    this.greeted++;
    send(socket, { op: 10, d: { heartbeat_interval: this.heartbeatInterval }, s: null, t: null });
    if (this.hurries-- > 0) send(socket, { op: 1, d: null, s: null, t: null });
    if (this.cutsAfterHello-- > 0) {
      socket.close(4000);
      return;
    }
    socket.on("message", (data) => {
      const parsed = gatewayPayload.safeParse(JSON.parse(String(data)));
      if (!parsed.success) return socket.close(4002, "Decode error");
      const payload = parsed.data;
      switch (payload.op) {
        case 1:
          this.heartbeats++;
          if (this.acknowledges) send(socket, { op: 11, d: null, s: null, t: null });
          return;
        case 2:
          if (payload.d.token !== this.#world.token) return socket.close(4004, "Authentication failed.");
          if ((payload.d.intents & PRIVILEGED) !== 0) return socket.close(4014, "Disallowed intent(s).");
          if (this.#sessionOf(socket) !== undefined) return socket.close(4005, "Already authenticated.");
          this.intents = payload.d.intents;
          return this.#identify(socket);
        case 3:
          return;
        case 6:
          if (payload.d.token !== this.#world.token) return socket.close(4004, "Authentication failed.");
          return this.#resume(socket, payload.d.session_id, payload.d.seq);
      }
    });
    socket.on("close", () => {
      const session = this.#sessionOf(socket);
      if (session !== undefined) session.socket = undefined;
    });
  }

  #sessionOf(socket: WebSocket): Session | undefined {
    return [...this.#sessions.values()].find((session) => session.socket === socket);
  }

  #identify(socket: WebSocket): void {
    this.identified++;
    const world = this.#world;
    const session: Session = { id: `session-${this.identified}`, log: [], socket };
    this.#sessions.clear();
    this.#sessions.set(session.id, session);
    this.#dispatch(session, "READY", {
      v: 10,
      user: userJson(world.bot.id, world.bot.name, true),
      guilds: [...world.guilds.keys()].map((id) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: this.resumeAt ?? this.#url(),
      shard: [0, 1],
      application: { id: world.application, flags: 0 },
    });
    for (const guild of world.guilds.values())
      this.#dispatch(session, "GUILD_CREATE", guildJson(world, guild));
  }

  #resume(socket: WebSocket, id: string, seq: number): void {
    const session = this.#sessions.get(id);
    if (session === undefined) {
      send(socket, { op: 9, d: false, s: null, t: null });
      return;
    }
    this.resumed++;
    session.socket = socket;
    for (const [i, event] of session.log.entries()) {
      if (i + 1 > seq) send(socket, { op: 0, s: i + 1, ...event });
    }
    this.#dispatch(session, "RESUMED", {});
  }

  #dispatch(session: Session, t: string, d: unknown): void {
    session.log.push({ t, d });
    if (session.socket !== undefined) send(session.socket, { op: 0, s: session.log.length, t, d });
  }

  /** Tells every session of an event; one without a connection gets it when it resumes. */
  dispatch(t: string, d: unknown): void {
    for (const session of this.#sessions.values()) this.#dispatch(session, t, d);
  }

  /** Cuts every connection; with `forget`, sessions too, so that a resume is answered "invalid session". */
  drop(code = 4000, forget = false): void {
    for (const socket of this.#server.clients) socket.close(code);
    if (forget) this.#sessions.clear();
  }

  /** Asks every client to reconnect (opcode 7). */
  askToReconnect(): void {
    for (const socket of this.#server.clients) send(socket, { op: 7, d: null, s: null, t: null });
  }

  get connections(): number {
    return [...this.#sessions.values()].filter((s) => s.socket !== undefined).length;
  }

  close(): void {
    for (const socket of this.#held.keys()) socket.destroy();
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
  }
}

function send(socket: WebSocket, payload: unknown): void {
  socket.send(JSON.stringify(payload));
}
