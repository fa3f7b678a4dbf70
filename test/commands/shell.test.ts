import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { adapters } from "../../adapters/index.ts";
import { runProgram } from "../../src/cli/program.ts";
import { loadConfig } from "../../src/config/index.ts";
import { seedDesk } from "../../src/desk/seed.ts";
import { openStore } from "../../src/store/sqlite/open.ts";

let dir = "";
let out: string[] = [];
let err: string[] = [];
const CONFIG = `
database: desk.db
channels: { world: "console:world", europe: { to: "console:europe", quiet: { from: "22:00", to: "07:00" } } }
watchLists:
  - { name: russia, title: Russia, queries: [putin], channels: [world] }
feeds:
  - { url: "https://a.example/rss", outlet: A }
`;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "wirewatch-"));
  const file = join(dir, "wirewatch.yaml");
  writeFileSync(file, CONFIG);
  const config = await loadConfig({ file, env: {}, cwd: dir, adapters });
  if (config === undefined) throw new Error("no configuration");
  const store = openStore({ file: config.database, newDeskId: () => "desk" });
  await seedDesk(store, config, config.file, Date.now());
  await store.close();
  vi.spyOn(console, "log").mockImplementation((line) => void out.push(String(line)));
  vi.spyOn(console, "error").mockImplementation((line) => void err.push(String(line)));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = 0;
  rmSync(dir, { recursive: true, force: true });
});

