import { existsSync } from "node:fs";
import { access, constants } from "node:fs/promises";
import { dirname } from "node:path";
import { SETTING_COMMANDS, settingFault, standingWords } from "../alerts/channel-settings.ts";
import { channelsOf } from "../config/channels.ts";
import type { Config } from "../config/index.ts";
import { loadDesk } from "../desk/desk.ts";
import { seedDesk } from "../desk/seed.ts";
import { compile } from "../matching/compile.ts";
import type { Entity } from "../model/watchlist.ts";
import { faultLine } from "../ops/faults.ts";
import type { ChannelSetting } from "../store/editing.ts";
import { connect, openStore } from "../store/sqlite/open.ts";
import type { Finding } from "./doctor-checks.ts";

/** Whether the database is there, whole, migrated and writable; which watch lists do not compile; what a file and a chat both changed. */
export async function* checkDatabase(config: Config): AsyncGenerator<Finding> {
  const { database } = config;
  const finding = (state: Finding["state"], detail: string, mend?: string): Finding => ({
    check: "database",
    subject: database,
    state,
    detail,
    ...(mend === undefined ? {} : { mend }),
  });
  if (!existsSync(database)) {
    const folder = nearestFolder(database);
    yield (await mayWrite(folder))
      ? finding("ok", "not there yet: `wirewatch run` makes it")
      : finding(
          "fault",
          `cannot be made: ${folder} may not be written`,
          `chown or chmod ${folder} for this user`,
        );
    yield* checkLists(config, []);
    return;
  }
  for (const path of [database, dirname(database)]) {
    if (await mayWrite(path)) continue;
    yield finding("fault", `${path} may not be written by this user`, `chown or chmod ${path}`);
    return;
  }
  try {
    const damage = integrity(database);
    if (damage !== undefined) {
      yield finding("fault", `damaged: ${damage}`, "stop the service and `wirewatch restore` a backup");
      return;
    }
    const store = openStore({ file: database, newDeskId: () => "", existing: true });
    try {
      yield finding("ok", "whole, migrated, writable");
      const desk = await loadDesk(store);
      yield* checkSettings(config, desk.channelSettings);
      for (const { watchList, fault } of desk.faults) yield faulty(watchList, fault);
      yield* checkLists(config, desk.entities, [...desk.watchLists.keys()]);
      // What a start would do, without doing it.
      const { conflicts } = await seedDesk({ ...store, edit: async () => undefined }, config, config.file, 0);
      for (const { kind, name } of conflicts) {
        yield finding(
          "note",
          `the ${kind === "watchList" ? "watch list" : kind} ${name} was changed in chat and in the file: the database's stands`,
          "make the file say the same (`wirewatch export` writes the database's)",
        );
      }
    } finally {
      await store.close();
    }
  } catch (fault) {
    yield finding("fault", faultLine(fault));
  }
}

/** What chat says of channels in place of the file: which counts, and how to go back. */
function* checkSettings(config: Config, settings: readonly ChannelSetting[]): Generator<Finding> {
  const inFile = channelsOf(config);
  for (const given of settings) {
    const { channel: subject, setting, value } = given;
    const finding = { check: "channel", subject } as const;
    const channel = inFile.get(subject);
    const back = `\`wirewatch ${SETTING_COMMANDS[setting]} ${subject} file\` goes back to the file's`;
    const fault = settingFault(given);
    if (channel === undefined) {
      const detail = `its ${setting} is set in chat (${value}), but the file has no such channel`;
      yield { ...finding, state: "note", detail, mend: "nothing, unless its name was changed by mistake" };
    } else if (fault !== undefined) {
      yield {
        ...finding,
        state: "fault",
        detail: `its ${setting} set in chat cannot be used: ${fault}`,
        mend: back,
      };
    } else {
      const detail = `its ${setting} is set in chat: ${value}; the file has ${standingWords(channel, setting)}`;
      yield { ...finding, state: "note", detail, mend: back };
    }
  }
}

/** Lists of files that the database does not know yet: what a start would find wrong with them. */
function* checkLists(config: Config, kept: readonly Entity[], known: readonly string[] = []) {
  const entities = [...new Map([...kept, ...config.entities].map((entity) => [entity.key, entity])).values()];
  for (const list of config.watchLists) {
    if (known.includes(list.name)) continue;
    try {
      compile([list], entities);
    } catch (fault) {
      yield faulty(list.name, faultLine(fault));
    }
  }
}

function faulty(subject: string, detail: string): Finding {
  return { check: "watchList", subject, state: "fault", detail, mend: "mend it in its file" };
}

/** What SQLite finds wrong, or undefined. */
function integrity(database: string): string | undefined {
  const db = connect({ file: database, existing: true });
  try {
    const said = String(db.pragma("quick_check(1)", { simple: true }));
    return said === "ok" ? undefined : said;
  } finally {
    db.close();
  }
}

function nearestFolder(path: string): string {
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  return folder;
}

async function mayWrite(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK);
    return true;
  } catch {
    return false; // whatever the reason is, that is the answer
  }
}
