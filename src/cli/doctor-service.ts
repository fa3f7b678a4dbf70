import { SETTING_COMMANDS, settingFault, standingWords } from "../alerts/channel-settings.ts";
import { channelsOf } from "../config/channels.ts";
import type { Config } from "../config/index.ts";
import type { ChannelSetting } from "../store/editing.ts";
import { isLocked } from "../store/sqlite/lock.ts";
import type { Store } from "../store/store.ts";
import type { Finding } from "./doctor-checks.ts";

/** What the running service said of its platforms last, and what keeps messages from their channels. */
export async function* checkService(store: Store, database: string): AsyncGenerator<Finding> {
  for (const { adapter: subject, state: said } of isLocked(database) ? await store.connections() : []) {
    const state = said === "connected" ? "ok" : "fault";
    yield { check: "platform", subject, state, detail: `the running service says: ${said}` };
  }
  for (const { channel: subject, state: how, count, why } of await store.blocked()) {
    const messages = `${count} ${count === 1 ? "message" : "messages"}`;
    const finding = { check: "channel", subject } as const;
    if (how === "queued") {
      yield { ...finding, state: "note", detail: `${messages} will be tried again: ${why}` };
      continue;
    }
    const mend =
      "once that is mended, `wirewatch delivery list`; `delivery retry NUMBER` sends one, `delivery drop NUMBER` gives it up";
    yield { ...finding, state: "fault", detail: `${messages} could not be delivered: ${why}`, mend };
  }
}

/** What chat says of channels in place of the file: which counts, and how to go back. */
export function* checkSettings(config: Config, settings: readonly ChannelSetting[]): Generator<Finding> {
  const inFile = channelsOf(config);
  for (const given of settings) {
    const { channel: subject, setting, value } = given;
    const finding = { check: "channel", subject } as const;
    const channel = inFile.get(subject);
    const back = `\`wirewatch ${SETTING_COMMANDS[setting]} ${subject} file\` goes back to the file's`;
    const fault = settingFault(given);
    if (channel === undefined) {
      const detail = `its ${setting} was set by a command (${value}), but the file has no such channel`;
      yield { ...finding, state: "note", detail, mend: "nothing, unless its name was changed by mistake" };
    } else if (fault !== undefined) {
      yield {
        ...finding,
        state: "fault",
        detail: `its ${setting} set by a command cannot be used: ${fault}`,
        mend: back,
      };
    } else {
      const detail = `its ${setting} was set by a command: ${value}; the file has ${standingWords(channel, setting)}`;
      yield { ...finding, state: "note", detail, mend: back };
    }
  }
}
