import { afterEach, describe, expect, it } from "vitest";
import type { Reply } from "../../src/model/command.ts";
import { item, watching } from "../pipeline/desk.ts";
import { caller, commandDesk, page, read } from "./host.ts";

let desk: Awaited<ReturnType<typeof commandDesk>>;
afterEach(() => desk.close());

describe("an admin, from chat alone,", () => {
  it("adds an entity, builds a list, previews it, saves it, and works with what it brings", async () => {
    desk = await commandDesk({ lists: [watching("nothing at all")] });
    const said = async (
      line: string,
      words: RegExp | string,
      who = caller("admin", "Ann"),
    ): Promise<Reply> => {
      const reply = await desk.say(line, who);
      expect(read(reply), line).toMatch(words);
      return reply;
    };
    await desk.poll(0, [
      item("past", "Zelensky at grain summit in Odesa"),
      item("other", "Markets close higher"),
    ]);

    const proposed = page(await said("entity add zelenskyy Volodymyr Zelenskyy", /Proposed/));
    const sure = proposed.actions?.find((a) => a.label === "Add the sure ones")?.call;
    await desk.run(sure?.command ?? "", sure?.options);
    await desk.run("entity alias", { key: "zelenskyy", add: "Zelensky" });

    const draft = 'watch preview grain queries:"@zelenskyy NEAR/5 summit"';
    const preview = page(await said(draft, /1 story in/));
    const save = preview.actions?.[0]?.call;
    expect(read(await desk.run(save?.command ?? "", save?.options))).toMatch(/watched from now on/);
    await said("channel route grain add world", /goes to world/);

    desk.later(60_000);
    await desk.poll(0, [item("a", "Zelensky calls a summit of farmers")]);
    expect((await desk.owed()).map((d) => [d.kind, d.lists])).toEqual([["post", ["grain"]]]);
    const story = (await desk.owed())[0]?.message.story;
    await said(`claim ${story}`, /is yours/);
    await said(`mute ${story} for 2h`, /is muted/);
    await said("search @zelenskyy AND farmers", /calls a summit of farmers/);
    await said(`why ${story}`, /grain: matched[\s\S]*“Zelensky” \(title\)/);
    const idle = page(await desk.say("watch preview grain add phrase barley"));
    expect(idle.body).toMatchObject({ items: [], empty: expect.stringMatching(/bring nothing new/) });
    await desk.poll(0, [item("b", "Zelensky will in late autumn perhaps speak at some summit")]);
    await said("why https://news.example/b", /NEAR\/5 failed: 9 words apart/);
    await said("why https://nowhere.example.org/c", /No such entry/);

    await said("watch edit grain add phrase corn exports", /\+ phrases: corn exports/);
    await said("watch edit grain add phrase wheat", /for admins/, caller("member", "Eve"));
    await said("watch undo grain", /- phrases: corn exports/);
    const audit = read(await desk.say("audit grain"));
    for (const words of [
      "discord:Eve (Eve) | discord | refused watch edit grain",
      "discord:Ann (Ann) | discord | watchList undo grain",
    ])
      expect(audit).toContain(words);
  });
});
