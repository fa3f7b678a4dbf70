import type { WebClient } from "@slack/web-api";
import type { ChannelCheck } from "../../src/model/adapter.ts";
import { personIn } from "./destination.ts";
import { faultOf, refusalWords, type SlackFault } from "./outcome.ts";

/** The scopes of a bot token that everything works with, and what is lost without each. */
const SCOPES: Record<string, string> = {
  "chat:write": "post alerts",
  "users:read": "tell admins from members",
  commands: "answer the slash command",
};

/**
 * Whether the bot may post to a channel, and can see who is in the user groups of editors, in words with the mend.
 * Never throws for what Slack answers.
 */
export async function checkChannel(
  web: WebClient,
  destination: string,
  editors: readonly string[],
): Promise<ChannelCheck> {
  const channel = await checkPosting(web, destination);
  const groups = editors.filter((id) => id.startsWith("S"));
  return channel.ok ? ((await groupTrouble(web, groups)) ?? channel) : channel;
}

async function groupTrouble(web: WebClient, groups: readonly string[]): Promise<ChannelCheck | undefined> {
  for (const usergroup of groups) {
    try {
      await web.usergroups.users.list({ usergroup });
    } catch (error) {
      const fault = faultOf(error);
      const unknown = fault.kind === "refused" && fault.code === "no_such_subteam";
      const what = unknown
        ? `there is no user group ${usergroup}`
        : `the user group ${usergroup} cannot be looked at`;
      const mend = unknown
        ? "correct adapters.slack.editors: a group's id stands in its address in Slack (S...)"
        : "add usergroups:read under OAuth & Permissions of the Slack app and install it again";
      return faulty(fault, what, mend);
    }
  }
  return undefined;
}

async function checkPosting(web: WebClient, destination: string): Promise<ChannelCheck> {
  const person = personIn(destination);
  if (person === undefined && !/^[CGD][A-Z0-9]{2,}$/.test(destination)) {
    return {
      ok: false,
      detail: `"${destination}" is no id of a Slack channel`,
      mend: `write the channel's id (C...): it stands at the bottom of the channel's details in Slack`,
    };
  }
  let who: { team: string; bot: string; scopes: string[] | undefined };
  try {
    const answer = await web.auth.test();
    who = {
      team: answer.team ?? "?",
      bot: answer.user ?? "?",
      scopes: answer.response_metadata?.scopes,
    };
  } catch (error) {
    return faulty(
      faultOf(error),
      "the bot token cannot be checked",
      "set SLACK_BOT_TOKEN to the app's bot token",
    );
  }
  const missing = Object.keys(SCOPES).filter(
    (scope) => who.scopes !== undefined && !who.scopes.includes(scope),
  );
  if (missing.length > 0) {
    return {
      ok: !missing.includes("chat:write"),
      detail: `the Slack app of ${who.team} lacks ${missing.map((s) => `${s} (to ${SCOPES[s]})`).join(", ")}`,
      mend: `add ${missing.join(", ")} under OAuth & Permissions of the Slack app and install it again`,
    };
  }
  if (person !== undefined || destination.startsWith("D")) return direct(who);
  return conversation(web, destination, who);
}

/** What direct messages need besides. */
const DIRECT = ["im:history", "im:write"];

function direct(who: { team: string; bot: string; scopes: string[] | undefined }): ChannelCheck {
  const missing = DIRECT.filter((scope) => who.scopes !== undefined && !who.scopes.includes(scope));
  if (missing.length === 0) return { ok: true, detail: `direct messages in ${who.team} as ${who.bot}` };
  const them = missing.join(", ");
  return {
    ok: false,
    detail: `the Slack app lacks ${them}: after a lost answer nobody can know whether a direct message arrived`,
    mend: `add ${them} under OAuth & Permissions of the Slack app and install it again`,
  };
}

async function conversation(
  web: WebClient,
  destination: string,
  who: { team: string; bot: string; scopes: string[] | undefined },
): Promise<ChannelCheck> {
  try {
    const { channel } = await web.conversations.info({ channel: destination });
    const name = channel?.name === undefined ? destination : `#${channel.name}`;
    if (channel?.is_archived === true) {
      return { ok: false, detail: `${name} is archived`, mend: `unarchive ${name}, or name another channel` };
    }
    if (channel?.is_member === false) {
      return {
        ok: false,
        detail: `${who.bot} is not in ${name} of ${who.team}`,
        mend: `in ${name}, write: /invite @${who.bot}`,
      };
    }
    const history = channel?.is_mpim === true ? "mpim" : channel?.is_private === true ? "groups" : "channels";
    const scope = `${history}:history`;
    if (who.scopes !== undefined && !who.scopes.includes(scope)) {
      return {
        ok: false,
        detail: `the Slack app lacks ${scope}: after a lost answer nobody can know whether a message arrived in ${name}`,
        mend: `add ${scope} under OAuth & Permissions of the Slack app and install it again`,
      };
    }
    return { ok: true, detail: `${name} of ${who.team} as ${who.bot}` };
  } catch (error) {
    return faulty(
      faultOf(error),
      `${destination} in ${who.team} cannot be looked at`,
      mendOf(faultOf(error), who.bot),
    );
  }
}

function mendOf(fault: SlackFault, bot: string): string {
  if (fault.kind !== "refused") return "try again later";
  if (fault.code === "channel_not_found") return `check the id; in a private channel, write: /invite @${bot}`;
  if (fault.code === "missing_scope") {
    return "add channels:read and groups:read under OAuth & Permissions of the Slack app and install it again";
  }
  return "see the words of Slack's answer";
}

function faulty(fault: SlackFault, what: string, mend: string): ChannelCheck {
  switch (fault.kind) {
    case "limited":
      return {
        ok: false,
        detail: `${what}: Slack asks to wait`,
        mend: `try again in ${Math.ceil(fault.afterMs / 1000)} seconds`,
      };
    case "refused":
      return { ok: false, detail: `${what}: ${refusalWords(fault.code)} (${fault.detail})`, mend };
    case "http":
    case "lost":
      return {
        ok: false,
        detail: `${what}: no answer from Slack (${fault.detail})`,
        mend: "check the network, and adapters.slack.apiBase",
      };
  }
}
