import type Database from "better-sqlite3";
import type { Delivery, DeliveryState } from "../../model/delivery.ts";
import type { EditingStore, Redo } from "../editing.ts";
import type { DeliveryOutcome, DeskEdits, OutboxStore } from "../store.ts";
import { type DeliveryRow, deliveryOf } from "./rows.ts";
import type { Syncing } from "./sync.ts";

/**
 * The rows of a channel that may be its head: one that waits to be tried again holds those behind it, a digest that is
 * not due yet does not. `+@channel`: SQLite plans a statement anew for each value that a bare parameter is compared
 * with, where it wants an order.
 */
const READY =
  "from deliveries where state = 'queued' and channel = +@channel and (due_at <= @now or attempts > 0)";
/** Later than any moment, and behind any row. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** The outbox: what is owed to channels, in order within each. */
export function outboxStore(
  db: Database.Database,
  sync: Syncing,
  write: (edits: DeskEdits) => void,
): OutboxStore & Pick<EditingStore, "redo"> {
  const takeBack = db.prepare<[string]>(
    `update deliveries set state = 'queued', uncertain = 1
     where state = 'leased' and channel not in (select value from json_each(?))`,
  );
  const unsure = db.prepare<[string], { channel: string }>(
    `select distinct channel from deliveries
     where state = 'queued' and uncertain = 1 and channel not in (select value from json_each(?))`,
  );
  // One look in the index for each channel that is owed something, however much waits there: as one recursive query,
  // each look would cost a temporary table.
  const waiting = db.prepare<[string], { channel: string }>(
    "select channel from deliveries where state = 'queued' and channel > ? order by channel limit 1",
  );
  // The head of a channel, by when it was decided.
  const headOf = db.prepare<{ now: number; channel: string }, DeliveryRow>(
    `select * ${READY} order by id limit 1`,
  );
  const headDue = db.prepare<{ now: number; channel: string }, { id: number; due: number }>(
    `select id, due_at due ${READY} order by id limit 1`,
  );
  const ahead = db.prepare<{ channel: string; head: number }, { due: number | null }>(
    "select min(due_at) due from deliveries where state = 'queued' and channel = +@channel and id < @head",
  );
  const behind = db.prepare<{ now: number; channel: string; head: number; most: number }, DeliveryRow>(
    `select * ${READY} and id > @head order by id limit +@most`,
  );
  const later = db.prepare<[number, number], DeliveryRow>(
    "select * from deliveries where alert = +? and id > ? and kind = 'edit' and state = 'queued' order by id",
  );
  const supersede = db.prepare("update deliveries set state = 'superseded' where id = ?");
  // Whatever of the channel has been sent by now is older than what this row may come to send: not by ids, since a
  // digest or a dead letter may be sent after a row that was decided later.
  const take = db.prepare(
    `update deliveries as d set state = 'leased', attempts = attempts + 1, message = ?,
       sent_before = case when attempts > 0 or uncertain = 1 then sent_before else (
         select ref from deliveries s where s.channel = d.channel and s.state = 'sent' and s.kind in ('post', 'digest')
           and s.ref is not null order by s.id desc limit 1) end
     where id = ? and state = 'queued'`,
  );
  const giveBack = db.prepare<[string]>(
    `update deliveries set state = 'queued', attempts = attempts - 1
     where state = 'leased' and id in (select value from json_each(?))`,
  );
  const record = db.prepare(
    `update deliveries set state = ?, sent_at = ?, ref = ?, due_at = coalesce(?, due_at), uncertain = ?, last_error = ?
     where id = ?`,
  );
  const posted = db.prepare<[number], { ref: string; key: string }>(
    "select ref, key from deliveries where alert = +? and kind = 'post' and state = 'sent' and ref is not null order by id limit 1",
  );
  const lastBefore = db.prepare<[number], { ref: string | null }>(
    "select sent_before ref from deliveries where id = ?",
  );
  const listed = db.prepare<{ state: string | null; limit: number }, DeliveryRow>(
    "select * from deliveries where @state is null or state = @state order by id desc limit @limit",
  );
  const retry = db.prepare<[number, number], DeliveryRow>(
    "update deliveries set state = 'queued', attempts = 0, due_at = ? where id = ? and state = 'dead' returning *",
  );
  // The edits of a post that was dead had nothing to edit: the last of them says what the alert says now.
  const requeueLast = db.prepare<{ now: number; alert: number; id: number }>(
    `update deliveries set state = 'queued', attempts = 0, due_at = @now where state = 'superseded'
       and id = (select max(id) from deliveries where alert = @alert and kind = 'edit' and id > @id)`,
  );
  // An edit that comes again must not undo a later one.
  const takeLast = db.prepare<{ alert: number; id: number }, DeliveryRow>(
    `update deliveries set message = (select message from deliveries where alert = @alert and kind = 'edit'
       order by id desc limit 1) where id = @id returning *`,
  );
  const drop = db.prepare<[number], DeliveryRow>(
    "update deliveries set state = 'dropped' where id = ? and state = 'dead' returning *",
  );
  const keep = db.prepare<[number], DeliveryRow>(
    "update deliveries set state = 'dead' where id = ? and state = 'dropped' returning *",
  );
  const counts = db.prepare<[], { state: DeliveryState; n: number }>(
    "select state, count(*) n from deliveries group by state",
  );

  /** The channels that are owed something and not left alone. */
  const owed = (busy: readonly string[]): string[] => {
    const channels: string[] = [];
    for (let at = waiting.get(""); at !== undefined; at = waiting.get(at.channel)) channels.push(at.channel);
    return channels.filter((channel) => !busy.includes(channel));
  };

  /** A channel's head and what is due behind it. What was tried before is taken alone: it may well fail again. */
  const dueFrom = (head: DeliveryRow, now: number, most: number): DeliveryRow[] => {
    if (most <= 1 || !isUntried(head)) return [head];
    const rows = behind.all({ now, channel: head.channel, head: head.id, most: most - 1 });
    const tried = rows.findIndex((row) => !isUntried(row));
    return [head, ...(tried < 0 ? rows : rows.slice(0, tried))];
  };

  const lease = db.transaction((now: number, busy: readonly string[], most: number): Delivery[] => {
    const leased: Delivery[] = [];
    const told = new Set<number>();
    const heads = owed(busy).flatMap((channel) => headOf.get({ now, channel }) ?? []);
    const due = heads.filter((head) => head.due_at <= now).sort((a, b) => a.id - b.id);
    for (const row of due.flatMap((head) => dueFrom(head, now, most))) {
      if (told.has(row.id)) continue;
      let message = row.message;
      // A post that was never tried, or an edit, takes the state of the edits behind it: ten outlets that join in a
      // second make one edit. A post that may have arrived keeps its text; its edits follow it.
      const untold = row.kind === "post" && isUntried(row);
      if (row.alert !== null && (row.kind === "edit" || untold)) {
        for (const edit of later.all(row.alert, row.id)) {
          message = edit.message;
          supersede.run(edit.id);
          told.add(edit.id);
        }
      }
      take.run(message, row.id);
      leased.push({ ...deliveryOf({ ...row, message }), state: "leased", attempts: row.attempts + 1 });
    }
    return leased;
  });

  const tryAgain = db.transaction((id: number, now: number): DeliveryRow | undefined => {
    const row = retry.get(now, id);
    if (row === undefined || row.alert === null) return row;
    if (row.kind === "post") requeueLast.run({ now, alert: row.alert, id });
    return row.kind === "edit" ? takeLast.get({ alert: row.alert, id }) : row;
  });

  const redo = db.transaction((id: number, how: Redo, now: number, audit: DeskEdits["audit"]) => {
    const row = how === "retry" ? tryAgain(id, now) : how === "drop" ? drop.get(id) : keep.get(id);
    if (row !== undefined) write({ at: now, audit });
    return row;
  });

  return {
    async recover(inHand) {
      takeBack.run(JSON.stringify(inHand));
      return unsure.all(JSON.stringify(inHand)).map((row) => row.channel);
    },
    async lease(now, busy, most = 1) {
      sync.level("NORMAL");
      const leased = lease.immediate(now, busy, most);
      // Before it is sent: a lease that a power cut took back would be sent again, unasked.
      if (leased.length > 0) await sync.done();
      return leased;
    },
    async release(ids) {
      // Lost to a power cut, they are found leased: the platform is asked in vain.
      sync.level("NORMAL");
      giveBack.run(JSON.stringify(ids));
    },
    async record(id, outcome: DeliveryOutcome) {
      // Lost to a power cut, it is found leased, and the platform is asked.
      sync.level("NORMAL");
      const sent = outcome.state === "sent" ? outcome : undefined;
      const queued = outcome.state === "queued" ? outcome : undefined;
      const ref = sent?.ref === undefined ? null : JSON.stringify(sent.ref);
      const uncertain =
        queued?.uncertain === true || (outcome.state === "dead" && outcome.uncertain === true);
      const error = "error" in outcome ? outcome.error : null;
      record.run(outcome.state, sent?.at ?? null, ref, queued?.dueAt ?? null, uncertain ? 1 : 0, error, id);
    },
    async nextDue(now, busy) {
      const dues = owed(busy).map((channel) => {
        const head = headDue.get({ now, channel });
        if (head !== undefined && head.due <= now) return head.due;
        // What stands before a head that waits to be tried again may be due before it is.
        const before = ahead.get({ channel, head: head?.id ?? NEVER })?.due ?? NEVER;
        return Math.min(before, head?.due ?? NEVER);
      });
      return dues.length === 0 ? undefined : Math.min(...dues);
    },
    async posted(alert) {
      const row = posted.get(alert);
      return row && { ref: JSON.parse(row.ref), key: row.key };
    },
    async lastBefore(delivery) {
      const ref = lastBefore.get(delivery)?.ref ?? undefined;
      return ref === undefined ? undefined : JSON.parse(ref);
    },
    async deliveries(filter) {
      return listed.all({ state: filter.state ?? null, limit: filter.limit }).map(deliveryOf);
    },
    async redo(id, how, now, audit = []) {
      sync.level("FULL");
      const row = redo.immediate(id, how, now, audit);
      return row && deliveryOf(row);
    },
    async counts() {
      const all: Record<DeliveryState, number> = {
        queued: 0,
        leased: 0,
        sent: 0,
        dead: 0,
        superseded: 0,
        dropped: 0,
      };
      for (const row of counts.all()) all[row.state] = row.n;
      return all;
    },
  };
}

function isUntried(row: DeliveryRow): boolean {
  return row.attempts === 0 && row.uncertain === 0;
}
