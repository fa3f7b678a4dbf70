import { setTimeout } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { CHANNEL } from "../../platforms/discord/index.ts";
import { aMessage } from "../messages.ts";
import { benchDiscord, hostOf } from "./bench.ts";

test("a session that Discord has forgotten is begun anew (identify is allowed once in 5 s)", async () => {
  const { platform, adapter } = await benchDiscord();
  await adapter.start(
    hostOf(() => ({ kind: "text", text: "here" })),
    new AbortController().signal,
  );
  platform.gateway.drop(4000, true);
  await vi.waitFor(() => expect(platform.gateway.identified).toBe(2), 30_000);
  await vi.waitFor(
    async () => expect((await platform.interact({ command: "recent" })).text).toBe("here"),
    10_000,
  );
  expect(await adapter.check(CHANNEL)).toMatchObject({ ok: true });
  await adapter.stop();
  await platform.close();
});

test("a gateway that says nothing does not keep the desk from starting, posting or stopping", async () => {
  const { platform, adapter } = await benchDiscord();
  platform.gateway.mute = true;
  await adapter.start(
    hostOf(() => ({ kind: "text", text: "here" })),
    new AbortController().signal,
  );
  expect((await adapter.check(CHANNEL)).detail).toContain("not connected yet");
  expect((await adapter.send({ channel: CHANNEL }, aMessage(), "k1")).status).toBe("sent");
  await adapter.stop();
  await platform.close();
});

test("a connection that ends while the next identify waits for its turn sends nothing in the one after it", async () => {
  const { platform, adapter } = await benchDiscord();
  const { gateway } = platform;
  await adapter.start(
    hostOf(() => ({ kind: "text", text: "here" })),
    new AbortController().signal,
  );
  gateway.cutsAfterHello = 1;
  gateway.drop(4007, true);
  await vi.waitFor(() => expect(gateway.greeted).toBe(2), 5_000);
  gateway.door = "held";
  await vi.waitFor(() => expect(gateway.held).toBe(1), 5_000);
  // The turn comes within 6.5 s; vitest fails on what is thrown uncaught.
  await setTimeout(7_000);
  gateway.letIn();
  await vi.waitFor(() => expect(gateway.identified).toBe(2), 10_000);
  expect((await platform.interact({ command: "recent" })).text).toBe("here");
  expect(gateway).toMatchObject({ greeted: 3, identified: 2 });
  await adapter.stop();
  await platform.close();
});
