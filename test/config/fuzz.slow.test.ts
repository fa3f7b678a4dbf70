import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { ConfigError, loadConfig } from "../../src/config/index.ts";
import { ADAPTERS, folderWith } from "./desk.ts";

const SOUND = `database: data/wirewatch.db
timezone: Europe/London
poll: { every: 5m, floor: 30s }
fetch: { contact: desk@example.org, allowHosts: ["127.0.0.1:9000"], timeouts: { body: 60s } }
backfill: digest
feeds:
  - { url: "https://news.example/rss", outlet: Example News, tier: 1, language: en, every: 1m }
  - url: https://b.example/
    credentials: { basicEnv: LOGIN }
adapters:
  discord: { apiBase: "https://discord.com/api" }
  sport: { type: slack }
channels:
  world: "discord:112233"
  newsroom: { to: "sport:C0123", mention: "<!here>" }
adminChannel: world
watchLists:
  - name: talks
    phrases: [direct talks]
    queries: ['"security guarantees" AND Kyiv']
    channels: [world]
`;

const PIECES = [
  ..."\n\t :-,[]{}\"'#&*!|>%@`~",
  "  ",
  "null",
  "true",
  "-1",
  "1e999",
  "__proto__: { a: 1 }",
  "constructor",
  "<<: *a",
  "&a [*a, *a]",
  "!!binary aGk=",
  "? [a]\n: b",
  "---\n",
  "...\n",
  "\u0000",
  "\ud800",
  "\ufeff",
  "🛰",
];
const edit = fc.record({
  at: fc.nat(SOUND.length),
  drop: fc.nat(12),
  put: fc.oneof(fc.constantFrom(...PIECES), fc.constant(""), fc.string({ maxLength: 12 })),
});

it("whatever stands in the file, it is read or refused with places in it", async () => {
  const cwd = await folderWith({});
  const path = join(cwd, "wirewatch.yaml");
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 5 }), async (edits) => {
      let text = SOUND;
      for (const { at, drop, put } of edits) text = text.slice(0, at) + put + text.slice(at + drop);
      await writeFile(path, text);
      try {
        await loadConfig({ env: {}, cwd, adapters: ADAPTERS });
      } catch (fault) {
        if (!(fault instanceof ConfigError)) throw fault;
        refused++;
        expect(fault.faults.length).toBeGreaterThan(0);
        for (const { line = 0, column = 0, message } of fault.faults) {
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(text.split(/\r\n|\r|\n/).length + 1);
          expect(column).toBeGreaterThan(0);
          expect(message).not.toMatch(/\[object|undefined/);
        }
      }
    }),
    { numRuns: 3_000 },
  );
  expect(refused).toBeGreaterThan(500); // else it has not tried much
  expect(Object.prototype).not.toHaveProperty("a");
});
