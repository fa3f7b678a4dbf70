import type Database from "better-sqlite3";
import type { ChannelChange, ChannelSetting, Claim, EditingStore, Follow, Mute } from "../editing.ts";
import type { Changes, DeskEdits } from "../store.ts";
import { commitStatements } from "./commit.ts";
import { staleIfTaken } from "./editing.ts";
import type { Syncing } from "./sync.ts";

type Audit = DeskEdits["audit"];

/** Mutes, claims, follows, feedback: what people do about alerts. */
export function attentionStore(
  db: Database.Database,
  sync: Syncing,
  write: (edits: DeskEdits) => void,
): Omit<EditingStore, "change" | "trail" | "changeOf" | "mend" | "apart" | "redo"> {
  const mutes = db.prepare<{ at: number | null; limit: number }, Mute>(
    `select id, kind, subject, since, until, who from mutes
     where @at is null or (since <= @at and until > @at) order by id desc limit @limit`,
  );
  const addMute = db.prepare(
    "insert into mutes (kind, subject, since, until, who) values (@kind, @subject, @since, @until, @who)",
  );
  const endMutes = db.prepare<Pick<Mute, "kind" | "subject"> & { at: number; only: number | null }>(
    `update mutes set until = @at where kind = @kind and subject = @subject and until > @at
       and (@only is null or id = @only)`,
  );
  const claim = db.prepare<[number], Claim>("select story, who, name, at from claims where story = ?");
  const claims = db.prepare<[], Claim>("select story, who, name, at from claims order by story");
  const addClaim = db.prepare(
    "insert into claims (story, who, name, at) values (@story, @who, @name, @at) on conflict do nothing",
  );
  const dropClaim = db.prepare("delete from claims where story = ? and who = ?");
  const follows = db.prepare<[], Follow>("select platform, user, kind, subject from follows order by at");
  const followed = db.prepare<[string, string], { n: number }>(
    "select count(*) n from follows where platform = ? and user = ?",
  );
  const addFollow = db.prepare(
    `insert into follows (platform, user, kind, subject, at) values (@platform, @user, @kind, @subject, @at)
     on conflict do nothing`,
  );
  const dropFollow = db.prepare(
    "delete from follows where platform = @platform and user = @user and kind = @kind and subject = @subject",
  );
  const dropMessages = db.prepare(
    "delete from deliveries where alert in (select id from alerts where story = @story and channel = @channel)",
  );
  const dropAlert = db.prepare("delete from alerts where story = @story and channel = @channel");
  const addFeedback = db.prepare(
    `insert into feedback (story, watch_list, who, at) values (@story, @watchList, @who, @at)
     on conflict do nothing`,
  );
  const dropFeedback = db.prepare(
    "delete from feedback where story = @story and watch_list = @watchList and who = @who",
  );
  const feedback = db.prepare<[string, number], { story: number; people: number }>(
    "select story, count(*) people from feedback where watch_list = ? and at >= ? group by story order by story desc",
  );
  const tellHeld = db.prepare<{ now: number; channel: string | null }>(
    "update alerts set held_until = @now where held is not null and (@channel is null or channel = @channel)",
  );
  const settings = db.prepare<[], ChannelSetting>(
    "select channel, setting, value from channel_settings order by channel, setting",
  );
  const settingOf = db.prepare<[string, string], { value: string }>(
    "select value from channel_settings where channel = ? and setting = ?",
  );
  const saveSetting = db.prepare<[string, string, string, number]>(
    "insert or replace into channel_settings (channel, setting, value, updated_at) values (?, ?, ?, ?)",
  );
  const dropSetting = db.prepare("delete from channel_settings where channel = ? and setting = ?");
  // Those whose time has come are left: a digest is about to take them.
  const hold = db.prepare<{ until: number; why: string; channel: string; now: number }>(
    "update alerts set held_until = @until where held = @why and channel = @channel and held_until > @now",
  );
  const commit = commitStatements(db);

  /** The act and its audit rows together; no audit row for what came to nothing. */
  const audited = <T>(at: number, audit: Audit, act: () => T, happened: (done: T) => boolean): T => {
    sync.level("FULL");
    return staleIfTaken(
      db.transaction(() => {
        const done = act();
        if (happened(done)) write({ at, audit });
        return done;
      }).immediate,
    );
  };
  const counts = (n: number) => n > 0;
  const isTrue = (done: boolean) => done;

  const setChannel = ({ channel, setting, before, after, held }: ChannelChange, at: number): boolean => {
    if (settingOf.get(channel, setting)?.value !== before) return false;
    if (after === undefined) dropSetting.run(channel, setting);
    else saveSetting.run(channel, setting, after, at);
    if (held !== undefined) hold.run({ ...held, channel, now: at });
    return true;
  };

  return {
    async channelSettings() {
      return settings.all();
    },
    async setChannel(change, at, audit) {
      return audited(at, audit, () => setChannel(change, at), isTrue);
    },
    async mutes({ at, limit }) {
      return mutes.all({ at: at ?? null, limit });
    },
    async mute(mute, audit, replaced) {
      audited(
        mute.since,
        audit,
        () => {
          // The new one counts, be it shorter.
          const { kind, subject, since: at } = mute;
          endMutes.run({ kind, subject, at, only: replaced ?? null });
          addMute.run(mute);
          return true;
        },
        isTrue,
      );
    },
    async unmute(kind, subject, at, audit, only) {
      const end = () => endMutes.run({ kind, subject, at, only: only ?? null }).changes;
      return audited(at, audit, end, counts);
    },
    async claims() {
      return claims.all();
    },
    async claimOf(story) {
      return claim.get(story);
    },
    async claimStory(wanted, changes: Changes, audit) {
      const take = () => {
        if (addClaim.run(wanted).changes === 0) return claim.get(wanted.story) ?? wanted;
        commit(changes);
        return wanted;
      };
      return audited(wanted.at, audit, take, (stands) => stands === wanted);
    },
    async releaseStory(story, who, changes, audit) {
      const free = () => {
        if (dropClaim.run(story, who).changes === 0) return false;
        commit(changes);
        return true;
      };
      return audited(changes.at, audit, free, isTrue);
    },
    async follows() {
      return follows.all();
    },
    async follow(follow, at, most, audit) {
      const add = () => {
        addFollow.run({ ...follow, at });
        return (followed.get(follow.platform, follow.user)?.n ?? 0) <= most;
      };
      const tryAdd = db.transaction(() => {
        const fits = add();
        if (fits) write({ at, audit });
        else dropFollow.run(follow);
        return fits;
      });
      sync.level("FULL");
      return tryAdd.immediate();
    },
    async unfollow(follow, at, audit) {
      const drop = () => {
        if (dropFollow.run(follow).changes === 0) return false;
        // A story's own direct message is never touched again; it is told in no other way.
        const own = { story: Number(follow.subject), channel: `dm:${follow.platform}:${follow.user}` };
        if (follow.kind === "story") {
          dropMessages.run(own);
          dropAlert.run(own);
        }
        return true;
      };
      return audited(at, audit, drop, isTrue);
    },
    async notRelevant(given, audit) {
      return audited(given.at, audit, () => addFeedback.run(given).changes > 0, isTrue);
    },
    async relevant({ at, ...given }, audit) {
      return audited(at, audit, () => dropFeedback.run(given).changes > 0, isTrue);
    },
    async feedbackOf(watchList, since) {
      return feedback.all(watchList, since);
    },
    async tellHeld(channel, now, audit) {
      return audited(now, audit, () => tellHeld.run({ now, channel: channel ?? null }).changes, counts);
    },
  };
}
