import { expect, it } from "vitest";
import { personalChannels } from "../../src/desk/personal.ts";
import { caller, commandDesk } from "../commands/host.ts";
import { item } from "../pipeline/desk.ts";

it("who follows something or has claimed a story waits with the rest of their platform", async () => {
  const desk = await commandDesk();
  await desk.poll(0, [item("a", "Putin arrives")]);
  await desk.say("claim 1", caller("editor", "Ann"));
  await desk.say("follow list", caller("member", "Max"));
  await desk.refresh();
  expect(personalChannels(desk.desk(), "discord")).toEqual(["dm:discord:Max", "dm:discord:Ann"]);
  expect(personalChannels(desk.desk(), "slack")).toEqual([]);
  await desk.close();
});
