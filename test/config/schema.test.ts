import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { adapters } from "../../adapters/index.ts";
import { configJsonSchema } from "../../src/config/json-schema.ts";

it("config/schema.json is what `npm run schema` writes", async () => {
  const written: unknown = JSON.parse(
    await readFile(join(import.meta.dirname, "../../config/schema.json"), "utf8"),
  );
  expect(written).toEqual(JSON.parse(JSON.stringify(configJsonSchema(adapters))));
});

it("the schema knows each adapter's own settings", () => {
  const text = JSON.stringify(configJsonSchema(adapters));
  for (const word of ["apiBase", "tokenFile", "botTokenEnv", "watchLists"]) expect(text).toContain(word);
});
