import { z } from "zod";
import { USUAL_URGENCY } from "../model/attention.ts";
import { digestSchema, quietSchema } from "./attention.ts";
import { parseDuration, parseSize } from "./duration.ts";
import { everyFault, timezoneFault } from "./schedule.ts";

/** A length of time, in milliseconds once read. */
const duration = (atLeast = 0) =>
  z
    .string()
    .refine((text) => (parseDuration(text) ?? -1) >= atLeast, {
      error: `expected a duration${atLeast > 0 ? ` of at least ${atLeast / 1000} s` : ""}`,
      params: { hint: 'write a number and a unit: "30s", "5m", "1h30m", "7d"' },
    })
    .transform((text) => parseDuration(text) ?? 0);

const size = z
  .union([z.string(), z.number()])
  .refine((given) => (parseSize(String(given)) ?? 0) >= 1, {
    error: "expected a size",
    params: { hint: 'write bytes, or "500 kB", "10 MB"' },
  })
  .transform((given) => parseSize(String(given)) ?? 0);

/** A refinement that says in words what is wrong. */
const worded = (fault: (text: string) => string | undefined, hint: string) =>
  z.string().check((context) => {
    const message = fault(context.value);
    if (message !== undefined) {
      context.issues.push({ code: "custom", message, input: context.value, params: { hint } });
    }
  });

const every = worded(everyFault, 'a duration such as "5m", or a cron expression such as "*/10 6-23 * * *"');
const timezone = worded(timezoneFault, 'an IANA name such as "Europe/London"');
const text = z.string().min(1);
const name = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}_-]{0,63}$/u, "expected a name: letters, digits, - and _");

const credentials = z
  .strictObject({
    basicFile: text.describe('File that holds "user:password".').optional(),
    bearerFile: text.describe("File that holds a bearer token.").optional(),
    cookieFile: text.describe("File that holds a cookie header.").optional(),
    basicEnv: text.describe('Environment variable that holds "user:password".').optional(),
    bearerEnv: text.describe("Environment variable that holds a bearer token.").optional(),
    cookieEnv: text.describe("Environment variable that holds a cookie header.").optional(),
    proxyFile: text.describe('File that holds "user:password" for the proxy.').optional(),
    proxyEnv: text.describe('Environment variable that holds "user:password" for the proxy.').optional(),
  })
  .describe("Where this feed's secret is: in a file or an environment variable, never here.");

export const feedSchema = z.strictObject({
  url: text.describe("The feed's address.").optional(),
  file: text
    .describe("An OPML file of feeds, instead of a url. What is said beside it holds for all of them.")
    .optional(),
  outlet: text.describe("Who publishes it. Default: the feed's host.").optional(),
  tier: z.literal([1, 2, 3]).describe("1 wire or public record, 2 known, 3 other. Default: 2.").optional(),
  language: z.string().describe('BCP 47, such as "en". Default: detected.').optional(),
  group: z.string().describe("A folder, for reading and export.").optional(),
  every: every
    .describe("How often to ask: a duration or a cron expression. Default: adapted to the feed.")
    .optional(),
  fullText: z.boolean().describe("Fetch the article behind a teaser before matching.").optional(),
  headers: z.record(z.string(), z.string()).describe("Headers to send, none of them secret.").optional(),
  userAgent: text.describe("User-Agent for this feed.").optional(),
  credentials: credentials.optional(),
  proxy: text.describe("HTTP proxy for this feed.").optional(),
});

export const channelSchema = z.union([
  z.string(),
  z.strictObject({
    to: z.string().describe('"adapter:destination", such as "slack:C0123".'),
    mention: text.describe("Who is pinged by breaking alerts, in the platform's own form.").optional(),
    timezone: timezone.describe("The channel's time zone. Default: the desk's.").optional(),
    quiet: quietSchema.optional(),
    digest: digestSchema.optional(),
    layout: z.enum(["headline", "compact", "full"]).describe("How much of an alert it shows.").optional(),
    thumbnail: z
      .boolean()
      .describe("Whether its alerts show the article's picture. Default: in the full layout.")
      .optional(),
    updates: z
      .enum(["thread", "channel", "both"])
      .describe("Where what is new of a story is said.")
      .optional(),
    escalate: z
      .strictObject({
        after: duration(60_000).describe("How long a breaking alert may go unclaimed."),
        mention: text.describe("Who is pinged then. Default: the channel's mention.").optional(),
      })
      .describe("Breaking alerts that nobody claims are said again, once.")
      .optional(),
    cap: z
      .int()
      .min(1)
      .describe("Alerts an hour; what is over goes into one message at the full hour.")
      .optional(),
  }),
]);

