import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseOpml } from "../feeds/opml.ts";
import type { FeedSettings } from "../model/feed.ts";
import type { Path, YamlDocument } from "./document.ts";
import type { ConfigFault } from "./faults.ts";
import { readFaultText, resolveFile, shortName } from "./places.ts";
import type { FileSettings } from "./schema.ts";

type FeedLine = FileSettings["feeds"][number];

/** Headers that carry secrets, which have a place of their own. */
const SECRET_HEADERS = new Set(["authorization", "proxy-authorization", "cookie", "x-api-key"]);

/** Feeds named one by one and those of OPML files. A feed named by itself wins over the same one in a file. */
export async function resolveFeeds(
  lines: readonly FeedLine[],
  document: YamlDocument,
  places: { folder: string; cwd: string },
): Promise<{ feeds: FeedSettings[]; problems: string[]; faults: ConfigFault[] }> {
  const named = new Map<string, FeedSettings>();
  const listed: FeedSettings[] = [];
  const faults: ConfigFault[] = [];
  const problems: string[] = [];
  for (const [index, line] of lines.entries()) {
    const path: Path = ["feeds", index];
    const label = `feeds[${index}]`;
    const { file, url } = line;
    if ((file === undefined) === (url === undefined)) {
      faults.push(document.fault(path, `${label}: expected either "url" or "file"`));
    } else if (url !== undefined) {
      faults.push(...judge(line, url, path, label, document));
      if (named.has(url))
        faults.push(document.fault([...path, "url"], `${label}.url: this feed is named twice`));
      named.set(
        url,
        settingsOf(line, { url, outlet: { name: hostOf(url), tier: 2 }, language: "", group: "" }, places),
      );
    } else if (file !== undefined) {
      const full = resolveFile(places.folder, file);
      try {
        const opml = parseOpml(await readFile(full));
        const name = shortName(places.cwd, full);
        problems.push(...opml.problems.map((problem) => `${name}: ${problem}`));
        if (opml.feeds.length === 0) throw new Error("there is no feed in it");
        for (const { url: address, title, group, language = "" } of opml.feeds) {
          const known: FeedSettings = { url: address, outlet: { name: title, tier: 2 }, language, group };
          listed.push(settingsOf(line, known, places));
        }
      } catch (fault) {
        faults.push(document.fault([...path, "file"], `${label}.file: ${file}: ${readFaultText(fault)}`));
      }
    }
  }
  const feeds = [...named.values()];
  const seen = new Set(named.keys());
  for (const feed of listed) {
    if (seen.has(feed.url)) continue;
    seen.add(feed.url);
    feeds.push(feed);
  }
  return { feeds, problems, faults };
}

/** What the desk says of a feed, over what is known without it. */
function settingsOf(line: FeedLine, known: FeedSettings, places: { folder: string }): FeedSettings {
  const { file: _file, url: _url, outlet, tier, credentials, ...said } = line;
  const files = Object.entries(credentials ?? {}).map(([key, value]) => [
    key,
    key.endsWith("File") ? resolve(places.folder, value) : value,
  ]);
  return {
    ...known,
    ...said,
    outlet: { name: outlet ?? known.outlet.name, tier: tier ?? known.outlet.tier },
    ...(files.length === 0 ? {} : { credentials: Object.fromEntries(files) }),
  };
}

function judge(
  line: FeedLine,
  url: string,
  path: Path,
  label: string,
  document: YamlDocument,
): ConfigFault[] {
  const faults: ConfigFault[] = [];
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    faults.push(
      document.fault([...path, "url"], `${label}.url: expected an http or https address, found "${url}"`),
    );
  } else if (parsed.username !== "" || parsed.password !== "") {
    const hint = 'use "credentials: { basicEnv: NAME }" or "basicFile"';
    faults.push(document.fault([...path, "url"], `${label}.url: holds a secret`, { hint }));
  }
  const proxy = line.proxy === undefined ? undefined : URL.parse(line.proxy);
  if (proxy === null || (proxy !== undefined && !/^https?:$/.test(proxy.protocol))) {
    faults.push(
      document.fault([...path, "proxy"], `${label}.proxy: expected an http or https address of a proxy`),
    );
  } else if (proxy !== undefined && proxy.username + proxy.password !== "") {
    const hint = 'use "credentials: { proxyEnv: NAME }" or "proxyFile"';
    faults.push(document.fault([...path, "proxy"], `${label}.proxy: holds a secret`, { hint }));
  }
  for (const header of Object.keys(line.headers ?? {})) {
    if (!SECRET_HEADERS.has(header.toLowerCase())) continue;
    const hint = 'use "credentials: { bearerEnv: NAME }", "basicFile" or "cookieFile"';
    faults.push(
      document.fault([...path, "headers"], `${label}.headers: "${header}" holds a secret`, {
        hint,
        key: header,
      }),
    );
  }
  return faults;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^(?:www|rss|feeds?)\./, "") : url;
}
