import type { Config } from "../config/index.ts";
import { type Discovery, discover } from "../feeds/discover.ts";
import { createFetcher } from "../feeds/fetch.ts";
import { createReader } from "../feeds/reader.ts";
import { packageVersion } from "../ops/package.ts";

/** The feeds of a site, looked for by a process of its own: a shell beside the service. */
export async function discoverOnce(site: string, config: Config | undefined): Promise<Discovery> {
  const fetcher = createFetcher({
    version: packageVersion(),
    ...(config?.fetch ?? { contact: "", allowHosts: [] }),
  });
  const reader = createReader();
  try {
    return await discover(site, { fetcher, read: (bytes, source) => reader.read(bytes, source) });
  } finally {
    await reader.close();
    await fetcher.close();
  }
}
