import { afterEach, expect, test, vi } from "vitest";
import { commandDesk } from "../../commands/host.ts";
import { item } from "../../pipeline/desk.ts";
import { buttonsOf, CHANNEL, read, type ShownView } from "../../platforms/slack/index.ts";
import { sent } from "../conformance.ts";
import { readView, slackBench } from "./bench.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** The real commands on a real store, talked to in Slack. */
async function newsroom() {
  const desk = await commandDesk({
    lists: [],
    channels: [{ name: "world", adapter: "slack", destination: CHANNEL }],
  });
  const bench = await slackBench(
    {},
    {
      settings: { editors: ["U0EDITOR"] },
      deps: { names: { [CHANNEL]: "world" } },
    },
  );
  const { platform, adapter } = bench;
  platform.world.users.set("U0EDITOR", { id: "U0EDITOR", name: "eva", admin: false, owner: false });
  closing.push(
    () => desk.close(),
    () => platform.close(),
    () => adapter.stop(),
  );
  await adapter.start(desk.host, new AbortController().signal);
  const say = async (text: string, user = "U0ADMIN") =>
    (await platform.slash({ text, user })).responses[0] ?? {};
  const press = async (shown: Parameters<typeof platform.press>[0], label: string, user = "U0ADMIN") => {
    const button = buttonsOf(shown).find((one) => one.text.text === label);
    if (button === undefined)
      throw new Error(`no button ${label} among ${buttonsOf(shown).map((b) => b.text.text)}`);
    return (await platform.press(shown, button.action_id, { user })).responses[0] ?? {};
  };
  const modal = (): ShownView => {
    if (platform.views.top === undefined) throw new Error("no modal is open");
    return platform.views.top;
  };
  return { desk, platform, adapter, say, press, modal };
}

test("a desk is run from Slack alone: entity, list, preview, alert, claim, mute, search, why, undo", async () => {
  const { desk, platform, adapter, say, press, modal } = await newsroom();

  // An entity: by a form, with the spellings that are proposed.
  await say("entity add zelenskyy");
  await platform.people.submit(modal(), { name: "Volodymyr Zelenskyy" }, { user: "U0ADMIN" });
  expect(readView(modal()).text).toContain("@zelenskyy is Volodymyr Zelenskyy from now on.");
  const sure = buttonsOf(modal()).find(({ text }) => text.text === "Add the sure ones");
  await platform.people.pressIn(modal(), sure?.action_id ?? "", { user: "U0ADMIN" });
  await vi.waitFor(() => expect(readView(modal()).text).toContain("is changed"));

  // A watch list: a fault is said in the form, beside what was typed.
  await say("watch add grain");
  const form = modal();
  const errors = await platform.people.submit(form, { queries: "@zelensky AND (grain" }, { user: "U0ADMIN" });
  expect(Object.keys(errors)).toHaveLength(1);
  expect(Object.values(errors)[0]).toMatch(/@zelensky|expected|column/i);
  await platform.people.submit(
    form,
    { title: "Grain corridor", phrases: "grain corridor", queries: "@zelenskyy AND grain" },
    { user: "U0ADMIN" },
  );
  expect(readView(modal()).text).toContain("Grain corridor (grain) is watched from now on.");
  expect(read(await say("watch edit grain add channel world")).text).toContain("is changed");

  // A member is refused, and it is in the audit trail.
  expect(read(await say("watch edit grain", "U0MEMBER")).text).toContain("is for admins of this desk");
  expect(read(await say("audit")).text).toContain("refused watch edit");

  // An alert comes.
  await desk.poll(0, [item("a", "Zelensky: grain corridor to reopen", { summary: "Ships wait." })]);
  const owed = (await desk.owed()).find(({ kind }) => kind === "post");
  if (owed === undefined) throw new Error("nothing is owed");
  const story = owed.message.story ?? 0;
  sent(await adapter.send({ channel: CHANNEL }, owed.message, owed.key));
  const alert = platform.messages().at(-1);
  if (alert === undefined) throw new Error("nothing was posted");
  expect(read(alert).text).toContain("Zelensky: grain corridor to reopen");

  // Claimed by one, muted, found, explained.
  expect(read(await press(alert, "Claim", "U0MEMBER")).text).toContain("is for editors of this desk");
  const both = await Promise.all(["U0EDITOR", "U0ADMIN"].map((user) => press(alert, "Claim", user)));
  const told = both.map((answer) => read(answer).text);
  expect(told.filter((text) => text.includes(`Story ${story} is yours.`))).toHaveLength(1);
  expect(told.filter((text) => /^(?:eva|ada) has story/.test(text))).toHaveLength(1);
  expect(read(await press(alert, "Mute story", "U0EDITOR")).text).toMatch(/mute/i);
  expect(read(await press(alert, "Sources", "U0MEMBER")).text).toContain("Example News");
  expect(read(await say("search corridor", "U0MEMBER")).text).toContain("grain corridor to reopen");
  await platform.people.shortcut("wirewatch-why", { message: { ...alert } });
  await vi.waitFor(() => expect(readView(modal()).text).toMatch(/grain/));

  // Tracked, tried on the past, saved, undone.
  await platform.people.shortcut("wirewatch-track", {
    message: { text: "Black Sea ports" },
    user: "U0ADMIN",
  });
  await vi.waitFor(() => expect(modal().submit?.text).toBe("Track"));
  await platform.people.submit(modal(), { name: "grain" }, { user: "U0ADMIN" });
  expect(readView(modal()).text).toContain("Black Sea ports");
  const preview = await say('watch preview grain add phrase "ships wait"');
  expect(read(preview).text).toContain("would bring nothing new");
  expect(read(await press(preview, "Save")).text).toContain("ships wait");
  expect(read(await say("watch show grain")).text).toContain("ships wait");
  const undone = await say("watch undo grain");
  expect(read(undone).text).toMatch(/undo|back|again|ships wait/i);
  expect(read(await say("watch show grain")).text).not.toContain("ships wait");
});

test("every command answers in Slack: what is missing is said, nothing fails", async () => {
  const { desk, say, press, platform } = await newsroom();
  await desk.poll(0, [item("a", "Leaders meet")]);
  const help = await say("", "U0MEMBER");
  const more = await press(help, "Next ›", "U0MEMBER");
  for (const { name } of desk.host.commands) expect(read(help).text + read(more).text).toContain(name);
  for (const { name } of desk.host.commands) {
    const modals = platform.views.shown.length;
    const answer = await say(name);
    const text = read(answer).text;
    if (platform.views.shown.length === modals) expect(text, name).not.toBe("");
    expect(text, name).not.toMatch(/went wrong|log says|failed/);
  }
  expect(
    platform.requests.filter(({ error }) => error !== "").map(({ method, error }) => [method, error]),
  ).toEqual([]);
});
