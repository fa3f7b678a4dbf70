import { vi } from "vitest";
import type { CommandDescription } from "../../../src/model/command.ts";
import { buttonsOf, read, type ShownView, type StoredMessage } from "../../platforms/slack/index.ts";
import { type ChatWay, noButton, type Role, type Shown } from "../way.ts";
import { readView, type SlackBench } from "./bench.ts";

const PEOPLE: Record<Role, string> = {
  admin: "U0ADMIN",
  editor: "U0EDITOR",
  other: "U0OTHER",
  member: "U0MEMBER",
};
/** For `adapters.slack.editors`. */
export const EDITORS = [PEOPLE.editor, PEOPLE.other];

type Answered = Awaited<ReturnType<SlackBench["platform"]["slash"]>>["responses"][number];

/** People in a Slack workspace, who use the slash command, buttons and modals there. */
export function slackWay({ platform }: SlackBench, commands: readonly CommandDescription[]): ChatWay {
  for (const [id, name] of [
    [PEOPLE.editor, "eva"],
    [PEOPLE.other, "ben"],
  ] as const) {
    platform.world.users.set(id, { id, name, admin: false, owner: false });
  }

  /** What came of something: an answer, or a modal that was opened meanwhile. */
  const outcome = (responses: readonly Answered[], modals: number, as: Role): Shown => {
    const [answer] = responses;
    if (answer !== undefined) return shown(answer, as);
    const modal = platform.views.shown.at(-1);
    if (modal === undefined || platform.views.shown.length === modals) throw new Error("nothing was shown");
    return inModal(modal, as);
  };

  const shown = (on: Answered | StoredMessage, as: Role): Shown => {
    const self: Shown = {
      text: read(on).text,
      buttons: buttonsOf(on).map((b) => b.text.text),
      async press(label, by = as) {
        const button = buttonsOf(on).find((b) => b.text.text === label);
        if (button === undefined) throw noButton(label, self);
        const modals = platform.views.shown.length;
        const { responses } = await platform.press(on, button.action_id, { user: PEOPLE[by] });
        return outcome(responses, modals, by);
      },
      fill: async (values, by = as) => (await self.press("Open the form", by)).fill(values, by),
    };
    return self;
  };

  const inModal = (view: ShownView, as: Role): Shown => {
    const self: Shown = {
      text: `${view.title.text}\n${readView(view).text}`,
      buttons: buttonsOf(view).map((b) => b.text.text),
      async press(label, by = as) {
        const button = buttonsOf(view).find((b) => b.text.text === label);
        if (button === undefined) throw noButton(label, self);
        const modals = platform.views.shown.length;
        await platform.people.pressIn(view, button.action_id, { user: PEOPLE[by] });
        await vi.waitFor(() => {
          if (platform.views.shown.length === modals) throw new Error("nothing was shown");
        }, 10_000);
        return inModal(platform.views.now(view.id) ?? view, by);
      },
      async fill(values, by = as) {
        const errors = await platform.people.submit(view, values, { user: PEOPLE[by] });
        if (Object.keys(errors).length === 0) return inModal(platform.views.now(view.id) ?? view, by);
        return { ...self, text: Object.values(errors).join("\n") };
      },
    };
    return self;
  };

  return {
    async say(command, options = {}, as = "admin") {
      const described = commands.find((c) => c.name === command);
      const given = Object.entries(options).map(([name, value]) => {
        const flag = described?.options.find((o) => o.name === name)?.type === "flag";
        return flag ? ` --${name}` : ` --${name} ${quoted(value)}`;
      });
      const modals = platform.views.shown.length;
      const { responses } = await platform.slash({ text: `${command}${given.join("")}`, user: PEOPLE[as] });
      return outcome(responses, modals, as);
    },
    channel: () => platform.messages().map((message) => shown(message, "member")),
  };
}

/** In the kind of quotation marks that does not stand in it. */
function quoted(value: string): string {
  return value.includes('"') ? `'${value}'` : `"${value}"`;
}
