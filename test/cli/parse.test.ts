import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { wirewatch } from "./launch.ts";

const RSS = `<rss version="2.0"><channel><title>Example</title><link>https://n.example/</link><language>en</language>
<item><title>One &amp; only</title><link>/1</link><guid>g1</guid><pubDate>Tue, 05 Mar 2024 10:00:00 +0100</pubDate>
<description>Short.</description><content:encoded><![CDATA[<p>Long</p><p>text</p>]]></content:encoded>
<category>World</category><enclosure url="/1.jpg" type="image/jpeg" length="9"/></item></channel></rss>`;

let folder: string;
let server: Server;
let port: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wirewatch-parse-"));
  await writeFile(join(folder, "a.xml"), RSS);
  await writeFile(join(folder, "b.html"), "<html><body>Hi</body></html>");
  server = createServer((request, response) => {
    if (request.url === "/slow") return;
    response.setHeader("content-type", "application/rss+xml");
    response.end(RSS);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

const lines = (text: string): unknown[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

const ARTICLE = {
  id: "g1",
  url: "https://n.example/1",
  title: "One & only",
  summary: "Short.",
  content: "<p>Long</p><p>text</p>",
  author: "",
  publishedAt: "2024-03-05T09:00:00.000Z",
  language: "en",
  categories: ["World"],
};
const ENTRY = {
  ...ARTICLE,
  image: "https://n.example/1.jpg",
  enclosures: [{ url: "https://n.example/1.jpg", type: "image/jpeg", length: 9 }],
};

test("a folder, a missing file and a missing page are said once, in words", async () => {
  const { code, stderr } = await wirewatch(["parse", ".", "none.xml", `http://127.0.0.1:${port}/x`], {
    cwd: folder,
  });
  expect(code).toBe(1);
  expect(stderr).toContain("wirewatch parse: .: is a folder, not a file");
  expect(stderr).toContain("wirewatch parse: none.xml: there is no such file");
  expect(stderr.split("\n").filter((line) => line.includes("/x"))).toEqual([
    expect.stringMatching(/^wirewatch parse: http:\S+: 127\.0\.0\.1, an address no feed may reach/),
  ]);
});

test("one document a line, in the order asked, errors among them; the exit code says so", async () => {
  const { code, stdout } = await wirewatch(["parse", "b.html", "a.xml", "none.xml", "--json"], {
    cwd: folder,
  });
  expect(lines(stdout)).toEqual([
    { source: "b.html", error: expect.stringMatching(/web page, not a feed/) },
    {
      source: "a.xml",
      feed: { title: "Example", link: "https://n.example/", language: "en", kind: "rss" },
      entries: [ENTRY],
    },
    { source: "none.xml", error: expect.stringMatching(/none\.xml/) },
  ]);
  expect(code).toBe(1);
});

test("one entry a line, as articles, from standard input", async () => {
  const { code, stdout } = await wirewatch(["parse", "-", "--entries"], { input: RSS });
  expect(lines(stdout)).toEqual([{ ...ARTICLE, content: "Long\ntext", outlet: "Example" }]);
  expect(code).toBe(0);
});

test("a listing for people", async () => {
  const { code, stdout } = await wirewatch(["parse", join(folder, "a.xml")]);
  expect(stdout).toMatch(
    /^Example \(rss, en, 1 entry\) https:\/\/n\.example\/\n {2}2024-03-05T09:00:00.000Z {2}One & only/,
  );
  expect(code).toBe(0);
});

test("the configuration's limits of fetching hold here too, and its other faults are no matter", async () => {
  const limits = "timeouts: { headers: 300ms, body: 300ms }";
  const file = join(folder, "limits.yaml");
  await writeFile(file, `fetch: { allowHosts: ["127.0.0.1"], ${limits} }\nfeeds: nonsense\n`);
  const { code, stderr } = await wirewatch(["parse", `http://127.0.0.1:${port}/slow`, "--config", file]);
  expect(stderr).toContain("no answer within 0.3 seconds");
  expect(code).toBe(1);
  await writeFile(file, "fetch: { maxBytes: lots }\n");
  const faulty = await wirewatch(["parse", `http://127.0.0.1:${port}/`, "--config", file]);
  expect([faulty.code, faulty.stderr]).toEqual([2, expect.stringMatching(/limits\.yaml: fetch\.maxBytes: /)]);
});

test("a private address is refused, unless the configuration lets it through", async () => {
  const url = `http://127.0.0.1:${port}/rss`;
  const refused = await wirewatch(["parse", url, "--json"], { cwd: folder });
  expect(lines(refused.stdout)).toEqual([
    { source: url, error: expect.stringMatching(/private|loopback|allowHosts/i) },
  ]);
  expect(refused.code).toBe(1);
  await writeFile(join(folder, "desk.yaml"), `fetch: { allowHosts: ["127.0.0.1:${port}"] }\n`);
  const read = await wirewatch(["parse", url, "--json", "--config", "desk.yaml"], { cwd: folder });
  expect(lines(read.stdout)).toMatchObject([
    { source: url, entries: [{ id: "g1", url: `http://127.0.0.1:${port}/1` }] },
  ]);
});
