import { userInfo } from "node:os";
import { withSettings } from "../alerts/channel-settings.ts";
import type { CommandContext } from "../commands/command.ts";
import { createHost } from "../commands/host.ts";
import { commands } from "../commands/index.ts";
import { channelsOf } from "../config/channels.ts";
import { type Channel, loadDesk } from "../desk/desk.ts";
import { USUAL_URGENCY } from "../model/attention.ts";
import { systemClock } from "../ops/clock.ts";
import { createLog } from "../ops/log.ts";
import { isLocked } from "../store/sqlite/lock.ts";
import { openStore } from "../store/sqlite/open.ts";
import { openDatabase } from "./database.ts";
import { printReply } from "./reply.ts";

/** Who sits at this shell, for the audit trail: containers and cron set no USER. */
function userName(): string {
  const named = process.env.USER || process.env.LOGNAME;
  if (named) return named;
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? ""); // a user id without an account, as containers run under
  }
}

/** Runs one of the chat's commands in a shell, on the desk's own database (the sample desk's without a configuration). */
export async function runInShell(
  name: string,
  options: Record<string, string>,
  flags: { config?: string; json: boolean },
): Promise<number> {
  const { config, file } = await openDatabase(flags.config);
  const store = openStore({ file, newDeskId: () => "", existing: true });
  try {
    let desk = await loadDesk(store);
    const connections = isLocked(file) ? await store.connections() : [];
    const inFile = config === undefined ? new Map<string, Channel>() : channelsOf(config);
    const context: Omit<CommandContext, "caller"> = {
      store,
      desk: () => desk,
      clock: systemClock,
      timezone: config?.timezone ?? "UTC",
      get channels() {
        return withSettings(inFile, desk.channelSettings);
      },
      urgency: config?.attention ?? USUAL_URGENCY,
      backfill: config?.backfill ?? "digest",
      polling: {
        ...(config?.poll ?? { every: "5m", floor: 30_000, ceiling: 3_600_000 }),
        timezone: config?.timezone ?? "UTC",
      },
      seeds: config ?? { feeds: [], watchLists: [], entities: [] },
      running: () => isLocked(file),
      connections: () => connections,
      discover: async (site) => {
        const { discoverOnce } = await import("./discover.ts");
        return discoverOnce(site, config);
      },
      async refresh() {
        desk = await loadDesk(store);
      },
    };
    const host = createHost(commands, context, createLog({ level: "warn" }));
    const user = userName();
    const caller = { platform: "shell", user, displayName: user, permission: "admin" as const };
    return await printReply(await host.run(name, options, caller), flags.json);
  } finally {
    await store.close();
  }
}
