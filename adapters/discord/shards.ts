import {
  type IIdentifyThrottler,
  managerToFetchingStrategyOptions,
  type SessionInfo,
  SimpleContextFetchingStrategy,
  SimpleShardingStrategy,
  type WebSocketManager,
  WebSocketShard,
  type WebSocketShardDestroyOptions,
  WebSocketShardEvents,
  WebSocketShardStatus,
} from "@discordjs/ws";
import type { GatewaySendPayload } from "discord.js";
import type { Clock, Millis } from "../../src/model/time.ts";

/** Discord takes an identify every 5 s ("Gateway", "Rate Limiting" and `max_concurrency`), by its own clock. */
const APART: Millis = 5_500;

/** Never goes on. A promise each: what waits for it is forgotten with it. */
const never = () => new Promise<never>(() => {});

/** Whose turn it is to identify. Unlike the client's own, it is not waited for by a connection that has ended. */
export class Turns implements IIdentifyThrottler {
  readonly #clock: Clock;
  #next: Millis = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Rejects once the connection has ended, and leaves the turn to the next. */
  async waitForIdentify(_shard: number, ended: AbortSignal): Promise<void> {
    const now = this.#clock.monotonic();
    const turn = Math.max(now, this.#next);
    const after = turn + APART;
    this.#next = after;
    try {
      if (turn > now) await this.#clock.sleep(turn - now, ended);
      ended.throwIfAborted();
    } catch (error) {
      if (this.#next === after) this.#next = turn;
      throw error;
    }
  }
}

/**
 * A shard of which one connection lives at a time, and none once it is destroyed. In the client's own (@discordjs/ws
 * 1.2), work that waited for a connection that has ended goes on in the next: it sends before that is open, which
 * throws where nobody can catch it, or beats a second heart there. It also connects again after it was destroyed while
 * it waited for anything.
 */
class Shard extends WebSocketShard {
  readonly #lost: (error: unknown) => void;
  #over = false;
  #leaving = false;
  #handshake = false;

  constructor(context: Context, id: number, lost: (error: unknown) => void) {
    super(context, id);
    this.#lost = lost;
    for (const event of [WebSocketShardEvents.Hello, WebSocketShardEvents.Closed] as const) {
      this.on(event, () => {
        this.#handshake = false;
      });
    }
  }

  /** Asked for the session: a shard without a connection is about to make one. Never resolves once it is over. */
  async asked(): Promise<void> {
    if (this.#over) await never();
    if (this.status !== WebSocketShardStatus.Idle) return;
    this.#leaving = false;
    this.#handshake = true;
  }

  /** With `recover` it connects again, and never resolves: who asks has no more to do in the connection that it ends. */
  override async destroy(options: WebSocketShardDestroyOptions = {}): Promise<void> {
    const { recover, ...goodbye } = options;
    if (recover === undefined) {
      this.#over = true;
      // The client stops listening, and a handshake that fails with nobody listening ends the process.
      if (this.#handshake) await this.#handshaken();
    }
    // A second goodbye would leave the first waiting for ever.
    if (!this.#leaving) {
      this.#leaving = true;
      const left = super.destroy(this.#over ? goodbye : options);
      if (recover === undefined) return left;
      left.catch(this.#lost);
    }
    if (recover !== undefined) await never();
  }

  /** Never rejects: nobody would catch it. */
  override async send(payload: GatewaySendPayload): Promise<void> {
    try {
      await super.send(payload);
    } catch (error) {
      this.#lost(error);
      await never();
    }
  }

  #handshaken(): Promise<void> {
    return new Promise<void>((resolve) => {
      this.once(WebSocketShardEvents.Hello, () => resolve());
      this.once(WebSocketShardEvents.Closed, () => resolve());
    });
  }
}

class Context extends SimpleContextFetchingStrategy {
  shard: Shard | undefined;

  override async retrieveSessionInfo(id: number): Promise<SessionInfo | null> {
    await this.shard?.asked();
    return super.retrieveSessionInfo(id);
  }
}

export interface Life {
  /** Aborted: nothing connects any more. */
  over: AbortSignal;
  /** The client threw where it should not have: no further trust in it. */
  lost(error: unknown): void;
}

/** A client's shards: one, but for a bot in thousands of servers. */
export class Shards extends SimpleShardingStrategy {
  readonly #manager: WebSocketManager;
  readonly #life: Life;
  readonly #shards = new Map<number, Shard>();

  constructor(manager: WebSocketManager, life: Life) {
    super(manager);
    this.#manager = manager;
    this.#life = life;
  }

  /** Throws where Discord's answer holds no address of a gateway. */
  override async spawn(ids: number[]): Promise<void> {
    const options = await managerToFetchingStrategyOptions(this.#manager);
    const { url } = options.gatewayInformation;
    if (!URL.canParse(url) || !/^wss?:/.test(url)) throw new Error("Discord names no gateway to connect to");
    for (const id of ids) {
      const context = new Context(this.#manager, options);
      const shard = new Shard(context, id, this.#life.lost);
      context.shard = shard;
      forward(shard, this.#manager);
      this.#shards.set(id, shard);
    }
  }

  override async connect(): Promise<void> {
    this.#life.over.throwIfAborted();
    await Promise.all([...this.#shards.values()].map((shard) => shard.connect()));
  }

  override async destroy(options?: Omit<WebSocketShardDestroyOptions, "recover">): Promise<void> {
    const shards = [...this.#shards.values()];
    this.#shards.clear();
    await Promise.all(shards.map((shard) => shard.destroy({ ...options })));
  }

  override async send(id: number, payload: GatewaySendPayload): Promise<void> {
    await this.#shards.get(id)?.send(payload);
  }

  override async fetchStatus(): ReturnType<SimpleShardingStrategy["fetchStatus"]> {
    const statuses = await super.fetchStatus();
    for (const [id, shard] of this.#shards) statuses.set(id, shard.status);
    return statuses;
  }
}

/** What a shard says, its manager says with the shard's number. */
function forward(shard: Shard, manager: WebSocketManager): void {
  const shardId = shard.id;
  const { Closed, Debug, Dispatch, HeartbeatComplete, Hello, Ready, Resumed } = WebSocketShardEvents;
  const { Error: Trouble } = WebSocketShardEvents;
  shard.on(Closed, (told) => void manager.emit(Closed, { ...told, shardId }));
  shard.on(Debug, (told) => void manager.emit(Debug, { ...told, shardId }));
  shard.on(Dispatch, (told) => void manager.emit(Dispatch, { ...told, shardId }));
  shard.on(Trouble, (told) => void manager.emit(Trouble, { ...told, shardId }));
  shard.on(HeartbeatComplete, (told) => void manager.emit(HeartbeatComplete, { ...told, shardId }));
  shard.on(Hello, () => void manager.emit(Hello, { shardId }));
  shard.on(Ready, (told) => void manager.emit(Ready, { ...told, shardId }));
  shard.on(Resumed, () => void manager.emit(Resumed, { shardId }));
}