export const watchListSchema = z
  .looseObject({
    file: text.describe("A watch-list file. Without it, the list stands here.").optional(),
    channels: z.array(z.string()).describe("Names under `channels` that its alerts go to.").optional(),
    priority: z.enum(["breaking", "normal", "low"]).optional(),
    paused: z.boolean().optional(),
    mode: z
      .enum(["alert", "digest"])
      .describe("digest: all but breaking waits for the channel's digests.")
      .optional(),
  })
  .describe("A watch list: a file, or the list itself in the same keys.");

/** How feeds are fetched; `parse` reads no more of the file than this. */
export const fetchSchema = z
  .strictObject({
    contact: z.string().default("").describe("Mail address or URL for publishers; part of the User-Agent."),
    allowHosts: z.array(text).default([]).describe('"host" or "host:port" let through though private.'),
    timeouts: z
      .strictObject({
        connect: duration(100).prefault("20s").describe("Until the connection stands, TLS included."),
        headers: duration(100).prefault("30s").describe("Until the answer begins."),
        body: duration(100).prefault("60s").describe("For the whole body."),
      })
      .prefault({}),
    maxBytes: size.prefault("10 MB").describe("Of one document, decoded."),
  })
  .prefault({});

/** The configuration file. Its defaults are the program's; config/default.yaml says each in words. */
export const fileSchema = z.strictObject({
  database: text.default("data/wirewatch.db").describe("The SQLite database, relative to this file."),
  timezone: timezone.default("UTC").describe("The desk's time zone: an IANA name."),
  poll: z
    .strictObject({
      every: every.default("5m").describe("How often feeds are asked: a duration or a cron expression."),
      floor: duration(1_000).prefault("30s").describe("No feed is asked more often than this."),
      ceiling: duration(1_000).prefault("1h").describe("Nor less often, but where it says so itself."),
      concurrency: z.int().min(1).max(1_000).default(32).describe("Feeds asked at the same time."),
    })
    .prefault({}),
  fetch: fetchSchema,
  websub: z
    .strictObject({
      url: z.url({ protocol: /^https?$/ }).describe("Where hubs reach this service from outside."),
      port: z
        .int()
        .min(0)
        .max(65_535)
        .default(8_090)
        .describe("The port it listens on, behind that address."),
    })
    .describe("Lets publishers push news (WebSub). Polling goes on.")
    .optional(),
  backfill: z
    .enum(["digest", "none", "all"])
    .default("digest")
    .describe(
      "What to tell of a feed's first sight: one digest of the last 24 hours, nothing, or each story.",
    ),
  stories: z
    .strictObject({
      window: duration(3_600_000).prefault("3d").describe("How long a story takes new entries."),
      count: z.int().min(100).max(5_000_000).default(100_000).describe("Entries compared with, at most."),
    })
    .prefault({}),
  attention: z
    .strictObject({
      signs: z
        .array(text)
        .default([...USUAL_URGENCY.signs])
        .describe("Words before a headline by which a wire says that it is urgent."),
      outletSigns: z
        .record(z.string(), z.array(text))
        .default({})
        .describe("One outlet's own signs instead."),
      tier: z.literal([1, 2, 3]).default(1).describe("Signs count from outlets of this tier or better."),
      outlets: z
        .array(z.int().min(2))
        .default([])
        .describe("When so many outlets carry a story, a reply says so: [5, 10]."),
      sources: z
        .int()
        .min(2)
        .describe("So many outlets raise a story to breaking. Unset: none do.")
        .optional(),
    })
    .prefault({}),
  delivery: z
    .strictObject({
      giveUpAfter: duration(60_000).prefault("3d").describe("After this in vain a message is a dead letter."),
    })
    .prefault({}),
  retention: z
    .strictObject({
      entries: duration(86_400_000).prefault("90d").describe("How long entries are kept."),
      alerts: duration(86_400_000).prefault("365d").describe("How long alerts are, with their stories."),
      audit: duration(86_400_000).prefault("1825d").describe("How long the audit trail is."),
      count: z.int().min(1_000).default(5_000_000).describe("Entries kept at most."),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z.enum(["error", "warn", "info", "debug"]).default("info").describe("What is logged."),
    })
    .prefault({}),
  adminChannel: text.describe("A name under `channels`: where the desk's own troubles go.").optional(),
  feeds: z.array(feedSchema).default([]),
  adapters: z
    .record(
      name,
      z
        .looseObject({ type: text.describe("The adapter, where the key is another name.").optional() })
        .nullable(),
    )
    .default({}),
  channels: z.record(name, channelSchema).default({}),
  watchLists: z.array(watchListSchema).default([]),
});

export type FileSettings = z.output<typeof fileSchema>;
