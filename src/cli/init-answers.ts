import * as prompts from "@clack/prompts";
import { timezoneFault } from "../config/schedule.ts";
import { UsageError } from "../ops/faults.ts";
import type { Answers } from "./init-file.ts";

export interface InitFlags {
  discord?: string;
  slack?: string;
  slackUrl?: string;
  console?: string;
  feeds?: string;
  contact?: string;
  timezone?: string;
  yes?: boolean;
  out?: string;
}

const DISCORD_ID = /^\d{1,20}$/;
const SLACK_ID = /^[CG][A-Z0-9]{2,}$/;
const CONSOLE_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** Where the Slack adapter listens for requests, below the service's public address. */
const SLACK_PATH = "/slack/events";

/** What is wrong with the address that Slack is to send to, or undefined. */
function slackUrlFault(url: string): string | undefined {
  const fine = URL.canParse(url) && new URL(url).protocol === "https:";
  return fine ? undefined : "expected an https address, such as https://wire.example.org";
}

/** With the path, where only the host was given. */
function slackRequestUrl(url: string): string {
  const { pathname } = new URL(url);
  return pathname === "/" ? new URL(SLACK_PATH, url).href : url;
}

/** What flags say; undefined if they leave it to asking. Throws UsageError for what cannot be. */
export function answersFromFlags(flags: InitFlags): Answers | undefined {
  const { discord, slack, console: screen, feeds } = flags;
  if (discord !== undefined && !DISCORD_ID.test(discord)) {
    throw new UsageError(
      `--discord ${discord}: expected a channel's id, digits only`,
      "in Discord: Settings, Advanced, Developer Mode; then right-click the channel, Copy Channel ID",
    );
  }
  if (slack !== undefined && !SLACK_ID.test(slack)) {
    throw new UsageError(
      `--slack ${slack}: expected a channel's id, such as C0123ABCD`,
      "it stands at the bottom of the channel's details",
    );
  }
  const { slackUrl } = flags;
  const unreachable = slackUrl === undefined ? undefined : slackUrlFault(slackUrl);
  if (unreachable !== undefined) throw new UsageError(`--slack-url ${slackUrl}: ${unreachable}`);
  if (slackUrl !== undefined && slack === undefined) {
    throw new UsageError("--slack-url: for which channel?", "say --slack CHANNEL too");
  }
  if (screen !== undefined && !CONSOLE_NAME.test(screen)) {
    throw new UsageError(`--console ${screen}: expected a name of letters, digits, - and _`);
  }
  const fault = flags.timezone === undefined ? undefined : timezoneFault(flags.timezone);
  if (fault !== undefined)
    throw new UsageError(`--timezone: ${fault}`, 'an IANA name such as "Europe/London"');
  const named = discord !== undefined || slack !== undefined || screen !== undefined;
  if (!named && flags.yes !== true) return undefined;
  return {
    ...(discord === undefined ? {} : { discord }),
    ...(slack === undefined ? {} : { slack }),
    ...(slackUrl === undefined ? {} : { slackUrl: slackRequestUrl(slackUrl) }),
    ...(screen === undefined ? (named ? {} : { console: "desk" }) : { console: screen }),
    ...(feeds === undefined ? {} : { feeds }),
    contact: flags.contact ?? "",
    timezone: flags.timezone ?? ownTimezone(),
  };
}

/** Asks at the terminal for what flags have not said. Undefined if the person leaves. */
export async function askForAnswers(flags: InitFlags): Promise<Answers | undefined> {
  prompts.intro("A Wirewatch of your own");
  const where = await prompts.multiselect({
    message: "Where shall alerts go?",
    options: [
      { value: "discord", label: "Discord", hint: "needs a bot token" },
      { value: "slack", label: "Slack", hint: "needs an app with two tokens" },
      { value: "console", label: "This terminal", hint: "needs nothing" },
    ],
    initialValues: ["console"],
    required: true,
  });
  if (prompts.isCancel(where)) return undefined;
  const ask = async (message: string, valid: (text: string) => string | undefined, initialValue = "") =>
    prompts.text({ message, initialValue, validate: (text) => valid(text ?? "") });
  const answers: Answers = { contact: flags.contact ?? "", timezone: flags.timezone ?? ownTimezone() };
  if (where.includes("discord")) {
    const id = await ask("Discord channel id (right-click the channel, Copy Channel ID)", (text) =>
      DISCORD_ID.test(text) ? undefined : "digits only",
    );
    if (prompts.isCancel(id)) return undefined;
    answers.discord = id;
  }
  if (where.includes("slack")) {
    const id = await ask("Slack channel id (at the bottom of the channel's details)", (text) =>
      SLACK_ID.test(text) ? undefined : "such as C0123ABCD",
    );
    if (prompts.isCancel(id)) return undefined;
    answers.slack = id;
    const url = await ask(
      "An https address at which Slack reaches this service (empty: Socket Mode, which needs none)",
      (text) => (text === "" ? undefined : slackUrlFault(text)),
    );
    if (prompts.isCancel(url)) return undefined;
    if (url) answers.slackUrl = slackRequestUrl(url);
  }
  if (where.includes("console")) answers.console = "desk";
  if (flags.feeds === undefined) {
    const feeds = await ask(
      "An OPML file of feeds, or one feed's address (empty: 40 public world feeds)",
      () => undefined,
    );
    if (prompts.isCancel(feeds)) return undefined;
    if (feeds !== "" && feeds !== undefined) answers.feeds = feeds;
  } else answers.feeds = flags.feeds;
  if (flags.contact === undefined) {
    const contact = await ask(
      "A mail address for publishers, sent with every poll (may be empty)",
      () => undefined,
    );
    if (prompts.isCancel(contact)) return undefined;
    answers.contact = contact ?? "";
  }
  if (flags.timezone === undefined) {
    const timezone = await ask("The desk's time zone", timezoneFault, ownTimezone());
    if (prompts.isCancel(timezone)) return undefined;
    answers.timezone = timezone;
  }
  return answers;
}

function ownTimezone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}
