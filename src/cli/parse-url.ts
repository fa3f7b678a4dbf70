import { readFile } from "node:fs/promises";
import { z } from "zod";
import { readYaml } from "../config/document.ts";
import { faultText } from "../config/faults.ts";
import { findConfig } from "../config/load.ts";
import { readFaultText } from "../config/places.ts";
import { fetchSchema } from "../config/schema.ts";
import { createFetcher, type FetchOptions } from "../feeds/fetch.ts";
import { LIMITS } from "../feeds/read/limits.ts";
import { UsageError } from "../ops/faults.ts";
import { packageVersion } from "../ops/package.ts";

const settings = z.object({ fetch: fetchSchema });

/**
 * Fetches the sources of `parse` that are URLs, guarded like any feed. Of a configuration, where there is one, only
 * `fetch` is read: `parse` needs none, and a fault elsewhere in it is no business of this command's.
 */
export async function createWebLoader(config: string | undefined) {
  const own = await settingsOf(config);
  const fetcher = createFetcher({ ...own, version: packageVersion() });
  return {
    async load(source: string) {
      const { bytes, url, contentType } = await fetcher.fetchOnce(source);
      return contentType === undefined ? { bytes, url } : { bytes, url, contentType };
    },
    close: () => fetcher.close(),
  };
}

/** Without a configuration as much is read of a document as the reader takes. */
async function settingsOf(config: string | undefined): Promise<Omit<FetchOptions, "version">> {
  const path = findConfig({ file: config, env: process.env, cwd: process.cwd() });
  if (path === undefined) return { contact: "", allowHosts: [], maxBytes: LIMITS.bytes };
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${readFaultText(error)}`);
  }
  const read = readYaml(text, path);
  if ("faults" in read) throw new UsageError(read.faults.map(faultText).join("; "));
  const parsed = settings.safeParse(read.document.value ?? {});
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UsageError(`${path}: ${issue?.path.join(".") ?? "fetch"}: ${issue?.message ?? "faulty"}`);
  }
  return parsed.data.fetch;
}
