import { appendFile, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { consoleAdapter } from "../../../adapters/console/index.ts";
import type { ChatAdapter } from "../../../src/model/adapter.ts";
import type { CommandHost } from "../../../src/model/command.ts";
import { conformance, type Seen, sent } from "../conformance.ts";
import { aMessage } from "../messages.ts";

const now = Date.UTC(2025, 7, 19, 12, 4);
const clock = { now: () => now, monotonic: () => 0, sleep: async () => {} };
const silent = { error() {}, warn() {}, info() {}, debug() {} };
const host: CommandHost = {
  commands: [],
  run: async () => ({ kind: "text", text: "" }),
  suggest: async () => [],
  parseLine: () => ({ kind: "error", text: "" }),
};

interface Terminal {
  columns: number;
  color: boolean;
  write(text: string): void;
}

function make(dataDir: string, terminal?: Terminal): ChatAdapter {
  return consoleAdapter.create(
    {},
    {
      name: "console",
      clock,
      log: silent,
      env: {},
      dataDir,
      destinations: ["desk"],
      ...(terminal === undefined ? {} : { terminal }),
    },
  );
}

async function linesOf(dir: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(dir, "console-desk.ndjson"), "utf8").catch(() => "");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line): Record<string, unknown> => JSON.parse(line));
}

/** The channel as the file's reader understands it: an edit is the new state of its post. */
async function channelOf(dir: string): Promise<Seen[]> {
  const seen: Seen[] = [];
  let post: string | undefined;
  for (const { key, kind, text } of await linesOf(dir)) {
    const id = String(key);
    if (kind === "edit") {
      const message = seen.find((m) => m.id === id.split("-")[0]);
      if (message !== undefined) message.text = String(text);
      continue;
    }
    seen.push({ id, key: id, text: String(text), ...(kind === "reply" && post ? { thread: post } : {}) });
    if (kind === "post") post = id;
  }
  return seen;
}

conformance("console", async () => {
  const dir = await mkdtemp(join(tmpdir(), "console-"));
  return {
    adapter: make(dir),
    destination: "desk",
    host,
    once: true,
    seen: () => channelOf(dir),
    close: () => rm(dir, { recursive: true, force: true }),
  };
});

