import { randomBytes } from "node:crypto";
import type { Notices } from "./alerts/notices.ts";
import type { Config } from "./config/index.ts";
import type { Fetcher } from "./feeds/fetch.ts";
import { listenForHubs } from "./feeds/hub-server.ts";
import { createPoller, type Poller } from "./feeds/poller.ts";
import type { Reader } from "./feeds/reader.ts";
import { createWebSub, type WebSub } from "./feeds/websub.ts";
import type { Feed, FeedDocument, FeedNotice, FeedState } from "./model/feed.ts";
import type { Log } from "./model/log.ts";
import type { Clock } from "./model/time.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Store } from "./store/store.ts";

export interface IntakeParts {
  config: Config;
  clock: Clock;
  log: Log;
  random(): number;
  store: Store;
  fetcher: Fetcher;
  reader: Reader;
  pipeline: Pick<Pipeline, "ingest">;
  notices: Notices;
}

/** How news comes in: feeds are polled, and hubs push where the desk has a public address. */
export interface Intake extends Pick<Poller, "once"> {
  run(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

export function createIntake(parts: IntakeParts): Intake {
  const { config, clock, log, store, fetcher, reader, notices } = parts;

  const ingest = async (
    feed: Feed,
    document: FeedDocument,
    state?: FeedState,
    told: readonly FeedNotice[] = [],
  ) => {
    const { entries, matches, deliveries } = await parts.pipeline.ingest(feed, document, state, told);
    const fields = { feed: feed.settings.url, entries: entries.length, matches: matches.length };
    if (entries.length > 0) log.debug({ ...fields, deliveries: deliveries.length }, "new entries");
  };

  const websub: WebSub | undefined =
    config.websub === undefined
      ? undefined
      : createWebSub({
          clock,
          log,
          fetcher,
          reader,
          publicUrl: config.websub.url,
          secret: () => randomBytes(32).toString("base64url"),
          feed: store.feed,
          saveHub: store.saveHub,
          ingest,
        });

  let isListening = false;
  const poller = createPoller({
    clock,
    log,
    fetcher,
    reader,
    random: parts.random,
    source: store,
    ingest,
    concurrency: config.poll.concurrency,
    announce: ({ subject, text, told }) => notices.tell(subject, text, told),
    desk: { ...config.poll, timezone: config.timezone },
    ...(websub === undefined
      ? {}
      : {
          // No hub is asked to call where nobody answers: before the service listens, and in `run --once`.
          websub: { after: (feed, links) => (isListening ? websub.after(feed, links) : feed.state.hub) },
        }),
  });

  return {
    once: poller.once,

    async run(signal) {
      const hubs =
        websub === undefined || config.websub === undefined
          ? undefined
          : await listenForHubs(websub, config.websub.port, log);
      isListening = hubs !== undefined;
      if (hubs !== undefined) log.info({ port: hubs.port }, "listening for WebSub hubs");
      try {
        await poller.run(signal);
      } finally {
        await hubs?.close();
      }
    },

    async stop() {
      await poller.stop();
      await websub?.settled();
    },
  };
}
