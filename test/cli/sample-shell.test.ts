import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { writeSampleConfig } from "../../src/sample/config.ts";
import { openStore } from "../../src/store/sqlite/open.ts";
import { wirewatch } from "./launch.ts";

it("a shell beside the sample desk knows its channels, so that what it changes of a story is told there", async () => {
  const cwd = await mkdtemp(join(tmpdir(), "sample-shell-"));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  expect((await wirewatch(["channel", "list"], { cwd })).stderr).toMatch(/there is no database/);
  const folder = join(cwd, "data/sample");
  await writeSampleConfig(
    join(folder, "wirewatch.yaml"),
    { feeds: [], allowHosts: [] },
    join(import.meta.dirname, "../.."),
  );
  const store = openStore({ file: join(folder, "wirewatch.db"), newDeskId: () => "sample" });
  await store.close();
  const ran = await wirewatch(["channel", "list", "--json"], { cwd });
  expect(JSON.parse(ran.stdout)).toMatchObject({ channel: "screen", to: "console:desk" });
});
