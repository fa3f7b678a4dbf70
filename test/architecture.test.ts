import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const ROOT = join(import.meta.dirname, "..");

/**
 * What each part may import, besides itself and packages. Imports run one way:
 * cli, app -> adapters, web, commands -> alerts, delivery, stories, matching, summaries, feeds -> store -> model.
 * A part that is not named here fails the test: say where it stands.
 */
const GROUND = ["model", "ops"];
const PEERS = ["alerts", "delivery", "stories", "matching", "summaries", "feeds"];
const CORE = [...GROUND, ...PEERS, "store"];
const EVERYTHING = [...CORE, "config", "commands", "desk", "sample", "pipeline", "intake", "app", "cli"];
const MAY_IMPORT: Record<string, string[]> = {
  model: [],
  ops: ["model"],
  store: GROUND,
  ...Object.fromEntries(PEERS.map((peer) => [peer, [...GROUND, "store"]])),
  config: [...GROUND, "matching", "feeds", "alerts"],
  // What the desk tracks, compiled: between the matcher and the decisions.
  desk: [...GROUND, "store", "matching"],
  // Deciding what to tell reads matches, stories and summaries: alerts stands above its peers.
  alerts: [...GROUND, "store", "desk", "stories", "summaries"],
  delivery: [...GROUND, "store", "desk", "alerts"],
  pipeline: [...CORE, "desk"],
  intake: [...CORE, "config", "pipeline"],
  commands: [...CORE, "desk"],
  sample: [...GROUND, "config"],
  app: [...EVERYTHING, "adapters"],
  cli: EVERYTHING,
  adapters: ["model"],
};

/** Pure helpers that a part may take from a peer, or an adapter from the core; types may be taken among peers. */
const HELPERS = [
  "src/alerts/text.ts",
  "src/summaries/boilerplate.ts",
  "src/feeds/url.ts",
  "src/feeds/url-wrappers.ts",
  "src/stories/compared.ts",
];

/** Where a package that does one part's work may be imported. */
const PACKAGE_HOMES: [RegExp, string][] = [
  [/^better-sqlite3$/, "src/store/sqlite/"],
  [/^discord\.js$|^@discordjs\//, "adapters/discord/"],
  [/^@slack\//, "adapters/slack/"],
  [/^rss-parser$/, "src/feeds/"],
  [/^commander$/, "src/cli/"],
  [/^@clack\/prompts$/, "src/cli/"],
];

interface Import {
  /** Path of the importing file from the root, with forward slashes. */
  from: string;
  /** The same for a file, or a package's name. */
  to: string;
  typeOnly: boolean;
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name.split(sep).join("/")}`);
}

/** The code without what is in comments, strings kept: good enough to look for words of the language. */
function code(file: string): string {
  const text = readFileSync(join(ROOT, file), "utf8");
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}

function importsOf(file: string): Import[] {
  const text = code(file);
  const found = [
    ...text.matchAll(/^\s*(?:import|export)\s+(type\s)?[^;"']*?\bfrom\s+"([^"]+)"/gm),
    ...text.matchAll(/^\s*import\s+()"([^"]+)"/gm),
    ...text.matchAll(/\bimport\(()\s*"([^"]+)"/g),
  ];
  return found.map(([, type, to = ""]) => ({
    from: file,
    to: to.startsWith(".")
      ? relative(ROOT, join(ROOT, dirname(file), to))
          .split(sep)
          .join("/")
      : to,
    typeOnly: type !== undefined && type !== "",
  }));
}

/** "matching" of src/matching/..., "app" of src/app.ts, "adapters" of adapters/... */
function partOf(file: string): string {
  const [top = "", second = ""] = file.split("/");
  return top === "src" ? second.replace(/\.ts$/, "") : top;
}

function faultOf({ from, to, typeOnly }: Import): string | undefined {
  const part = partOf(from);
  if (!/^(?:src|adapters)\//.test(to)) {
    const home = PACKAGE_HOMES.find(([pattern]) => pattern.test(to))?.[1];
    if (part === "model" && !typeOnly) return `${from} imports ${to}: model/ imports nothing that runs`;
    return home === undefined || from.startsWith(home)
      ? undefined
      : `${from} imports ${to}: that belongs in ${home}`;
  }
  const target = partOf(to);
  if (part === "adapters" && target === "adapters") {
    const own = from.split("/")[1] === to.split("/")[1] || from === "adapters/index.ts";
    return own ? undefined : `${from} imports ${to}: adapters know nothing of one another`;
  }
  if (target === part || HELPERS.includes(to)) return undefined;
  if (part === "cli" && to === "adapters/index.ts") return undefined; // the list only: decisions/0003
  if (typeOnly && PEERS.includes(part) && PEERS.includes(target)) return undefined;
  const allowed = MAY_IMPORT[part];
  if (allowed === undefined) return `${from}: the part "${part}" has no place in test/architecture.test.ts`;
  return allowed.includes(target) ? undefined : `${from} imports ${to}: ${part} may not import ${target}`;
}

/** Lines that silence the type checker: `any`, a cast other than `as const`, a ts-ignore. */
function silenced(text: string): string[] {
  return text
    .replace(/`(?:\\.|[^`\\])*`|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, '""')
    .split("\n")
    .filter((line) => !/^\s*(?:import|export)\b.*\bfrom\b|^\s*(?:type )?\w+ as \w+,?$/.test(line))
    .filter((line) =>
      /[\w)\]}"] as (?!const\b)[\w{[(]|[:<|,]\s*any\b|@ts-(?:ignore|nocheck|expect-error)/.test(line),
    )
    .map((line) => line.trim());
}

