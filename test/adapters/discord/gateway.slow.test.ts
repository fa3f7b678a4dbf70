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
