import { createHash } from "node:crypto";
import { mkdir, open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import type { Log } from "../../src/model/log.ts";

/** A line of the file: what was told, once each. */
export interface ConsoleLine {
  key: string;
  kind: "post" | "edit" | "reply";
  story: number | null;
  watchLists: string[];
  headline: string;
  text: string;
  /** RFC 3339. */
  at: string;
}

const consoleLine = z.object({
  key: z.string(),
  kind: z.enum(["post", "edit", "reply"]),
  headline: z.string(),
  text: z.string(),
});

interface OpenFile {
  handle: Awaited<ReturnType<typeof open>>;
  inode: number;
  size: number;
  /** Posts and replies by their key: the hash of what each says now. */
  messages: Map<string, string>;
  /** Keys of edit lines. */
  edits: Set<string>;
  last: string | undefined;
}

/**
 * An append-only file of messages. A line counts once it was synced to the disk; one that a crash left torn is cut
 * off when the file is opened. Writes are made one at a time, in the order asked.
 */
export class MessageFile {
  readonly path: string;
  readonly #log: Log;
  #file: OpenFile | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(path: string, log: Log) {
    this.path = path;
    this.#log = log;
  }

  /** Writes a post or a reply, unless its key is there already; says whether it wrote. */
  append(line: ConsoleLine): Promise<boolean> {
    return this.#inTurn(async (file) => {
      if (file.messages.has(line.key)) return false;
      await this.#write(file, line);
      return true;
    });
  }

  /**
   * Writes a message's new state, unless that is what it says already; says whether it wrote. A state is whole, so it
   * is written even where its post stands in a file that somebody moved away.
   */
  edit(key: string, line: Omit<ConsoleLine, "key" | "kind">): Promise<boolean> {
    return this.#inTurn(async (file) => {
      const state = stateOf(line);
      if (file.messages.get(key) === state) return false;
      // A state may come back (a headline changed and changed back): then the key says which time.
      let name = `${key}-${state}`;
      for (let time = 2; file.edits.has(name); time++) name = `${key}-${state}-${time}`;
      await this.#write(file, { ...line, key: name, kind: "edit" });
      return true;
    });
  }

  has(key: string): Promise<boolean> {
    return this.#inTurn(async (file) => file.messages.has(key));
  }

  /** How many posts there are, and the headline of the last. Opens the file, and so proves that it can be written. */
  summary(): Promise<{ messages: number; last: string | undefined }> {
    return this.#inTurn(async (file) => ({ messages: file.messages.size, last: file.last }));
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.#forget();
  }

  #inTurn<T>(work: (file: OpenFile) => Promise<T>): Promise<T> {
    const run = this.#turn.then(async () => work(await this.#opened()));
    this.#turn = run.catch(() => this.#forget());
    return run;
  }

  /** The file as it stands: opened anew if somebody moved it away or wrote to it. */
  async #opened(): Promise<OpenFile> {
    const file = this.#file;
    if (file !== undefined) {
      const now = await stat(this.path).catch(() => undefined);
      if (now?.ino === file.inode && now.size === file.size) return file;
      await this.#forget();
    }
    this.#file = await this.#open();
    return this.#file;
  }

  async #open(): Promise<OpenFile> {
    await mkdir(dirname(this.path), { recursive: true });
    const handle = await open(this.path, "a+");
    try {
      const bytes = await handle.readFile();
      // What follows the last line feed was never synced whole: it was not told, and will be told again.
      const whole = bytes.lastIndexOf(0x0a) + 1;
      if (whole < bytes.length) {
        this.#log.warn({ file: this.path, bytes: bytes.length - whole }, "cut off a torn line");
        await handle.truncate(whole);
        await handle.sync();
      }
      if (bytes.length === 0) await syncFolder(dirname(this.path));
      const { ino, size } = await handle.stat();
      const file: OpenFile = {
        handle,
        inode: ino,
        size,
        messages: new Map(),
        edits: new Set(),
        last: undefined,
      };
      for (const [index, text] of bytes.subarray(0, whole).toString("utf8").split("\n").entries()) {
        if (text.trim() === "") continue;
        const line = readLine(text);
        if (line === undefined) {
          this.#log.warn({ file: this.path, line: index + 1 }, "passed over a line that is no message");
        } else note(file, line);
      }
      return file;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async #write(file: OpenFile, line: ConsoleLine): Promise<void> {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    await file.handle.appendFile(bytes);
    await file.handle.sync();
    file.size += bytes.length;
    note(file, line);
  }

  async #forget(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.handle
      .close()
      .catch((error: unknown) =>
        this.#log.warn({ file: this.path, error: String(error) }, "could not close"),
      );
  }
}

function note(file: OpenFile, line: z.infer<typeof consoleLine>): void {
  const state = stateOf(line);
  if (line.kind === "edit") {
    file.edits.add(line.key);
    file.messages.set(line.key.replace(/-.*$/, ""), state);
  } else {
    file.messages.set(line.key, state);
    if (line.kind === "post") file.last = line.headline;
  }
}

/** Short, of what people can read of it: told from the line alone, so that a restart knows it too. */
function stateOf(line: { headline: string; text: string }): string {
  return createHash("sha256").update(`${line.headline}\n${line.text}`).digest("hex").slice(0, 8);
}

function readLine(text: string): z.infer<typeof consoleLine> | undefined {
  try {
    return consoleLine.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A new file's name lasts only once its folder is synced too; not every system lets a folder be opened for that. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
