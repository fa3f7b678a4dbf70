import { readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { UsageError } from "../ops/faults.ts";
import { packageRoot } from "../ops/package.ts";

/** What a configuration is made from. */
export interface Answers {
  discord?: string;
  slack?: string;
  /** The https address at which Slack reaches this service: commands come over HTTP. Unset: Socket Mode. */
  slackUrl?: string;
  console?: string;
  /** An OPML file or a feed's address; undefined: the shipped world feeds. */
  feeds?: string;
  contact: string;
  timezone: string;
}

/** The text of a `wirewatch.yaml` that validates and runs as it stands. `out` is where it will be. */
export function configText(answers: Answers, out: string, cwd: string): string {
  const channels = [
    ...(answers.discord === undefined ? [] : [["discord", `discord:${answers.discord}`]]),
    ...(answers.slack === undefined ? [] : [["slack", `slack:${answers.slack}`]]),
    ...(answers.console === undefined ? [] : [["screen", `console:${answers.console}`]]),
  ];
  const names = channels.map(([name]) => name).join(", ");
  const adapters = [
    ...(answers.discord === undefined
      ? []
      : ["  discord: {}         # the bot's token: DISCORD_TOKEN in the environment"]),
    ...(answers.slack === undefined ? [] : [slackLine(answers.slackUrl)]),
  ];
  return `# yaml-language-server: $schema=${yamlPath(dirname(out), join(packageRoot(), "config", "schema.json"))}
# The configuration of this Wirewatch. Every key with its default: config/default.yaml of Wirewatch.
# Check it with \`wirewatch doctor\`; \`wirewatch\` runs it. Paths are relative to this file.

# Everything that Wirewatch knows. Back it up with \`wirewatch backup FILE\`, also while it runs.
database: data/wirewatch.db

# The desk's time zone.
timezone: ${answers.timezone}

# How often feeds are asked, unless one says its own ("every: 1m" beside its url).
poll: { every: 5m }

# Whom publishers may write to if a feed is asked too often: a mail address or a page.
fetch: { contact: ${JSON.stringify(answers.contact)} }

# Of a feed that is seen for the first time: digest (one message with the last 24 hours' matches), none, or all.
backfill: digest

feeds:
  - ${feedLine(answers.feeds, out, cwd)}
  # - { url: "https://news.example/rss", outlet: Example News, tier: 1, language: en, every: 1m }

${adapters.length === 0 ? "# Chat platforms; secrets stay in the environment.\n# adapters:\n#   discord: {}\n" : `# Chat platforms; secrets stay in the environment.\nadapters:\n${adapters.join("\n")}\n`}
# Your names for places: "adapter:destination". Breaking alerts ping a channel's mention, if it has one:
#   newsroom: { to: "slack:C0123ABCD", mention: "<!here>" }
channels:
${channels.map(([name, to]) => `  ${name}: "${to}"`).join("\n")}

# Where the desk's own troubles go: a feed that is down, a token that was revoked.
adminChannel: ${channels[0]?.[0] ?? "screen"}

# What to watch for, and which channels hear of it. Copy the file to make a list of your own.
watchLists:
  - { file: config/watchlists/ukraine-peace.yaml, channels: [${names}] }
`;
}

function slackLine(url: string | undefined): string {
  return url === undefined
    ? "  slack: {}           # SLACK_BOT_TOKEN (xoxb-...) and SLACK_APP_TOKEN (xapp-...) in the environment"
    : `  # Slack sends commands to ${url}: a proxy that speaks TLS passes them on to 127.0.0.1:3000 (host, port).
  slack: { mode: http }  # SLACK_BOT_TOKEN (xoxb-...) and SLACK_SIGNING_SECRET in the environment`;
}

/** Writes a new file; what is there already stays as it is. */
export async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: "wx" });
  } catch (fault) {
    if (fault instanceof Error && "code" in fault && fault.code === "EEXIST") {
      throw new UsageError(`${path} is there already and was left as it is`, "--out FILE writes another one");
    }
    throw fault;
  }
}

/** Whether a file of feeds can be read; says so before anything is written. */
export async function checkFeeds(feeds: string, cwd: string): Promise<void> {
  if (/^https?:\/\//i.test(feeds)) return;
  try {
    await readFile(resolve(cwd, feeds));
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault);
    throw new UsageError(`--feeds ${feeds}: cannot be read: ${why}`, "an OPML file, or a feed's address");
  }
}

function feedLine(feeds: string | undefined, out: string, cwd: string): string {
  if (feeds === undefined)
    return "{ file: config/feeds/world.opml }     # some 40 public feeds, shipped with Wirewatch";
  if (/^https?:\/\//i.test(feeds)) return `{ url: ${JSON.stringify(feeds)} }`;
  return `{ file: ${JSON.stringify(yamlPath(dirname(out), resolve(cwd, feeds)))} }`;
}

/** From the configuration's folder where that is the shorter name. */
function yamlPath(folder: string, file: string): string {
  const near = relative(folder, file);
  return (near.startsWith(`..${sep}..`) ? file : near).split(sep).join("/");
}
