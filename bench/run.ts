import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";

/**
 * `npm run bench [-- NAME...]`: runs bench/NAME.ts, all of them without a name, and writes what each says to its
 * section of bench/RESULTS.md. A benchmark exports `bench(): Promise<string>`, which answers Markdown.
 */
const FOLDER = import.meta.dirname;
const RESULTS = join(FOLDER, "RESULTS.md");
const HEAD = `# Measured

Each section is what its command printed, on the machine that it names. Run one again with \`npm run bench -- NAME\`.
`;

const all = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".ts") && name !== "run.ts")
  .map((name) => name.slice(0, -3))
  .filter((name) =>
    /^export (?:async )?(?:function|const) bench\b/m.test(readFileSync(join(FOLDER, `${name}.ts`), "utf8")),
  );
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(", ")}: there are ${all.join(", ")}`);
  process.exit(2);
}

const sections = readSections();
for (const name of wanted.length > 0 ? wanted : all) {
  console.log(`== ${name}`);
  const module: Record<string, unknown> = await import(`./${name}.ts`);
  const started = performance.now();
  if (typeof module.bench !== "function") throw new Error(`bench/${name}.ts exports no bench()`);
  const said = String(await module.bench()).trim();
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  console.log(`${said}\n`);
  sections.set(
    name,
    `\`npm run bench -- ${name}\`, ${new Date().toISOString().slice(0, 10)}, ${seconds} s, on ${machine()}\n\n${said}`,
  );
  write(sections); // after each, so that a later one that fails costs none
}

function machine(): string {
  const all = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${all[0]?.model.trim() ?? "an unknown CPU"}, ${all.length} cores, ${memory} GB, Node ${process.versions.node}`;
}

function readSections(): Map<string, string> {
  if (!existsSync(RESULTS)) return new Map();
  const [, ...parts] = readFileSync(RESULTS, "utf8").split(/^## /m);
  return new Map(
    parts.map((part) => {
      const end = part.indexOf("\n");
      return [part.slice(0, end).trim(), part.slice(end).trim()];
    }),
  );
}

function write(found: Map<string, string>): void {
  const ordered = [...found].sort(([a], [b]) => a.localeCompare(b));
  writeFileSync(RESULTS, `${HEAD}\n${ordered.map(([name, text]) => `## ${name}\n\n${text}\n`).join("\n")}`);
}
