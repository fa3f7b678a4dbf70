import type { CommandContext } from "../commands/command.ts";
import { createHost } from "../commands/host.ts";
import { commands } from "../commands/index.ts";
import { loadDesk } from "../desk/desk.ts";
import { systemClock } from "../ops/clock.ts";
import { createLog } from "../ops/log.ts";
import { openStore } from "../store/sqlite/open.ts";
import { openDatabase } from "./database.ts";
import { printReply } from "./reply.ts";

/** Runs one of the chat's commands in a shell, on the desk's own database (the sample desk's without a configuration). */
export async function runInShell(
  name: string,
  options: Record<string, string>,
  flags: { config?: string; json: boolean },
): Promise<number> {
  const { config, file } = await openDatabase(flags.config);
  const store = openStore({ file, newDeskId: () => "", existing: true });
  try {
    const desk = await loadDesk(store);
    const context: Omit<CommandContext, "caller"> = {
      store,
      desk: () => desk,
      clock: systemClock,
      timezone: config?.timezone ?? "UTC",
      channels: new Map(
        Object.entries(config?.channels ?? {}).map(([key, c]) => [key, `${c.adapter}:${c.destination}`]),
      ),
      connections: () => [],
    };
    const host = createHost(commands, context, createLog({ level: "warn" }));
    const user = process.env.USER ?? process.env.LOGNAME ?? "";
    const caller = { platform: "shell", user, displayName: user, permission: "admin" as const };
    return await printReply(await host.run(name, options, caller), flags.json);
  } finally {
    await store.close();
  }
}