const FILES = [...sources("src"), ...sources("adapters")];

describe("the design's direction", () => {
  it("is kept by every import", () => {
    expect(FILES.length).toBeGreaterThan(50);
    const faults = FILES.flatMap(importsOf).flatMap((found) => faultOf(found) ?? []);
    expect(faults).toEqual([]);
  });

  it.each([
    ["src/model/entry.ts", "src/store/store.ts", false],
    ["src/store/store.ts", "src/matching/compile.ts", true],
    ["src/matching/compile.ts", "src/stories/news.ts", false],
    ["src/delivery/worker.ts", "adapters/slack/index.ts", false],
    ["src/cli/run.ts", "adapters/slack/index.ts", false],
    ["src/pipeline.ts", "adapters/index.ts", false],
    ["adapters/slack/index.ts", "adapters/discord/index.ts", false],
    ["adapters/slack/index.ts", "src/store/store.ts", false],
    ["src/feeds/fetch.ts", "better-sqlite3", false],
    ["src/novelty/new.ts", "src/model/entry.ts", false],
  ])("is broken by %s importing %s", (from, to, typeOnly) => {
    expect(faultOf({ from, to, typeOnly })).toBeTypeOf("string");
  });
});

describe("the dependencies", () => {
  const { dependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")));
  const used = new Set(
    FILES.flatMap(importsOf)
      .filter(({ to }) => !/^(?:src|adapters|node:)/.test(to))
      .map(({ to }) => /^(?:@[^/]+\/)?[^/]+/.exec(to)?.[0] ?? to),
  );

  it("hold what the program imports, so that it runs where only they are installed", () => {
    expect([...used].filter((name) => !Object.hasOwn(dependencies, name))).toEqual([]);
  });

  it("hold nothing that it does not import", () => {
    // One without types is loaded by name.
    const named = (name: string) => FILES.some((file) => code(file).includes(`"${name}"`));
    expect(Object.keys(dependencies).filter((name) => !used.has(name) && !named(name))).toEqual([]);
  });
});

describe("every source file", () => {
  it("has at most 300 lines", () => {
    const long = FILES.map(
      (file) => `${file}: ${readFileSync(join(ROOT, file), "utf8").split("\n").length - 1}`,
    );
    expect(long.filter((line) => Number(line.split(": ")[1]) > 300)).toEqual([]);
  });

  it("says types instead of silencing them", () => {
    expect(FILES.flatMap((file) => silenced(code(file)).map((line) => `${file}: ${line}`))).toEqual([]);
    for (const line of [
      "const a = b as C;",
      "f(x: any)",
      "let y = z() as unknown as D",
      "// @ts-ignore".slice(3),
    ]) {
      expect(silenced(line), line).toHaveLength(1);
    }
    for (const line of ['import { a as b } from "c";', "[1] as const", 'say("known as Foo")', "  a as b,"]) {
      expect(silenced(line), line).toHaveLength(0);
    }
  });

  it("is named for what it holds", () => {
    expect(FILES.filter((file) => /\b(?:utils?|helpers?|misc|common)\b/.test(file))).toEqual([]);
  });
});
