import { afterEach } from "vitest";
import { testDesk } from "./desk.ts";

export type TestDesk = Awaited<ReturnType<typeof testDesk>>;

/** Opens desks for a file's tests; each is closed after its test. */
export function deskOpener(): (options?: Parameters<typeof testDesk>[0]) => Promise<TestDesk> {
  let desk: TestDesk | undefined;
  afterEach(async () => {
    await desk?.close();
    desk = undefined;
  });
  return async (options) => {
    desk = await testDesk(options);
    return desk;
  };
}
