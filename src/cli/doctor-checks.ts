import { adapters } from "../../adapters/index.ts";
import { type Config, ConfigError, loadConfig } from "../config/index.ts";
import { shortName } from "../config/places.ts";
import { checkChannels } from "./doctor-channels.ts";
import { checkDatabase } from "./doctor-database.ts";
import { checkFeeds } from "./doctor-feeds.ts";

/** One thing that was looked at. `note`: nothing is broken, but it is good to know. */
export interface Finding {
  check: "config" | "database" | "watchList" | "feed" | "channel" | "platform";
  /** What it is about: a file and place, a feed's URL, a channel's name. */
  subject: string;
  state: "ok" | "note" | "fault";
  detail: string;
  mend?: string;
}

export interface Examination {
  file?: string;
  env: Record<string, string | undefined>;
  cwd: string;
  /** Whether to ask the feeds. */
  feeds: boolean;
}

/** Everything that a desk needs, each finding as it is known. Throws only for faults of the program itself. */
export async function* examine(options: Examination): AsyncGenerator<Finding> {
  let config: Config | undefined;
  try {
    config = await loadConfig({ ...options, adapters });
  } catch (fault) {
    if (!(fault instanceof ConfigError)) throw fault;
    for (const { file, line, column, message, hint } of fault.faults) {
      const subject = [file, line, column].filter((part) => part !== undefined).join(":");
      yield {
        check: "config",
        subject,
        state: "fault",
        detail: message,
        ...(hint === undefined ? {} : { mend: hint }),
      };
    }
    return;
  }
  if (config === undefined) {
    yield {
      check: "config",
      subject: "wirewatch.yaml",
      state: "note",
      detail: "there is none here: `wirewatch` runs the sample desk",
      mend: "`wirewatch init` makes one; --config or WIREWATCH_CONFIG names one elsewhere",
    };
    return;
  }
  yield* checkConfig(config, shortName(options.cwd, config.file));
  yield* checkDatabase(config);
  if (options.feeds) yield* checkFeeds(config, options.env);
  yield* checkChannels(config, options.env);
}

function* checkConfig(config: Config, file: string): Generator<Finding> {
  const counts = [
    [config.feeds.length, "feed"],
    [config.watchLists.length, "watch list"],
    [Object.keys(config.channels).length, "channel"],
  ] as const;
  const said = counts.map(([count, word]) => `${count} ${word}${count === 1 ? "" : "s"}`).join(", ");
  yield { check: "config", subject: file, state: "ok", detail: said };
  const note = (detail: string, mend: string): Finding => ({
    check: "config",
    subject: file,
    state: "note",
    detail,
    mend,
  });
  for (const problem of config.problems) yield note(problem, "mend the file, if it matters");
  if (config.fetch.contact === "") {
    yield note(
      "publishers cannot reach you",
      "say fetch.contact: a mail address or a page; some block those without",
    );
  }
  if (config.adminChannel === undefined && Object.keys(config.channels).length > 0) {
    yield note("the desk's own troubles go only to the log", "name a channel in adminChannel");
  }
  // An empty file is a sound one, and does nothing.
  if (config.feeds.length === 0) {
    yield note("no feeds: only those are polled that were added by commands", "name some in feeds");
  }
  if (config.watchLists.length === 0) {
    yield note("no watch lists: only those count that were added by commands", "name some in watchLists");
  }
  for (const list of config.watchLists) {
    if (list.channels.length > 0) continue;
    yield {
      check: "watchList",
      subject: list.name,
      state: "note",
      detail: "no channel hears of it",
      mend: "name some in its channels",
    };
  }
}
