import type { CommandDescription } from "../../../src/model/command.ts";
import { CHANNEL, GUILD, type StoredMessage, textOf } from "../../platforms/discord/index.ts";
import type { Told } from "../../platforms/discord/interactions.ts";
import { type ChatWay, noButton, type Role, type Shown } from "../way.ts";
import { buttonsOn, type DiscordBench } from "./bench.ts";

/** For `adapters.discord.roles`. */
export const ROLES = { admin: ["610000000000000001"], editor: ["620000000000000001"] };
const PEOPLE: Record<Role, { id: string; name: string; roles: string[] }> = {
  admin: { id: "700000000000000001", name: "Ada", roles: ROLES.admin },
  editor: { id: "700000000000000002", name: "Eva", roles: ROLES.editor },
  other: { id: "700000000000000003", name: "Ben", roles: ROLES.editor },
  member: { id: "700000000000000004", name: "Mia", roles: [] },
};

/** People in a Discord server, who use commands, buttons and forms there. */
export function discordWay({ platform }: DiscordBench, commands: readonly CommandDescription[]): ChatWay {
  platform.world.guilds.get(GUILD)?.roles.push(...ROLES.admin, ...ROLES.editor);

  const shown = (on: Told | StoredMessage, as: Role): Shown => {
    const modal = "modal" in on ? on.modal : undefined;
    const buttons = modal === undefined ? buttonsOn(on) : [];
    const self: Shown = {
      text: plain(modal === undefined ? textOf(on.content, on.embeds) : JSON.stringify(modal)),
      buttons: buttons.map((b) => b.label ?? ""),
      async press(label, by = as) {
        const id = buttons.find((b) => b.label === label)?.custom_id;
        if (id === undefined) throw noButton(label, self);
        return shown(await platform.press(on, id, { user: PEOPLE[by] }), by);
      },
      async fill(values, by = as) {
        if (modal === undefined) return (await self.press("Open the form", by)).fill(values, by);
        return shown(await platform.submit({ ...told(on), modal }, values, { user: PEOPLE[by] }), by);
      },
    };
    return self;
  };

  return {
    async say(command, options = {}, as = "admin") {
      const types = new Map(commands.find((c) => c.name === command)?.options.map((o) => [o.name, o.type]));
      const typed = Object.entries(options).map(([name, value]) => {
        const type = types.get(name);
        return [
          name,
          type === "integer" ? Number(value) : type === "flag" ? value === "true" : value,
        ] as const;
      });
      const asked = { command, options: Object.fromEntries(typed), user: PEOPLE[as] };
      return shown(await platform.interact(asked), as);
    },
    channel: () => platform.messages(CHANNEL).map((message) => shown(message, "member")),
  };
}

function told(on: Told | StoredMessage): Told {
  if (!("text" in on)) throw new Error("an alert is no form");
  return on;
}

/** Without Discord's markup, as a reader sees it. */
function plain(text: string): string {
  return text.replace(/\*\*/g, "").replace(/\\(?=[^\w\s])/g, "");
}
