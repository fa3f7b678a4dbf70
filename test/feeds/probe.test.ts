import { expect, test } from "vitest";
import { createFetcher } from "../../src/feeds/fetch.ts";
import { probeFeeds } from "../../src/feeds/probe.ts";
import { plainReader } from "./desk.ts";
import { listen, rss } from "./loopback.ts";

test("living, dead and doubtful feeds are told apart, in order, with progress", async () => {
  const statuses: Record<string, number> = {
    "/gone": 410,
    "/missing": 404,
    "/forbidden": 403,
    "/broken": 500,
  };
  await using server = await listen((request, response) => {
    response.statusCode = statuses[request.url ?? ""] ?? 200;
    response.end(request.url === "/page" ? "<html>" : rss(["a", "b"]));
  });
  const fetcher = createFetcher({
    version: "1",
    contact: "",
    allowHosts: [server.host],
    resolve: (_, done) => done(Object.assign(new Error("no"), { code: "ENOTFOUND" }), []),
  });
  const paths = ["/rss", "/gone", "/missing", "/page", "/forbidden", "/broken", "/rss"];
  const progress: string[] = [];
  const probes = await probeFeeds(
    [...paths.map((path) => server.origin + path), "https://no.example/", "http://10.0.0.1/"],
    {
      fetcher,
      reader: plainReader,
      onProgress: (done, total) => progress.push(`${done}/${total}`),
    },
  );
  await fetcher.close();
  expect(probes.map(({ state }) => state)).toEqual([
    "alive",
    "dead",
    "dead",
    "dead",
    "unsure",
    "unsure",
    "alive",
    "dead",
    "unsure",
  ]);
  expect(probes[0]).toMatchObject({ title: "T", language: "en", entries: 2, kind: "rss" });
  expect(probes[6]).toMatchObject({ at: `${server.origin}/rss` });
  expect(progress).toHaveLength(8);
  expect(progress.at(-1)).toBe("8/8");
});

test("where nothing answers at all, no feed is called dead", async () => {
  const fetcher = createFetcher({
    version: "1",
    contact: "",
    allowHosts: [],
    resolve: (_, done) => done(Object.assign(new Error("no"), { code: "ENOTFOUND" }), []),
  });
  const probes = await probeFeeds(["https://a.example/", "https://b.example/"], {
    fetcher,
    reader: plainReader,
  });
  await fetcher.close();
  expect(probes).toMatchObject([
    { state: "unsure", answered: false },
    { state: "unsure", answered: false },
  ]);
});
