import { createFetcher } from "../feeds/fetch.ts";
import { LIMITS } from "../feeds/read/limits.ts";
import { packageVersion } from "../ops/package.ts";

/** Fetches the sources of `parse` that are URLs, guarded like any feed. */
export async function createWebLoader(_config: string | undefined) {
  const fetcher = createFetcher({ version: packageVersion(), contact: "", allowHosts: [] });
  return {
    async load(source: string) {
      const { bytes, url, contentType } = await fetcher.fetchOnce(source, { maxBytes: LIMITS.bytes });
      return contentType === undefined ? { bytes, url } : { bytes, url, contentType };
    },
    close: () => fetcher.close(),
  };
}
