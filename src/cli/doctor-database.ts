import { existsSync } from "node:fs";
import { access, constants } from "node:fs/promises";
import { dirname } from "node:path";
import type { Config } from "../config/index.ts";
import { loadDesk } from "../desk/desk.ts";
import { seedDesk } from "../desk/seed.ts";
import { compile } from "../matching/compile.ts";
import type { Entity } from "../model/watchlist.ts";
import { faultLine } from "../ops/faults.ts";
import { connect, openStore } from "../store/sqlite/open.ts";
import type { Finding } from "./doctor-checks.ts";
import { checkService, checkSettings } from "./doctor-service.ts";

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
      yield* checkService(store, database);
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