describe("the console's file", () => {
  let dir: string;
  let adapter: ChatAdapter;
  const path = () => join(dir, "console-desk.ndjson");
  const to = { channel: "desk" };
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "console-"));
    adapter = make(dir);
  });
  afterEach(async () => {
    await adapter.stop();
    await rm(dir, { recursive: true, force: true });
  });

  test("has exactly the fields of its contract", async () => {
    await adapter.send(to, aMessage(), "a1");
    const [line] = await linesOf(dir);
    expect(Object.keys(line ?? {})).toEqual(["key", "kind", "story", "watchLists", "headline", "text", "at"]);
    expect(line).toMatchObject({
      key: "a1",
      kind: "post",
      story: 7,
      watchLists: ["ukraine-peace"],
      headline: "Putin and Zelensky: leaders to meet",
      at: "2025-08-19T12:04:00.000Z",
    });
  });

  test("a line torn by a crash is cut off, and its message is told again whole", async () => {
    await adapter.send(to, aMessage(), "a1");
    await adapter.send(to, aMessage({ headline: { text: "Встреча в Женеве", spans: [] } }), "a2");
    await adapter.stop();
    const whole = await readFile(path());
    const first = whole.indexOf(0x0a) + 1;
    // Every way in which the second line may be torn, inside a Cyrillic letter too.
    for (let cut = first + 1; cut < whole.length; cut += 23) {
      await writeFile(path(), whole.subarray(0, cut));
      const again = make(dir);
      expect(await again.find(to, "a1")).toBeDefined();
      expect(await again.find(to, "a2")).toBeUndefined();
      await again.send(to, aMessage({ headline: { text: "Встреча в Женеве", spans: [] } }), "a2");
      await again.stop();
      expect(await readFile(path(), "utf8")).toBe(whole.toString("utf8"));
    }
  });

  test("a message told before a restart is not told again", async () => {
    await adapter.send(to, aMessage(), "a1");
    await adapter.stop();
    const again = make(dir);
    expect(sent(await again.send(to, aMessage(), "a1"))).toEqual({ channel: "desk", id: "a1" });
    await again.stop();
    expect(await linesOf(dir)).toHaveLength(1);
  });

  test("an edit made again writes nothing; a state that comes back is written under a key of its own", async () => {
    const ref = sent(await adapter.send(to, aMessage(), "a1"));
    const changed = aMessage({ headline: { text: "Summit put off", spans: [] } });
    for (const message of [changed, changed, aMessage(), aMessage(), changed]) {
      expect((await adapter.edit(ref, message, "a1")).status).toBe("sent");
    }
    await adapter.stop();
    const again = make(dir);
    await again.edit(ref, changed, "a1");
    await again.stop();
    const lines = await linesOf(dir);
    expect(lines.map((line) => line.kind)).toEqual(["post", "edit", "edit", "edit"]);
    expect(new Set(lines.map((line) => line.key)).size).toBe(4);
    expect(lines.every((line) => String(line.key).startsWith("a1"))).toBe(true);
  });

  test("an edit of a message whose file is gone is written whole", async () => {
    const ref = { channel: "desk", id: "a1" };
    expect((await adapter.edit(ref, aMessage(), "a1")).status).toBe("sent");
    expect(await linesOf(dir)).toMatchObject([
      { kind: "edit", headline: "Putin and Zelensky: leaders to meet" },
    ]);
  });

  test("a foreign line is passed over and kept", async () => {
    await writeFile(path(), "hello\n");
    await adapter.send(to, aMessage(), "a1");
    await appendFile(path(), '{"torn":');
    await adapter.send(to, aMessage(), "a2");
    const lines = (await readFile(path(), "utf8")).trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe("hello");
    expect(lines[2]).toContain('"a2"');
  });

  test("a file moved away is begun anew", async () => {
    await adapter.send(to, aMessage(), "a1");
    await rename(path(), `${path()}.1`);
    await adapter.send(to, aMessage(), "a2");
    expect((await linesOf(dir)).map((line) => line.key)).toEqual(["a2"]);
  });

  test("sends made at once are all told once, in order", async () => {
    const keys = Array.from({ length: 30 }, (_, i) => `k${i}`);
    await Promise.all([...keys, ...keys].map((key) => adapter.send(to, aMessage(), key)));
    expect((await linesOf(dir)).map((line) => line.key)).toEqual(keys);
  });

  test("no name leads out of the folder", async () => {
    for (const channel of ["../x", "a/b", "", "a\0b", "..", "a".repeat(99)]) {
      expect((await adapter.send({ channel }, aMessage(), "a1")).status).toBe("rejected");
      expect(await adapter.check(channel)).toMatchObject({ ok: false });
    }
  });

  test("what cannot be written is told as such", async () => {
    await writeFile(join(dir, "plain"), "");
    const there = make(join(dir, "plain", "below"));
    expect((await there.send(to, aMessage(), "a1")).status).toBe("channelGone");
    expect(await there.check("desk")).toMatchObject({ ok: false });
  });
});

describe("the console's screen", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "console-"));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  test("shows each message once, and after a restart how many there were", async () => {
    let shown = "";
    const terminal = { columns: 80, color: true, write: (text: string) => (shown += text) };
    const adapter = make(dir, { ...terminal, write: (text) => void terminal.write(text) });
    await adapter.start(host, new AbortController().signal);
    expect(shown).toBe("");
    await adapter.send({ channel: "desk" }, aMessage(), "a1");
    await adapter.send({ channel: "desk" }, aMessage(), "a1");
    await adapter.stop();
    expect(stripVTControlCharacters(shown).split("leaders to meet")).toHaveLength(2);
    shown = "";
    const again = make(dir, { ...terminal, write: (text) => void terminal.write(text) });
    await again.start(host, new AbortController().signal);
    await again.stop();
    expect(shown).toMatch(/^One message was told before.*leaders to meet"\n$/);
  });
});