/** Another process that has the lock of a service. */
async function holdLock(database: string) {
  const lock = pathToFileURL(join(import.meta.dirname, "../../src/store/sqlite/lock.ts")).href;
  const code = `import { lockForRun } from ${JSON.stringify(lock)};
    lockForRun(${JSON.stringify(database)}); console.log("held"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

/** One command line, as a shell would run it. */
async function wirewatch(...args: string[]) {
  [out, err] = [[], []];
  process.exitCode = 0;
  const code = await runProgram([...args, "--config", join(dir, "wirewatch.yaml")]);
  return {
    code,
    out: out.join("\n"),
    err: err.join("\n"),
    json: () => out.map((line): unknown => JSON.parse(line)),
  };
}

describe("in a shell", () => {
  it("a watch list is edited, previewed, tested, undone; its history is printed", async () => {
    expect(await wirewatch("watch", "edit", "russia", "add", "phrase", "grain", "deal")).toMatchObject({
      code: 0,
    });
    expect((await wirewatch("watch", "show", "russia", "--json")).json()).toMatchObject([
      { name: "russia", phrases: [{ text: "grain deal" }] },
    ]);
    const bad = await wirewatch("watch", "edit", "russia", "add", "query", "putin AND (");
    expect(bad).toMatchObject({ code: 2, out: "" });
    expect(bad.err).toMatch(/column 11/);
    expect((await wirewatch("watch", "test", "russia", "The grain deals hold")).out).toMatch(/matched/);
    expect(
      (await wirewatch("watch", "preview", "russia", "add", "query", "x", "--json")).json(),
    ).toMatchObject([{ watchList: "russia", stories: 0 }]);
    expect((await wirewatch("watch", "undo", "russia")).out).toContain("- phrases: grain deal");
    expect((await wirewatch("watch", "history", "russia", "--json")).json()).toMatchObject([
      { action: "watchList undo" },
      { action: "watchList change", place: "shell" },
      { action: "watchList add", place: "file" },
    ]);
    expect((await wirewatch("audit", "russia")).out).toContain("watchList undo");
  });

  it("a removal asks for --yes, and the file does not bring the list back", async () => {
    const asked = await wirewatch("watch", "remove", "russia");
    expect(asked).toMatchObject({ code: 2, out: "" });
    expect(asked.err).toMatch(/Remove the watch list[\s\S]*--yes/);
    expect((await wirewatch("watch", "remove", "russia", "--yes")).code).toBe(0);
    const config = await loadConfig({ file: join(dir, "wirewatch.yaml"), env: {}, cwd: dir, adapters });
    const store = openStore({ file: join(dir, "desk.db"), newDeskId: () => "" });
    if (config !== undefined) await seedDesk(store, config, config.file, Date.now());
    await store.close();
    expect((await wirewatch("watch", "show", "russia")).code).toBe(2);
    expect((await wirewatch("watch", "reset", "russia")).code).toBe(0);
    expect((await wirewatch("watch", "show", "russia")).code).toBe(0);
  });

  it("a list is made from options, and a form is said in words", async () => {
    const made = await wirewatch(
      "watch",
      "add",
      "grain",
      "--phrases",
      "grain deal; corn deal",
      "--channels",
      "europe",
    );
    expect(made).toMatchObject({ code: 0, err: "" });
    const form = await wirewatch("watch", "add", "other");
    expect(form.code).toBe(2);
    expect(form.err).toMatch(/--phrases/);
    expect((await wirewatch("channel", "list", "--json")).json()).toMatchObject([
      { channel: "world", watchLists: ["russia"] },
      { channel: "europe", watchLists: ["grain"], settings: ["quiet from 22:00 to 07:00 (UTC)"] },
    ]);
    expect((await wirewatch("channel", "route", "grain", "add", "world")).out).toContain("europe, world");
  });

  it("a channel's setting counts instead of the file's, and doctor says so", async () => {
    expect(await wirewatch("channel", "quiet", "europe", "23:00-06:00", "sat,sun")).toMatchObject({
      code: 0,
    });
    expect(await wirewatch("digest", "schedule", "europe", "sometimes")).toMatchObject({ code: 2 });
    expect((await wirewatch("channel", "quiet", "europe", "--json")).json()).toMatchObject([
      { quiet: { from: "23:00", to: "06:00", days: [6, 7] }, set: "here" },
    ]);
    const findings = (await wirewatch("doctor", "--no-feeds", "--json")).json();
    expect(findings).toContainEqual({
      check: "channel",
      subject: "europe",
      state: "note",
      detail: "its quiet was set by a command: 23:00-06:00 sat,sun; the file has 22:00-07:00",
      mend: "`wirewatch channel quiet europe file` goes back to the file's",
    });
    expect((await wirewatch("channel", "quiet", "europe", "file")).out).toContain("as wirewatch.yaml has it");
    expect((await wirewatch("doctor", "--no-feeds")).out).not.toContain("its quiet was set");
  });

  it("options go by name as in chat, and who sits there is known without USER", async () => {
    vi.stubEnv("USER", "");
    vi.stubEnv("LOGNAME", "");
    const made = await wirewatch("watch", "add", "grain", "phrases:grain deal; corn deal", "channels:europe");
    expect(made).toMatchObject({ code: 0, err: "" });
    expect((await wirewatch("watch", "show", "grain", "--json")).json()).toMatchObject([
      { phrases: [{ text: "grain deal" }, { text: "corn deal" }], channels: ["europe"] },
    ]);
    const [last] = (await wirewatch("audit", "grain", "--json")).json();
    expect(last).toMatchObject({ who: expect.stringMatching(/^shell:\S+/) });
    // A query's own field is no option.
    await wirewatch("watch", "edit", "grain", "add", "query", "title:corn");
    expect((await wirewatch("watch", "show", "grain", "--json")).json()).toMatchObject([
      { title: "grain", queries: ["title:corn"] },
    ]);
  });

  it("a feed is looked at before it is added", async () => {
    const server = createServer((_, response) =>
      response.end(
        '<rss version="2.0"><channel><title>Local</title><item><title>x</title></item></channel></rss>',
      ),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const host = `127.0.0.1:${address.port}`;
    writeFileSync(join(dir, "wirewatch.yaml"), `${CONFIG}fetch: { allowHosts: ["${host}"] }\n`);
    expect(await wirewatch("feed", "add", `http://${host}/rss`, "outlet:Local News", "tier:1")).toMatchObject(
      {
        code: 0,
        out: expect.stringContaining("Local News"),
      },
    );
  });

  it("says in plain words what is missing, what is no number, how a spelling was changed", async () => {
    expect((await wirewatch("why")).err).toMatch(/what: is missing/);
    expect((await wirewatch("recent", "--limit", "x")).err).toContain("limit: expected a number");
    expect((await wirewatch("recent", "--limit", "99")).err).toContain("limit: 50 at most");
    expect((await wirewatch("recent", "--limit", "0")).err).toContain("limit: 1 at least");
    expect((await wirewatch("audit", "nobody")).out).toContain("Nothing of “nobody” was changed.");
    expect((await wirewatch("watch", "edit", "russia", "add", "exact", "grain deal")).out).toContain(
      "+ phrases: grain deal (exact)",
    );
    await wirewatch("entity", "add", "jane", "Jane Example");
    expect((await wirewatch("entity", "alias", "jane", "Janey?")).out).toContain("+ aliases: Janey ?");
    expect((await wirewatch("watch", "preview", "russia", "since:1d")).out).toContain(
      "0 stories in 1 day, 0 alerts a day",
    );
  });

  it("entities, feeds, mutes and whys are at hand", async () => {
    expect(
      (await wirewatch("entity", "add", "putin", "Vladimir", "Putin", "--json")).json().length,
    ).toBeGreaterThan(5);
    expect((await wirewatch("entity", "alias", "putin", "--accept", "1-2")).out).toContain("+ aliases:");
    expect((await wirewatch("feed", "health", "--json")).json()).toMatchObject([
      { health: "not polled yet" },
    ]);
    expect((await wirewatch("mute", "russia", "for", "1d")).out).toMatch(/muted until/);
    expect((await wirewatch("mute", "--json")).json()).toMatchObject([{ muted: "watch", subject: "russia" }]);
    expect((await wirewatch("why", "https://a.example/x")).out).toMatch(/not polled yet/);
    expect((await wirewatch("why", "Putin speaks")).out).toMatch(/russia: matched/);
    expect((await wirewatch("story", "show", "7")).code).toBe(2);
    expect((await wirewatch("digest", "schedule")).out).toContain("08:00, 17:00");
  });

  it("status fails where no service runs, and says so", async () => {
    const down = await wirewatch("status", "--json");
    expect(down.code).toBe(1);
    expect(down.json()).toMatchObject([{ running: false }]);
    const held = await holdLock(join(dir, "desk.db"));
    const up = await wirewatch("status", "--json");
    held.kill("SIGKILL");
    await once(held, "exit");
    expect(up.code).toBe(0);
    expect(up.json()).toMatchObject([{ running: true }]);
    expect((await wirewatch("status")).err + (await wirewatch("status")).out).toMatch(/No service runs/);
  });

  it("every command has help with an example that it can parse", async () => {
    const { createProgram } = await import("../../src/cli/program.ts");
    const { commands } = await import("../../src/commands/index.ts");
    const program = await createProgram();
    for (const command of commands.filter((c) => c.chatOnly !== true)) {
      const [first, second] = command.name.split(" ");
      const group = program.commands.find((c) => c.name() === first);
      const own = second === undefined ? group : group?.commands.find((c) => c.name() === second);
      expect(own, command.name).toBeDefined();
      let help = "";
      own?.configureOutput({
        writeOut(text) {
          help += text;
        },
      });
      own?.outputHelp();
      expect(help, command.name).toContain(`$ wirewatch ${command.example}`);
      expect(command.example.startsWith(command.name), command.name).toBe(true);
    }
  });
});
