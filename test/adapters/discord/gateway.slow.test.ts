import { expect, test, vi } from "vitest";
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
  expect(await adapter.check("200000000000000001")).toMatchObject({ ok: true });
  await adapter.stop();
  await platform.close();
});
