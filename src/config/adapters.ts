import { resolve } from "node:path";
import { holidaysOf } from "../alerts/holidays.ts";
import type { AdapterModule } from "../model/adapter.ts";
import { digestOf, weekdayNumbers } from "./attention.ts";
import type { AdapterConfig, ChannelConfig } from "./config.ts";
import type { YamlDocument } from "./document.ts";
import type { ConfigFault } from "./faults.ts";
import { faultsOf } from "./issues.ts";
import { whatExists } from "./nearest.ts";
import type { FileSettings } from "./schema.ts";

interface Resolved {
  adapters: Record<string, AdapterConfig>;
  channels: Record<string, ChannelConfig>;
  faults: ConfigFault[];
}

/** Settings judged by each adapter's own schema, and channels by the adapters that there are. */
export function resolveAdapters(
  file: FileSettings,
  modules: readonly AdapterModule[],
  document: YamlDocument,
  folder: string,
): Resolved {
  const adapters: Record<string, AdapterConfig> = {};
  const faults: ConfigFault[] = [];
  const known = modules.map((module) => module.name);
  for (const [name, given] of Object.entries(file.adapters)) {
    const { type, ...settings } = given ?? {};
    const module = modules.find((candidate) => candidate.name === (type ?? name));
    if (module === undefined) {
      const path = type === undefined ? ["adapters"] : ["adapters", name, "type"];
      const hint = `${whatExists(type ?? name, known)}${type === undefined ? `; a second one is "${name}: { type: ... }"` : ""}`;
      faults.push(document.fault(path, `no adapter "${type ?? name}"`, { hint, key: name }));
      continue;
    }
    const read = module.settings.safeParse(withPaths(settings, folder));
    if (read.success) adapters[name] = { module: module.name, settings: read.data };
    else faults.push(...faultsOf(document, read.error.issues, module.settings, ["adapters", name]));
  }

  const channels: Record<string, ChannelConfig> = {};
  for (const [name, given] of Object.entries(file.channels)) {
    const to = typeof given === "string" ? given : given.to;
    const path = ["channels", name, ...(typeof given === "string" ? [] : ["to"])];
    const colon = to.indexOf(":");
    const adapter = to.slice(0, Math.max(colon, 0)).trim();
    const destination = to.slice(colon + 1).trim();
    if (adapter === "" || destination === "") {
      faults.push(
        document.fault(path, `channels.${name}: expected "adapter:destination", found "${to}"`, {
          hint: 'such as "discord:112233", "slack:C0123" or "console:desk"',
        }),
      );
      continue;
    }
    if (adapters[adapter] === undefined && file.adapters[adapter] === undefined) {
      const module = modules.find((candidate) => candidate.name === adapter);
      const read = module?.settings.safeParse({});
      if (module !== undefined && read?.success === true) {
        adapters[adapter] = { module: module.name, settings: read.data };
      } else {
        const names = new Set([...known, ...Object.keys(file.adapters)]);
        const message =
          module === undefined ? `no adapter "${adapter}"` : `the adapter "${adapter}" needs settings`;
        const hint = module === undefined ? whatExists(adapter, names) : `put them under adapters.${adapter}`;
        faults.push(document.fault(path, `channels.${name}: ${message}`, { hint }));
        continue;
      }
    }
    channels[name] = { adapter, destination, ...(typeof given === "string" ? {} : attentionOf(given)) };
    const fault = typeof given === "string" ? undefined : holidayFault(given.quiet?.holidays);
    if (fault !== undefined) {
      const hint = 'a country, and a region if need be: "GB", "DE-by"';
      faults.push(
        document.fault(["channels", name, "quiet", "holidays"], `channels.${name}: ${fault}`, { hint }),
      );
    }
  }

  if (file.adminChannel !== undefined && file.channels[file.adminChannel] === undefined) {
    const hint = whatExists(file.adminChannel, Object.keys(file.channels));
    faults.push(
      document.fault(["adminChannel"], `adminChannel: no channel "${file.adminChannel}"`, { hint }),
    );
  }
  return { adapters, channels, faults };
}

/** Whom a channel pings, and when it is left in peace. */
function attentionOf(given: Exclude<FileSettings["channels"][string], string>) {
  const { mention, timezone, quiet, digest, cap, layout, thumbnail, updates, escalate } = given;
  return {
    ...(mention === undefined ? {} : { mention }),
    ...(timezone === undefined ? {} : { timezone }),
    ...(quiet === undefined ? {} : { quiet: { ...quiet, days: weekdayNumbers(quiet.days) } }),
    ...(digest === undefined ? {} : { digest: digestOf(digest) }),
    ...(cap === undefined ? {} : { cap }),
    ...(layout === undefined ? {} : { layout }),
    ...(thumbnail === undefined ? {} : { thumbnail }),
    ...(updates === undefined ? {} : { updates }),
    ...(escalate === undefined ? {} : { escalate: withMention(escalate) }),
  };
}

function withMention({ after, mention }: { after: number; mention?: string | undefined }) {
  return { after, ...(mention === undefined ? {} : { mention }) };
}

function holidayFault(place: string | undefined): string | undefined {
  if (place === undefined) return undefined;
  try {
    holidaysOf(place);
    return undefined;
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
}

/** Settings that name a file ("tokenFile") do it from the configuration's folder, as every path in it does. */
function withPaths(settings: Record<string, unknown>, folder: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [
      key,
      key.endsWith("File") && typeof value === "string" && value !== "" ? resolve(folder, value) : value,
    ]),
  );
}
