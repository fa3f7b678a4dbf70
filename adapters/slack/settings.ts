import { z } from "zod";

/** What stands under `adapters.slack` in the configuration. No secret stands here, only where one is found. */
export const slackSettings = z.strictObject({
  apiBase: z
    .url({ protocol: /^https?$/, error: "must be an http or https URL, such as https://slack.com/api/" })
    .default("https://slack.com/api/")
    .transform((url) => (url.endsWith("/") ? url : `${url}/`))
    .describe("Where Slack's Web API is. Change it for a proxy, GovSlack or a test."),
  botTokenEnv: z
    .string()
    .regex(/^[A-Z_][A-Z0-9_]*$/, "must be the name of an environment variable, such as SLACK_BOT_TOKEN")
    .default("SLACK_BOT_TOKEN")
    .describe(
      "The environment variable that holds the bot token (xoxb-); another one for a second workspace.",
    ),
  appTokenEnv: z
    .string()
    .regex(/^[A-Z_][A-Z0-9_]*$/, "must be the name of an environment variable, such as SLACK_APP_TOKEN")
    .default("SLACK_APP_TOKEN")
    .describe("The environment variable that holds the app-level token (xapp-), for Socket Mode."),
  botTokenFile: z.string().min(1).optional().describe("A file that holds the bot token, instead."),
  appTokenFile: z.string().min(1).optional().describe("A file that holds the app-level token, instead."),
  mode: z
    .enum(["socket", "http"])
    .default("socket")
    .describe("How commands come in: over an outgoing Socket Mode connection, or as signed HTTP requests."),
  host: z.string().min(1).default("127.0.0.1").describe("For http: the address to listen at."),
  port: z
    .int()
    .min(0)
    .max(65_535)
    .default(3000)
    .describe("For http: the port. Requests come to /slack/events, through a proxy that speaks TLS."),
  signingSecretEnv: z
    .string()
    .regex(/^[A-Z_][A-Z0-9_]*$/, "must be the name of an environment variable, such as SLACK_SIGNING_SECRET")
    .default("SLACK_SIGNING_SECRET")
    .describe("For http: the environment variable that holds the app's signing secret."),
  signingSecretFile: z
    .string()
    .min(1)
    .optional()
    .describe("For http: a file that holds the signing secret, instead."),
  admins: z
    .array(z.string().regex(/^[UW][A-Z0-9]{2,20}$/, "must be the id of a person, such as U0123ABCD"))
    .default([])
    .describe("People who are admins of the desk besides the workspace's admins and owners."),
  editors: z
    .array(
      z
        .string()
        .regex(/^[UWS][A-Z0-9]{2,20}$/, "must be the id of a person (U...) or of a user group (S...)"),
    )
    .default([])
    .describe("People and user groups who are editors."),
  command: z
    .string()
    .regex(/^\/[a-z0-9_-]{1,31}$/, "must be a slash and a lower-case word, such as /wirewatch")
    .default("/wirewatch")
    .describe("The slash command, as the Slack app names it."),
  timeoutMs: z
    .int()
    .min(100)
    .max(60_000)
    .default(8000)
    .describe("How long one request to Slack may take, in milliseconds."),
});

export type SlackSettings = z.infer<typeof slackSettings>;
