import { join } from "node:path";
import { z } from "zod";
import type {
  AdapterDeps,
  AdapterModule,
  ChannelCheck,
  ChatAdapter,
  Destination,
  SendResult,
} from "../../src/model/adapter.ts";
import type { DeliveryKey, MessageRef } from "../../src/model/delivery.ts";
import type { Message } from "../../src/model/message.ts";
import { type ConsoleLine, MessageFile } from "./file.ts";
import { LIMITS, safe } from "./layout.ts";
import { renderAsText, renderForScreen, type Showing } from "./render.ts";

/** A name that is safe as part of a file's name on every system. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** Posts to a terminal, and to a file of which the terminal shows what is new: `console:desk` is console-desk.ndjson. */
class ConsoleAdapter implements ChatAdapter {
  readonly name: string;
  readonly limits = {
    total: LIMITS.digest * 2,
    headline: LIMITS.headline,
    summary: LIMITS.summary,
    fields: 100,
    buttons: 0,
  };
  /** A file is written or it is not. */
  readonly settleMs = 0;
  readonly can = { edit: true, thread: true, buttons: false, find: true };
  readonly #deps: AdapterDeps;
  readonly #files = new Map<string, MessageFile>();

  constructor(deps: AdapterDeps) {
    this.name = deps.name;
    this.#deps = deps;
  }

  /** Says what earlier runs told, since it will not be told again. */
  async start(): Promise<void> {
    const terminal = this.#deps.terminal;
    if (terminal === undefined) return;
    for (const destination of this.#deps.destinations) {
      const file = this.#fileOf(destination);
      if (file === undefined) continue;
      try {
        const { messages, last } = await file.summary();
        if (messages === 0) continue;
        const told = messages === 1 ? "One message was" : `${messages} messages were`;
        terminal.write(
          `${told} told before and will not be told again; the last: "${safe(last ?? "", LIMITS.headline)}"\n`,
        );
      } catch (error) {
        this.#deps.log.warn(
          { file: file.path, error: reasonOf(error) },
          "cannot open a console channel's file",
        );
      }
    }
  }

  async send(to: Destination, message: Message, key: DeliveryKey): Promise<SendResult> {
    const file = this.#fileOf(to.channel);
    if (file === undefined) return badName(to.channel);
    const kind = message.kind === "reply" ? "reply" : "post";
    try {
      const wrote = await file.append({ key, kind, ...this.#lineOf(message) });
      if (wrote) this.#show(message, kind);
      const thread = to.thread === undefined ? {} : { thread: to.thread.id };
      return { status: "sent", ref: { channel: to.channel, id: key, ...thread } };
    } catch (error) {
      return failed(error, file.path);
    }
  }

  async edit(ref: MessageRef, message: Message, key: DeliveryKey): Promise<SendResult> {
    const file = this.#fileOf(ref.channel);
    if (file === undefined) return badName(ref.channel);
    try {
      const wrote = await file.edit(key, this.#lineOf(message));
      if (wrote) this.#show(message, "edit");
      return { status: "sent", ref };
    } catch (error) {
      return failed(error, file.path);
    }
  }

  async find(to: Destination, key: DeliveryKey): Promise<MessageRef | undefined> {
    const file = this.#fileOf(to.channel);
    if (file === undefined || !(await file.has(key))) return undefined;
    return { channel: to.channel, id: key };
  }

  async check(destination: string): Promise<ChannelCheck> {
    const file = this.#fileOf(destination);
    if (file === undefined) {
      return {
        ok: false,
        detail: `"${destination}" cannot be part of a file's name`,
        mend: "name it with letters, digits, - and _ only: console:desk",
      };
    }
    try {
      const { messages } = await file.summary();
      return { ok: true, detail: `writes ${file.path} (${messages} messages)` };
    } catch (error) {
      return {
        ok: false,
        detail: `cannot write ${file.path}: ${reasonOf(error)}`,
        mend: "let this user write to the folder of the database",
      };
    }
  }

  async stop(): Promise<void> {
    for (const file of this.#files.values()) await file.close();
    this.#files.clear();
  }

  #fileOf(name: string): MessageFile | undefined {
    if (!NAME.test(name)) return undefined;
    const known = this.#files.get(name);
    if (known !== undefined) return known;
    const file = new MessageFile(join(this.#deps.dataDir, `console-${name}.ndjson`), this.#deps.log);
    this.#files.set(name, file);
    return file;
  }

  #lineOf(message: Message): Omit<ConsoleLine, "key" | "kind"> {
    return {
      story: message.story ?? null,
      watchLists: message.watchLists.map((list) => list.name),
      headline: safe(message.headline.text, LIMITS.headline),
      text: renderAsText(message),
      at: new Date(this.#deps.clock.now()).toISOString(),
    };
  }

  #show(message: Message, showing: Showing): void {
    const { terminal, clock } = this.#deps;
    if (terminal === undefined) return;
    const { columns, color } = terminal;
    terminal.write(renderForScreen(message, showing, { columns, color, now: clock.now() }));
  }
}

function badName(name: string): SendResult {
  return { status: "rejected", reason: `"${safe(name, 64)}" cannot be part of a file's name` };
}

/** A full disk or a pulled cable may have let half a line through: only opening the file anew tells. */
function failed(error: unknown, path: string): SendResult {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const reason = `cannot write ${path}: ${reasonOf(error)}`;
  const closed =
    code === "EACCES" || code === "EPERM" || code === "EROFS" || code === "EISDIR" || code === "ENOTDIR";
  return closed ? { status: "channelGone", reason } : { status: "unknown", reason };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export const consoleAdapter: AdapterModule = {
  name: "console",
  settings: z.strictObject({}),
  secrets: [],
  create: (_settings, deps) => new ConsoleAdapter(deps),
};
