import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { adapters } from "../adapters/index.ts";
import { configJsonSchema } from "../src/config/json-schema.ts";

/** `npm run schema`: config/schema.json, by which editors complete and check a wirewatch.yaml. A test fails when it is stale. */
const path = join(import.meta.dirname, "../config/schema.json");
writeFileSync(path, `${JSON.stringify(configJsonSchema(adapters), null, 2)}\n`);
console.log(`wrote ${path}`);
