import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { progressBar } from "../../src/cli/progress.ts";
import { parseOpml } from "../../src/feeds/opml.ts";
import { openStore } from "../../src/store/sqlite/open.ts";
import { type Loopback, listen, rss } from "../feeds/loopback.ts";
import { startService } from "../service/newsroom.ts";
import { wirewatch } from "./launch.ts";

let dir = "";
let site: Loopback;
/** Asked for `/slow`, which never answers. */
let isAskedForSlow: Promise<void>;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "wirewatch-"));
  let asked = () => {};
  isAskedForSlow = new Promise((resolve) => {
    asked = resolve;
  });
  site = await listen((request, response) => {
    const path = request.url ?? "";
    if (path === "/moved") response.writeHead(301, { location: "/alive" }).end();
    else if (path === "/page") response.end("<!doctype html><html><title>Welcome</title></html>");
    else if (path === "/broken") response.writeHead(503).end();
    else if (path === "/slow") asked();
    else if (path.startsWith("/alive")) response.end(rss(["a"]));
    else response.writeHead(404).end();
  });
  writeFileSync(
    join(dir, "wirewatch.yaml"),
    `database: desk.db\nfetch: { allowHosts: ["${site.host}"] }\nfeeds: []\n`,
  );
  openStore({ file: join(dir, "desk.db"), newDeskId: () => "desk" }).close();
});
afterEach(async () => {
  await site[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});

const outline = (name: string, path: string) =>
  `<outline text="${name}" type="rss" xmlUrl="${site.origin}${path}"/>`;
function opml(...outlines: string[]): string {
  const file = join(dir, "feeds.opml");
  writeFileSync(file, `<opml version="2.0"><body>${outlines.join("\n")}</body></opml>`);
  return file;
}
const run = (...args: string[]) => wirewatch(args, { cwd: dir });
async function feeds() {
  const store = openStore({ file: join(dir, "desk.db"), newDeskId: () => "", existing: true });
  const all = (await store.feeds()).map(({ settings }) => settings);
  await store.close();
  return all.map(({ url, outlet, group }) => [url.replace(site.origin, ""), outlet.name, group]);
}

describe("import", () => {
  it("tells new feeds, duplicates and dead ones apart, and the second time knows them all", async () => {
    const file = opml(
      `<outline text="World"><outline text="Europe">${outline("Alive", "/alive")}</outline></outline>`,
      outline("Again", "/alive"),
      outline("Moved", "/moved"),
      outline("", "/alive2"),
      outline("Gone", "/gone"),
      outline("Page", "/page"),
      outline("Broken", "/broken"),
    );
    const ran = await run("import", file, "--json");
    const rows = ran.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rows).toMatchObject([
      { outlet: "Alive", group: "World / Europe", added: true, state: "new" },
      { outlet: "Moved", added: false, state: "duplicate", reason: `the same feed as ${site.origin}/alive` },
      { outlet: "T", url: `${site.origin}/alive2`, added: true, state: "new" },
      { outlet: "Gone", added: false, state: "dead", reason: expect.stringMatching(/^404; /) },
      { outlet: "Page", added: false, state: "dead", reason: expect.stringMatching(/web page, not a feed/) },
      { outlet: "Broken", added: true, state: "new", reason: expect.stringMatching(/^503; /) },
      { outlet: "Again", added: false, state: "duplicate" },
    ]);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain("stands twice");
    expect(await feeds()).toEqual([
      ["/alive", "Alive", "World / Europe"],
      ["/alive2", "T", ""],
      ["/broken", "Broken", ""],
    ]);

    const again = await run("import", file);
    expect(again.stdout).toContain("0 added, 4 here already, 1 twice in the file, 2 dead and left out");
    expect(again.stdout).toContain(
      `has  Moved  ${site.origin}/moved  (the same feed as ${site.origin}/alive)`,
    );
    expect(again.stdout).toContain(`dead  Gone  ${site.origin}/gone  (404; `);
    expect(await feeds()).toHaveLength(3);

    const exported = parseOpml((await run("export", "--opml")).stdout).feeds;
    expect(exported.map((f) => [f.title, f.group])).toEqual([
      ["T", ""],
      ["Broken", ""],
      ["Alive", "World / Europe"],
    ]);
  });

  it("adds dead ones too where it is told not to look, and asks nobody", async () => {
    const ran = await run("import", opml(outline("Gone", "/gone")), "--no-probe");
    expect([ran.code, ran.stdout]).toEqual([
      0,
      `added  Gone  ${site.origin}/gone\n1 added, 0 here already.\n`,
    ]);
    expect(site.requests).toEqual([]);
  });

  it("fails where all is dead, and adds nothing in a dry run", async () => {
    expect((await run("import", opml(outline("Gone", "/gone")))).code).toBe(1);
    const dry = await run("import", opml(outline("Alive", "/alive")), "--dry-run");
    expect(dry.stdout).toContain("would add  Alive");
    expect(await feeds()).toEqual([]);
  });

  it("leaves nothing half imported when it is broken off", async () => {
    const importing = startService(dir, ["import", opml(outline("A", "/alive"), outline("S", "/slow"))], {});
    await isAskedForSlow;
    await importing.kill("SIGINT");
    expect(await feeds()).toEqual([]);
  });

  it("says in a word that nothing could be reached, and adds all the same", async () => {
    await site[Symbol.asyncDispose]();
    const ran = await run("import", opml(outline("A", "/alive"), outline("B", "/alive2")));
    expect(ran.stdout).toContain("2 added");
    expect(ran.stderr).toContain("it may be this machine that is offline");
  });
});

describe("a progress bar", () => {
  it("is drawn on a terminal alone, and taken away", () => {
    const written: string[] = [];
    const bar = progressBar("looking", { isTTY: true, write: (text) => written.push(text) });
    bar.show(1, 4);
    bar.show(4, 4);
    bar.end();
    expect(written).toEqual([
      "\rlooking [######                  ] 1 of 4",
      "\rlooking [########################] 4 of 4",
      "\r\u001b[2K",
    ]);
    const pipe = progressBar("looking", { write: () => expect.unreachable("it is no terminal") });
    pipe.show(1, 4);
    pipe.end();
  });
});
