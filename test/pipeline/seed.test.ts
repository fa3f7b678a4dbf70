import { describe, expect, it } from "vitest";
import { seedDesk } from "../../src/desk/seed.ts";
import { testDesk, watching } from "./desk.ts";

const feed = (url: string) => ({ url, outlet: { name: url, tier: 2 as const }, language: "en", group: "" });
const names = async (desk: Awaited<ReturnType<typeof testDesk>>) =>
  (await desk.store.watchLists()).filter((l) => l.deletedAt === undefined).map((l) => l.name);

describe("what files say of the desk", () => {
  it("changes with them, but not where it was changed in chat, nor back where it was deleted there", async () => {
    const desk = await testDesk({
      lists: [watching("putin", "a"), watching("kremlin", "b"), watching("duma", "c")],
    });
    const edit = async (name: string, change: object) => {
      const rows = (await desk.store.watchLists()).filter((l) => l.name === name);
      await desk.store.edit({ at: desk.now, watchLists: rows.map((r) => ({ ...r, ...change })), audit: [] });
    };
    await edit("b", { definition: watching("kremlin OR lavrov", "b") });
    await edit("c", { deletedAt: desk.now });
    const seeds = {
      feeds: [feed("https://feed0.example/rss")],
      watchLists: [
        watching("putin OR trump", "a"),
        watching("kremlin OR moscow", "b"),
        watching("duma OR mps", "c"),
      ],
      entities: [],
    };
    const { conflicts } = await seedDesk(desk.store, seeds, "test", desk.now);
    expect(conflicts).toEqual([{ kind: "watchList", name: "b" }]);
    expect(await names(desk)).toEqual(["a", "b"]);
    const queries = (await desk.store.watchLists()).map((l) => l.definition.queries[0]);
    expect(queries.slice(0, 2)).toEqual(["putin OR trump", "kremlin OR lavrov"]);
    expect((await desk.store.feeds()).map((f) => f.settings.url)).toEqual(["https://feed0.example/rss"]);
    await desk.close();
  });

  it("takes nothing away where a file was emptied", async () => {
    const desk = await testDesk();
    await seedDesk(desk.store, { feeds: [], watchLists: [], entities: [] }, "test", desk.now);
    expect(await names(desk)).toEqual(["list"]);
    expect(await desk.store.feeds()).toHaveLength(3);
    await desk.close();
  });
});
