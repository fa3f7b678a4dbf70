import type { Command } from "commander";
import type { InitFlags } from "./init-answers.ts";
import type { Answers } from "./init-file.ts";

/** `wirewatch init`: asks, or takes flags, and writes a commented `wirewatch.yaml`. */
export function register(program: Command): void {
  program
    .command("init")
    .description("Make a wirewatch.yaml: asks, or takes what the flags say.")
    .option("--discord <channel>", "post to this Discord channel (its id)")
    .option("--slack <channel>", "post to this Slack channel (its id)")
    .option(
      "--slack-url <address>",
      "take Slack's commands over HTTP, at this https address (default: Socket Mode)",
    )
    .option("--console <name>", "post to the terminal and to console-NAME.ndjson")
    .option("--feeds <file>", "an OPML file, or one feed's address (default: 40 public world feeds)")
    .option("--contact <address>", "whom publishers may write to; sent with every poll")
    .option("--timezone <name>", "the desk's time zone (default: this machine's)")
    .option("--yes", "ask nothing: the terminal and the shipped feeds, unless flags say else")
    .option("--out <file>", "where to write", "wirewatch.yaml")
    .addHelpText(
      "after",
      `
Nothing is ever overwritten, and no secret is asked for or written: tokens stay in the environment.

Examples:
  $ wirewatch init
  $ wirewatch init --discord 112233445566778899 --contact desk@example.org --timezone Europe/London
  $ wirewatch init --yes --out /etc/wirewatch/wirewatch.yaml`,
    )
    .action(async (flags: InitFlags) => {
      const { answersFromFlags, askForAnswers } = await import("./init-answers.ts");
      let answers = answersFromFlags(flags);
      if (answers === undefined) {
        if (process.stdin.isTTY !== true) {
          const { UsageError } = await import("../ops/faults.ts");
          throw new UsageError(
            "init: there is no terminal to ask at",
            "say --yes, or --discord, --slack, --console",
          );
        }
        answers = await askForAnswers(flags);
        if (answers === undefined) {
          console.error("Nothing was written.");
          process.exitCode = 1;
          return;
        }
      }
      await writeConfig(answers, flags.out ?? "wirewatch.yaml");
    });
}

async function writeConfig(answers: Answers, out: string): Promise<void> {
  const { mkdir } = await import("node:fs/promises");
  const { dirname, join, resolve } = await import("node:path");
  const { checkFeeds, configText, writeNew } = await import("./init-file.ts");
  const { slackManifest } = await import("./invite.ts");
  const { shortName } = await import("../config/places.ts");
  const cwd = process.cwd();
  const path = resolve(cwd, out);
  if (answers.feeds !== undefined) await checkFeeds(answers.feeds, cwd);
  await mkdir(dirname(path), { recursive: true });
  await writeNew(path, configText(answers, path, cwd));
  const manifest = shortName(cwd, join(dirname(path), "slack-manifest.yaml"));
  const wrote = [out];
  if (answers.slack !== undefined) {
    const { existsSync } = await import("node:fs");
    if (!existsSync(resolve(cwd, manifest))) {
      await writeNew(resolve(cwd, manifest), slackManifest(answers.slackUrl));
      wrote.push(manifest);
    }
  }
  console.log(`Wrote ${wrote.join(" and ")}.\n\n${await nextSteps(answers, out, manifest)}`);
}

async function nextSteps(answers: Answers, out: string, manifest: string): Promise<string> {
  const { applicationIdOf, discordInvite, SLACK_SCOPES } = await import("./invite.ts");
  const steps: string[] = [];
  if (answers.discord !== undefined) {
    steps.push(
      `Discord: make an application at https://discord.com/developers/applications, and under Bot reset and copy its token:
     export DISCORD_TOKEN=...
   Let the bot into your server (it asks for what it needs and no more):
     ${discordInvite(applicationIdOf(process.env.DISCORD_TOKEN))}`,
    );
  }
  if (answers.slack !== undefined) {
    steps.push(
      `Slack: at https://api.slack.com/apps choose Create New App, From a manifest, and paste ${manifest}
   (scopes: ${Object.keys(SLACK_SCOPES).join(", ")}).
   ${
     answers.slackUrl === undefined
       ? `Basic Information, App-Level Tokens: make one with the scope connections:write.
     export SLACK_APP_TOKEN=xapp-...`
       : `Basic Information, App Credentials: copy the signing secret.
     export SLACK_SIGNING_SECRET=...
   Let a proxy that speaks TLS pass ${answers.slackUrl} on to 127.0.0.1:3000; once the service runs, Event
   Subscriptions, Request URL: Retry.`
   }
   Install App: copy the bot token.
     export SLACK_BOT_TOKEN=xoxb-...
   In the channel: /invite @Wirewatch`,
    );
  }
  const flag = out === "wirewatch.yaml" ? "" : ` --config ${out}`;
  steps.push(`Check it:  npx wirewatch doctor${flag}`, `Run it:    npx wirewatch run${flag}`);
  return `Next:\n${steps.map((step, i) => `${i + 1}. ${step}`).join("\n")}\n`;
}
