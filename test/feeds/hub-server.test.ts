import { afterEach, describe, expect, it } from "vitest";
import { listenForHubs } from "../../src/feeds/hub-server.ts";
import { silentLog } from "../../src/ops/log.ts";

let close: (() => Promise<void>) | undefined;
afterEach(async () => {
  await close?.();
  close = undefined;
});

async function hub(handle: Parameters<typeof listenForHubs>[0]["handle"]) {
  const server = await listenForHubs({ handle }, 0, silentLog);
  close = server.close;
  return `http://127.0.0.1:${server.port}`;
}

describe("the hubs' server", () => {
  it("hands over what came, and answers", async () => {
    const base = await hub(async ({ method, url, headers, body }) => ({
      status: 200,
      body: `${method} ${url} ${headers["x-hub-signature"]} ${Buffer.from((await body()) ?? []).toString()}`,
    }));
    const answer = await fetch(`${base}/websub/1/t?x=y`, {
      method: "POST",
      headers: { "X-Hub-Signature": "sha256=abc" },
      body: "<feed/>",
    });
    expect([answer.status, await answer.text()]).toEqual([200, "POST /websub/1/t?x=y sha256=abc <feed/>"]);
  });

  it("refuses what is too long, and survives a fault of ours", async () => {
    const bodies: unknown[] = [];
    const base = await hub(async ({ method, body }) => {
      if (method === "GET") throw new Error("our fault");
      bodies.push(await body());
      return { status: bodies.at(-1) === undefined ? 413 : 202, body: "" };
    });
    const long = await fetch(base, { method: "POST", body: new Uint8Array(10_000_001) }).catch(
      () => undefined,
    );
    expect(long === undefined || long.status === 413).toBe(true);
    expect(bodies).toEqual([undefined]);
    expect((await fetch(base)).status).toBe(500);
    expect((await fetch(base)).status).toBe(500);
  });
});
