import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { adapters } from "../adapters/index.ts";
import { createProgram } from "../src/cli/program.ts";
import { fileSchema } from "../src/config/schema.ts";
import { parseWatchListFile } from "../src/matching/watchlist-file.ts";
import { faultsOf } from "./config/desk.ts";

const ROOT = join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...pagesOf("docs")];
const GUIDES = PAGES.filter((page) => !page.startsWith("docs/decisions/"));
const admins = read("docs/admins.md");

function pagesOf(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${folder}/${name}`);
}

/** "watch list" of `wirewatch watch list`; a group itself is none. */
function commandNames(command: Command, before = ""): string[] {
  return command.commands.flatMap((inner) => {
    const name = `${before}${inner.name()}`;
    return inner.commands.length > 0 ? commandNames(inner, `${name} `) : [name];
  });
}

/** Whether a text says a word as a word: `every` is not said by "everything". */
function says(text: string, word: string): boolean {
  return new RegExp(`(?<![\\w.-])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w-])`).test(text);
}

/** Every key of a schema, nested ones by themselves. */
function keysOf(schema: unknown): string[] {
  let at = schema;
  while (at instanceof z.ZodOptional || at instanceof z.ZodDefault || at instanceof z.ZodPrefault)
    at = at.unwrap();
  if (at instanceof z.ZodArray) return keysOf(at.element);
  if (!(at instanceof z.ZodObject)) return [];
  return Object.entries(at.shape).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
}

describe("the documents name", () => {
  it("every key of the configuration, in config/default.yaml and for admins", () => {
    const keys = [...new Set(keysOf(fileSchema))];
    expect(keys.length).toBeGreaterThan(30);
    const defaults = read("config/default.yaml");
    expect(keys.filter((key) => !new RegExp(`(?:^|[\\s{-])${key}:|\\b${key}\\b`).test(defaults))).toEqual([]);
    expect(keys.filter((key) => !says(admins, key))).toEqual([]);
  });

  it("every adapter, and each of its settings and secrets", () => {
    for (const { name, settings, secrets } of adapters) {
      expect(says(read("README.md").toLowerCase(), name) || name === "console", name).toBe(true);
      expect(says(admins, `adapters.${name}`), `adapters.${name}`).toBe(true);
      expect(keysOf(settings).filter((key) => !says(admins, key))).toEqual([]);
      expect(secrets.filter((secret) => !says(read("docs/operators.md"), secret.name))).toEqual([]);
    }
  });

  it("every command, in the README", async () => {
    const names = commandNames(await createProgram());
    expect(names.length).toBeGreaterThan(12);
    expect(names.filter((name) => !says(read("README.md"), name))).toEqual([]);
  });

  it("every environment variable that the program reads", () => {
    const files = ["src", "adapters"].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts"))
        .map((name) => read(`${folder}/${name}`)),
    );
    const used = files.flatMap((text) =>
      [...text.matchAll(/\benv(?:\.|\[")([A-Z][A-Z0-9_]+)/g)].map((m) => m[1] ?? ""),
    );
    expect(used).toContain("WIREWATCH_CONFIG");
    expect([...new Set(used)].filter((name) => !says(read("docs/operators.md"), name))).toEqual([]);
  });

  it("why each dependency is there, and none that is not", () => {
    const { dependencies, devDependencies } = JSON.parse(read("package.json"));
    const named = [...read("docs/decisions/0001-the-stack.md").matchAll(/^\| (`[^|]+`) \|/gm)]
      .flatMap(([, cell = ""]) => [...cell.matchAll(/`([^`]+)`/g)])
      .map(([, name]) => name);
    expect(named.sort()).toEqual([...Object.keys(dependencies), ...Object.keys(devDependencies)].sort());
  });
});

describe("what the documents say is there", () => {
  it("every command that they show", async () => {
    const program = await createProgram();
    const names = new Set(program.commands.map((command) => command.name()));
    const shown = GUIDES.flatMap((page) =>
      [...read(page).matchAll(/(?:`|\$ |npx |^|\| )wirewatch ([a-z]+)\b/gm)].map(([, name = ""]) => ({
        page,
        name,
      })),
    );
    expect(shown.length).toBeGreaterThan(20);
    expect(shown.filter(({ name }) => !names.has(name))).toEqual([]);
  });

  it("every script of npm", () => {
    const { scripts } = JSON.parse(read("package.json"));
    const shown = PAGES.flatMap((page) =>
      [...read(page).matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name),
    );
    expect(shown.filter((name) => !Object.hasOwn(scripts, name ?? ""))).toEqual([]);
  });

  it("every file that they link to", () => {
    const broken = PAGES.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
        .filter(([, to = ""]) => !existsSync(join(ROOT, dirname(page), to)))
        .map(([, to]) => `${page}: ${to}`),
    );
    expect(broken).toEqual([]);
  });

  it("every configuration and watch list, as it stands", async () => {
    const blocks = GUIDES.flatMap((page) =>
      [...read(page).matchAll(/^( *)```yaml\n([\s\S]*?)```/gm)].map(([, indent = "", yaml = ""]) => ({
        page,
        yaml: yaml.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
      })),
    );
    expect(blocks.length).toBeGreaterThan(5);
    for (const { page, yaml } of blocks) {
      const keys = Object.keys(z.record(z.string(), z.unknown()).parse(parse(yaml)));
      if (keys.includes("name")) expect(parseWatchListFile(yaml, page).list.name).not.toBe("");
      else {
        const channels = keys.includes("channels")
          ? ""
          : "\nchannels: { world: console:a, newsroom: console:b }\n";
        expect(await faultsOf(yaml + channels, { "ours.opml": OPML }, adapters), `${page}:\n${yaml}`).toEqual(
          [],
        );
      }
    }
  });
});

const OPML = '<opml version="2.0"><body><outline text="A" xmlUrl="https://a.example/"/></body></opml>';
