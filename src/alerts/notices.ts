import type { Log } from "../model/log.ts";
import type { Clock, Instant, Millis } from "../model/time.ts";
import { type IngestStore, noChanges } from "../store/store.ts";
import { deliveryKey } from "./key.ts";
import { noticeMessage } from "./message.ts";

/** The same trouble is told once in so long, in milliseconds. */
const AGAIN: Millis = 24 * 3_600_000;

/** The desk speaking of its own troubles: to the log always, to the admin channel if there is one, once each. */
export interface Notices {
  announce(subject: string, text: string): void;
  /**
   * The same for what the database keeps until it is told: struck off in the commit that queues the message, so that
   * it is told once, however the service ends. Rejects if that commit fails: it is then still to be told.
   */
  tell(subject: string, text: string, told: readonly number[]): Promise<void>;
  /** Resolves when what was announced is in the outbox. */
  settled(): Promise<void>;
}

export function createNotices(parts: {
  store: IngestStore;
  deskId: string;
  clock: Clock;
  log: Log;
  channel: string | undefined;
  wake(): void;
}): Notices {
  const { store, clock, log, channel } = parts;
  const told = new Map<string, Instant>();
  let writing: Promise<unknown> = Promise.resolve();

  const write = async (subject: string, text: string, now: Instant, to: string, told?: readonly number[]) => {
    await store.commit({
      ...noChanges(now),
      deliveries: [
        {
          key: deliveryKey(parts.deskId, `notice:${subject}:${text}:${now}`, "post", 0),
          kind: "post",
          channel: to,
          message: noticeMessage(subject, text),
          dueAt: now,
        },
      ],
      ...(told === undefined ? {} : { told }),
    });
    parts.wake();
  };

  return {
    announce(subject, text) {
      const now = clock.now();
      const last = told.get(`${subject}\n${text}`);
      if (last !== undefined && now - last < AGAIN) return;
      told.set(`${subject}\n${text}`, now);
      for (const [key, at] of told) if (now - at >= AGAIN) told.delete(key);
      log.warn({ subject }, text);
      // Trouble with the admin channel itself cannot be told there.
      if (channel === undefined || channel === subject) return;
      writing = writing
        .then(() => write(subject, text, now, channel))
        .catch((error: unknown) => log.error({ error, subject }, "a notice could not be queued"));
    },
    async tell(subject, text, told) {
      const now = clock.now();
      if (channel === undefined) await store.commit({ ...noChanges(now), told });
      else await write(subject, text, now, channel, told);
      log.warn({ subject }, text);
    },
    async settled() {
      await writing;
    },
  };
}
