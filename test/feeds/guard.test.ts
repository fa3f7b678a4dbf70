import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Agent } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createFetcher } from "../../src/feeds/fetch.ts";
import { createGuard, GuardError } from "../../src/feeds/guard.ts";
import type { Resolve } from "../../src/feeds/resolve.ts";

const server = createServer((_, response) => response.end("reached"));
let port = 0;
beforeAll(async () => {
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address: AddressInfo | string | null = server.address();
  port = address !== null && typeof address === "object" ? address.port : 0;
});
afterAll(() => server.close());

/** Every way we know to write a place that no feed may reach. PORT is the loopback server's. */
const REFUSED = [
  "http://127.0.0.1:PORT/",
  "http://127.0.0.2:PORT/",
  "http://127.1:PORT/",
  "http://127.255.255.254/",
  "http://localhost:PORT/",
  "http://LOCALHOST.:PORT/",
  "http://2130706433:PORT/",
  "http://0x7f000001:PORT/",
  "http://0x7f.0.0.1:PORT/",
  "http://0177.0.0.1:PORT/",
  "http://017700000001:PORT/",
  "http://127.0.0.1.:PORT/",
  "http://①②⑦.⓪.⓪.①:PORT/",
  "http://0/",
  "http://0.0.0.0:PORT/",
  "http://10.0.0.1/",
  "http://10.255.255.255/",
  "http://172.16.0.1/",
  "http://172.31.255.255/",
  "http://192.168.1.1/",
  "http://0xc0a80101/",
  "http://169.254.169.254/latest/meta-data/",
  "http://0xa9fea9fe/",
  "http://2852039166/",
  "http://100.64.0.1/",
  "http://100.100.100.200/",
  "http://168.63.129.16/",
  "http://192.0.0.192/",
  "http://192.0.2.1/",
  "http://198.18.0.1/",
  "http://224.0.0.1/",
  "http://240.0.0.1/",
  "http://255.255.255.255/",
  "http://[::1]:PORT/",
  "http://[::]:PORT/",
  "http://[::ffff:127.0.0.1]:PORT/",
  "http://[::ffff:7f00:1]:PORT/",
  "http://[0:0:0:0:0:ffff:a9fe:a9fe]/",
  "http://[::7f00:1]/",
  "http://[::ffff:0:7f00:1]/",
  "http://[64:ff9b::7f00:1]/",
  "http://[64:ff9b::a9fe:a9fe]/",
  "http://[64:ff9b:1::a00:1]/",
  "http://[2002:7f00:1::]/",
  "http://[2002:a9fe:a9fe::1]/",
  "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
  "http://[fe80::1]/",
  "http://[fec0::1]/",
  "http://[fc00::1]/",
  "http://[fd00:ec2::254]/",
  "http://[ff02::1]/",
  "http://[2001:db8::1]/",
  "http://[100::1]/",
  "http://user:pass@127.0.0.1:PORT/",
  "http://example.com@127.0.0.1:PORT/",
  "ftp://example.com/feed",
  "file:///etc/passwd",
  "gopher://example.com/",
  "data:text/xml,<rss/>",
];

test.each(REFUSED)("%s is refused", async (place) => {
  const fetcher = createFetcher({ version: "0", contact: "", allowHosts: [] });
  const url = place.replace("PORT", String(port));
  await expect(fetcher.fetchOnce(url)).rejects.toThrow(/no feed may reach|only http and https/);
  await fetcher.close();
});

test("the connector refuses as well, whoever calls it", async () => {
  const agent = new Agent({ connect: createGuard({ allowHosts: [] }).connector(2000) });
  await expect(
    agent.request({ origin: `http://127.0.0.1:${port}`, path: "/", method: "GET" }),
  ).rejects.toThrow(GuardError);
  await agent.destroy();
});

test("a name that resolves to a public address when asked and to a private one when used is refused", async () => {
  let asked = 0;
  const rebinding: Resolve = (_, done) => {
    asked += 1;
    done(null, [{ address: asked === 1 ? "93.184.215.14" : "127.0.0.1", family: 4 }]);
  };
  const guard = createGuard({ allowHosts: [], resolve: rebinding });
  await guard.check(new URL(`http://rebind.example:${port}/`));
  const agent = new Agent({ connect: guard.connector(2000) });
  await expect(
    agent.request({ origin: `http://rebind.example:${port}`, path: "/", method: "GET" }),
  ).rejects.toThrow(/rebind\.example resolves to 127\.0\.0\.1/);
  await agent.destroy();
});

test("a name with nothing but private addresses is refused", async () => {
  const guard = createGuard({
    allowHosts: [],
    resolve: (_, done) =>
      done(null, [
        { address: "127.0.0.1", family: 4 },
        { address: "10.0.0.1", family: 4 },
      ]),
  });
  await expect(guard.check(new URL("https://mixed.example/"))).rejects.toThrow(GuardError);
});

test("a redirect into the desk's own network is refused", async () => {
  const trap = createServer((_, response) => {
    response.writeHead(302, { location: `http://127.0.0.1:${port}/` });
    response.end();
  });
  await new Promise<void>((ready) => trap.listen(0, "127.0.0.1", ready));
  const address = trap.address();
  const trapPort = address !== null && typeof address === "object" ? address.port : 0;
  const fetcher = createFetcher({ version: "0", contact: "", allowHosts: [`127.0.0.1:${trapPort}`] });
  await expect(fetcher.fetchOnce(`http://127.0.0.1:${trapPort}/feed`)).rejects.toThrow(/no feed may reach/);
  await fetcher.close();
  trap.close();
});

test.each([
  ["127.0.0.1:PORT", "http://127.0.0.1:PORT/"],
  ["127.0.0.1", "http://127.0.0.1:PORT/"],
  ["127.0.0.1:PORT", "http://localhost:PORT/"],
  ["localhost:PORT", "http://localhost:PORT/"],
  ["LocalHost", "http://localhost:PORT/"],
])("allowHosts %s lets %s through", async (entry, place) => {
  const fetcher = createFetcher({
    version: "0",
    contact: "",
    allowHosts: [entry.replace("PORT", String(port))],
    resolve: (_, done) => done(null, [{ address: "127.0.0.1", family: 4 }]),
  });
  const { bytes } = await fetcher.fetchOnce(place.replace("PORT", String(port)));
  expect(Buffer.from(bytes).toString()).toBe("reached");
  await fetcher.close();
});

test("an entry with a port opens no other port", async () => {
  const fetcher = createFetcher({ version: "0", contact: "", allowHosts: ["127.0.0.1:9", "localhost:9"] });
  await expect(fetcher.fetchOnce(`http://127.0.0.1:${port}/`)).rejects.toThrow(/no feed may reach/);
  await expect(fetcher.fetchOnce(`http://localhost:${port}/`)).rejects.toThrow(/no feed may reach/);
  await fetcher.close();
});
