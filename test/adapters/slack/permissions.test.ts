import { afterEach, describe, expect, test } from "vitest";
import { CHANNEL } from "../../platforms/slack/index.ts";
import { sent } from "../conformance.ts";
import { aMessage } from "../messages.ts";
import { answeringDesk, realClock } from "./bench.ts";

let desk: Awaited<ReturnType<typeof answeringDesk>>;
afterEach(async () => {
  await desk.adapter.stop();
  await desk.platform.close();
});

async function open(settings: Record<string, unknown>, clock = realClock) {
  desk = await answeringDesk({ recent: () => ({ kind: "text", text: "x" }) }, { settings, deps: { clock } });
  const { world } = desk.platform;
  for (const id of ["U0EDITOR", "U0GROUP", "U0CHIEF"]) {
    world.users.set(id, { id, name: id.toLowerCase(), admin: false, owner: false });
  }
  world.groups.set("S0DESK", ["U0GROUP", "U0ADMIN"]);
  return desk;
}

async function permissionOf(user: string) {
  await desk.platform.slash({ text: "recent", user });
  return desk.asked.at(-1)?.caller.permission;
}

describe("who may", () => {
  test("is said by Slack's roles, a list of admins, and a list of editors and their groups", async () => {
    await open({ admins: ["U0CHIEF"], editors: ["U0EDITOR", "S0DESK"] });
    expect(await permissionOf("U0CHIEF")).toBe("admin");
    expect(await permissionOf("U0EDITOR")).toBe("editor");
    expect(await permissionOf("U0GROUP")).toBe("editor");
    expect(await permissionOf("U0ADMIN")).toBe("admin");
    expect(await permissionOf("U0MEMBER")).toBe("member");
  });

  test("is asked of Slack once in five minutes", async () => {
    let later = 0;
    await open({ editors: ["S0DESK"] }, { ...realClock, monotonic: () => performance.now() + later });
    for (let i = 0; i < 3; i++) expect(await permissionOf("U0GROUP")).toBe("editor");
    const lookUps = () =>
      desk.platform.requests.filter(({ method }) => /^(usergroups\.|users\.info)/.test(method)).length;
    expect(lookUps()).toBe(2);
    desk.platform.world.groups.set("S0DESK", []);
    expect(await permissionOf("U0GROUP")).toBe("editor");
    later = 5 * 60_000 + 1;
    expect(await permissionOf("U0GROUP")).toBe("member");
  });

  test("a group that cannot be looked up makes nobody an editor, until it can", async () => {
    await open({ editors: ["S0DESK"] });
    desk.platform.faults.add({ method: "usergroups.users.list", answer: 503 });
    expect(await permissionOf("U0GROUP")).toBe("member");
    expect(desk.log.lines.join("\n")).toContain("cannot look up a Slack user group");
    expect(await permissionOf("U0GROUP")).toBe("editor");
  });

  test("a group that is not there, or a scope that is missing, is said by check", async () => {
    const { adapter, platform } = await open({ editors: ["U0EDITOR", "S0GONE"] });
    expect(await adapter.check(CHANNEL)).toMatchObject({
      ok: false,
      detail: expect.stringContaining("there is no user group S0GONE"),
      mend: expect.stringContaining("adapters.slack.editors"),
    });
    platform.world.groups.set("S0GONE", []);
    expect((await adapter.check(CHANNEL)).ok).toBe(true);
    platform.world.scopes = platform.world.scopes.filter((scope) => scope !== "usergroups:read");
    expect(await adapter.check(CHANNEL)).toMatchObject({
      detail: expect.stringContaining("needs the scope usergroups:read"),
      mend: expect.stringContaining("install it again"),
    });
  });

  test("people are called by the name that they show", async () => {
    await open({});
    desk.platform.world.users.set("U0MEMBER", {
      id: "U0MEMBER",
      name: "mia.r",
      admin: false,
      owner: false,
      displayName: "Mia \u202ERow",
    });
    await permissionOf("U0MEMBER");
    expect(desk.asked.at(-1)?.caller.displayName).toBe("Mia Row");
  });

  test.each([
    [{ admins: ["ada"] }, /U0123ABCD/],
    [{ editors: ["C0WORLD"] }, /user group/],
  ])("%j is refused in words", async (settings, words) => {
    await expect(open(settings)).rejects.toThrow(words);
  });
});

describe("a direct message", () => {
  const to = { channel: "user:U0MEMBER" };

  test("goes to a person, is edited, and is found again after its answer was lost", async () => {
    const { adapter, platform } = await open({});
    const ref = sent(await adapter.send(to, aMessage(), "follow1post"));
    expect(platform.messages("D0MEMBER")).toHaveLength(1);
    expect(ref.channel).toBe("D0MEMBER");
    expect(await adapter.edit(ref, aMessage(), "follow1post")).toMatchObject({ status: "sent" });
    expect(await adapter.find(to, "follow1post")).toEqual(ref);
    expect(await adapter.find(to, "follow2post", ref)).toBeUndefined();
  });

  test.each([
    ["user_not_found", /no such person/],
    ["user_disabled", /account is closed/],
    ["messages_tab_disabled", /Messages Tab under App Home/],
  ])("that is refused with %s is told as gone", async (error, reason) => {
    const { adapter, platform } = await open({});
    platform.faults.add({ method: "chat.postMessage", answer: { error } });
    expect(await adapter.send(to, aMessage(), "follow1post")).toMatchObject({
      status: "channelGone",
      reason: expect.stringMatching(reason),
    });
  });

  test("that Slack will not open is looked for again", async () => {
    const { adapter, platform } = await open({});
    platform.faults.add({ method: "conversations.open", answer: { wait: 3 } });
    await expect(adapter.find(to, "follow1post")).rejects.toThrow("no more direct messages now");
    platform.faults.add({ method: "conversations.open", answer: { error: "user_disabled" } });
    await expect(adapter.find(to, "follow1post")).rejects.toThrow(/user_disabled/);
  });

  test("is checked, with the scopes that it needs", async () => {
    const { adapter, platform } = await open({});
    expect(await adapter.check("user:U0MEMBER")).toMatchObject({ ok: true });
    expect(await adapter.check("user:mia")).toMatchObject({ ok: false });
    platform.world.scopes = platform.world.scopes.filter((scope) => scope !== "im:history");
    const check = await adapter.check("U0MEMBER");
    expect(check).toMatchObject({ ok: false, mend: expect.stringContaining("im:history") });
    expect((await adapter.check(CHANNEL)).ok).toBe(true);
  });
});
