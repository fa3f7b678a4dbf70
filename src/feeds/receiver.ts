import type { Dispatcher } from "undici";

/** The beginning of an answer. */
export interface Head {
  status: number;
  headers: Record<string, string | string[] | undefined>;
}

/** Bytes of a body that may wait to be read: beyond them the server waits. */
const AHEAD = 262_144;

/**
 * What a request brings: its head, then its body, read piece by piece. undici's own `request` has a stream for the body, an
 * abort signal with its listeners and an async resource around them: together they took longer than the request.
 */
export class Receiver implements Dispatcher.DispatchHandler, AsyncIterable<Uint8Array> {
  readonly #head = Promise.withResolvers<Head>();
  readonly #onSent: () => void;
  #controller: Dispatcher.DispatchController | undefined;
  #chunks: Uint8Array[] = [];
  #waiting = 0;
  #isWhole = false;
  #failure: { error: Error } | undefined;
  #wake: () => void = () => undefined;

  /** `onSent`: the request is put on a socket. */
  constructor(onSent: () => void) {
    this.#onSent = onSent;
    this.#head.promise.catch(() => undefined); // told to whoever waits for it, if anybody does
  }

  /** Rejects with what ended the exchange before. */
  get head(): Promise<Head> {
    return this.#head.promise;
  }

  get isOver(): boolean {
    return this.#failure !== undefined;
  }

  /** Gives the exchange up, also before it has a connection. What is not read of an answer costs it its connection. */
  end(reason: unknown): void {
    const error = reason instanceof Error ? reason : new Error("it was given up", { cause: reason });
    this.#fail(error);
    this.#controller?.abort(error);
  }

  /** Throws what ended the exchange before its end. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunks = this.#chunks;
      this.#chunks = [];
      this.#waiting = 0;
      for (const chunk of chunks) yield chunk;
      if (this.#failure !== undefined) throw this.#failure.error;
      if (this.#chunks.length > 0) continue;
      if (this.#isWhole) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      this.#controller?.resume();
      await promise;
    }
  }

  /** Reads the body to no purpose, so that its connection is free again; ends the exchange where it is longer. */
  async passOver(limit: number): Promise<void> {
    let total = 0;
    for await (const chunk of this) {
      total += chunk.byteLength;
      if (total > limit) return this.end(new Error("the rest was not wanted"));
    }
  }

  #fail(error: Error): void {
    this.#failure ??= { error };
    this.#head.reject(error);
    this.#wake();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure === undefined) this.#onSent();
    else controller.abort(this.#failure.error);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Head["headers"]): void {
    if (status >= 200) this.#head.resolve({ status, headers });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#waiting += chunk.byteLength;
    if (this.#waiting > AHEAD) controller.pause();
    this.#wake();
  }

  onResponseEnd(): void {
    this.#isWhole = true;
    this.#wake();
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: Error): void {
    this.#fail(error);
  }
}
