import type { DeskView } from "../desk/desk.ts";
import type { Message } from "../model/message.ts";
import type { Story, StoryLink } from "../model/story.ts";
import type { Match } from "../model/watchlist.ts";
import type { Changes, KeptAlert, KeptEntry, Snapshot } from "../store/store.ts";
import type { Correction } from "../stories/correction.ts";
import { toClaimer } from "./claimer.ts";
import { compose } from "./compose.ts";
import { growthOf, spreadOf } from "./growth.ts";
import { hasSources, withSources } from "./independent.ts";
import { after } from "./notes.ts";
import { createRelated } from "./related.ts";
import { muted, routes } from "./routes.ts";
import { asNew, asTold, createSettling, type Pending, pointOneToOther } from "./settle.ts";
import { EMPTY } from "./shown.ts";
import { createWithdrawals } from "./withdrawals.ts";

/**
 * Who is told of what, while one document is decided: the stories it touches as they grow, and at the end one post for
 * a new alert, one edit for a changed one. Unique by (story, channel), whatever lists matched.
 */
export interface Telling {
  nextEntry(): number;
  /** Begins a story; returns its id. */
  begin(headline: string, now: number): number;
  /** An entry takes its place in its story. */
  join(entry: KeptEntry): void;
  revised(entry: KeptEntry): void;
  /** What an entry matched, for why its story is told. */
  note(entry: KeptEntry, matches: readonly Match[]): void;
  /** The entry's story is told to the channels of the lists that it matched. */
  tell(entry: KeptEntry, matches: readonly Match[]): void;
  /** The story is told to a channel by other means (a digest): it has an alert without a message of its own. */
  tellElsewhere(entry: KeptEntry, channel: string, watchLists: readonly string[]): Message | undefined;
  /**
   * A report is taken back, by a revision or by an entry of its own: every channel that was told of its story hears
   * so. Returns the entries that it takes back, as they now are.
   */
  withdraw(entry: KeptEntry): KeptEntry[];
  /**
   * A new report of a story: one that was taken back stands again, and every channel that was told so hears it. False
   * where nothing stands: a late copy of what was taken back, by its own outlet (then it is taken back too) or another.
   */
  stand(entry: KeptEntry): boolean;
  /** A report that was taken back is its outlet's again: every channel that was told of its story hears so. */
  restore(entry: KeptEntry): void;
  /** The story that a story's entries are in now: another, if it was merged by this document. */
  nowIn(story: number): number;
  /** What an entry shows of its story and another. */
  link(link: StoryLink): void;
  /** Two stories prove to be one: what is of `from` is of `into`. The older alert of a channel stays, the newer points to it. */
  merge(merge: { from: number; into: number }): void;
  /** A revision that a reader must know of: said where the story is told. */
  correct(entry: KeptEntry, correction: Correction): void;
  /** Said where the story is told, if anything new came with the entry. */
  grow(entry: KeptEntry, matches: readonly Match[]): void;
  finish(): void;
}

export function createTelling(snapshot: Snapshot, view: DeskView, changes: Changes): Telling {
  const next = { ...snapshot.next };
  const stories = new Map(snapshot.stories);
  const entries = new Map([...snapshot.entries].map(([id, list]) => [id, [...list]]));
  const matches = new Map(snapshot.matches);
  const claims = new Map(snapshot.claims);
  const mutes = [...view.desk.mutes];
  const touched = new Set<number>();
  const pending: Pending[] = [];
  const loaded = new Set<number>();

  const keptAlerts = (story: number) => snapshot.alerts.get(story) ?? snapshot.linked.alerts.get(story) ?? [];

  const alertsOf = (story: number): Pending[] => {
    if (!loaded.has(story)) {
      loaded.add(story);
      for (const alert of keptAlerts(story)) pending.push(asTold(alert));
    }
    return pending.filter((p) => p.alert.story === story && p.pointsTo === undefined);
  };

  const alertFor = (entry: KeptEntry, channel: string, posted: boolean): Pending => {
    const known = alertsOf(entry.story).find((p) => p.alert.channel === channel);
    if (known !== undefined) return known;
    const made = asNew({
      id: next.alert++,
      story: entry.story,
      channel,
      entry: entry.id,
      createdAt: view.now,
      updates: 0,
      posted,
      watchLists: [],
      message: EMPTY,
    });
    pending.push(made);
    return made;
  };

  const state = (alert: KeptAlert) => {
    const story = storyOf(alert.story);
    const claimedBy = claims.get(story.id)?.name;
    return compose(alert, { story, entries: entries.get(story.id) ?? [], matches, claimedBy }, view);
  };

  const storyOf = (id: number): Story =>
    stories.get(id) ?? { id, headline: "", createdAt: view.now, updatedAt: view.now };

  const nowIn = (story: number): number => {
    const to = stories.get(story)?.mergedInto;
    return to === undefined ? story : nowIn(to);
  };

  const related = createRelated(snapshot.linked, {
    story: storyOf,
    entries: (story) => entries.get(story),
    alerts: (story) => (loaded.has(story) ? alertsOf(story).map((p) => p.alert) : keptAlerts(story)),
  });

  const tell = (entry: KeptEntry, found: readonly Match[]) => {
    const all = entries.get(entry.story) ?? [];
    const noted = all.flatMap((e) => matches.get(e.id) ?? []);
    const ready = withSources(found, noted, all, view.desk.watchLists);
    for (const [channel, lists] of routes(ready, view)) {
      const { alert } = alertFor(entry, channel.name, true);
      alert.watchLists = [...new Set([...alert.watchLists, ...lists])];
    }
  };

  /** Said where the story was told before; what is `grave`, through mutes. */
  const say = (story: number, text: string, grave = false) => {
    for (const p of alertsOf(story)) if (!p.isNew) p.notes.push({ text, grave });
  };

  const graves: { story: number; text: string }[] = [];
  const { lift, ...withdrawals } = createWithdrawals({
    now: view.now,
    entries,
    stories,
    storyOf,
    warn(story, text) {
      graves.push({ story, text });
      say(story, text, true);
    },
  });

  /** Who works on a story hears of what is grave in person. */
  const tellClaimers = () => {
    for (const { story: id, text } of graves) {
      const [story, claim] = [storyOf(nowIn(id)), claims.get(nowIn(id))];
      if (claim === undefined) continue;
      const told = alertsOf(story.id).filter((p) => !p.isNew);
      const { headline, url } = told[0]?.alert.message ?? { headline: { text: story.headline }, url: "" };
      const grave = { claim: { ...claim, story: story.id }, headline: headline.text, url, text };
      const channels = told.map((p) => p.alert.channel);
      const owed = toClaimer({ ...grave, withdrawn: story.withdrawnAt !== undefined }, view, channels);
      if (owed !== undefined) changes.deliveries.push(owed);
    }
  };

  return {
    nextEntry: () => next.entry++,

    begin(headline, now) {
      const id = next.story++;
      stories.set(id, { id, headline, createdAt: now, updatedAt: now });
      touched.add(id);
      return id;
    },

    join(entry) {
      entries.set(entry.story, [...(entries.get(entry.story) ?? []), entry]);
      stories.set(entry.story, { ...storyOf(entry.story), updatedAt: view.now });
      touched.add(entry.story);
      alertsOf(entry.story);
    },

    revised(entry) {
      const all = (entries.get(entry.story) ?? []).map((e) => (e.id === entry.id ? entry : e));
      entries.set(entry.story, all);
      const headline =
        all[0]?.id === entry.id && entry.withdrawnAt === undefined ? { headline: entry.title } : {};
      stories.set(entry.story, { ...storyOf(entry.story), ...headline, updatedAt: view.now });
      touched.add(entry.story);
      alertsOf(entry.story);
    },

    note(entry, found) {
      // A revision that no longer matches leaves standing why it was told.
      if (found.length > 0) matches.set(entry.id, [...found]);
    },

    tell,

    tellElsewhere(entry, channel, given) {
      const all = entries.get(entry.story) ?? [];
      const lists = given.filter((name) => hasSources(view.desk.watchLists.get(name), all));
      if (lists.length === 0) return undefined;
      const { alert, isNew } = alertFor(entry, channel, false);
      alert.watchLists = [...new Set([...alert.watchLists, ...lists])];
      if (!isNew) return undefined;
      Object.assign(alert, state(alert));
      return alert.message;
    },

    ...withdrawals,

    nowIn,

    link(given) {
      const [story, other] = [nowIn(given.story), nowIn(given.other)];
      if (story === other) return;
      const link = { ...given, story, other };
      related.add(link);
      changes.links = [...(changes.links ?? []), link];
    },

    correct(entry, { kind, note, struck }) {
      for (const p of alertsOf(entry.story)) {
        // Of an outlet that is not shown, only what it calls a correction itself.
        if (!p.isNew && (kind === "corrected" || p.alert.entry === entry.id)) {
          const whose = p.alert.entry === entry.id || note.includes(entry.outlet) ? "" : `${entry.outlet}: `;
          const said = { text: note, grave: false, ...(struck === undefined ? {} : { struck }) };
          p.notes.push(whose === "" ? said : after(whose, said));
        }
      }
    },

    grow(entry, found) {
      if (alertsOf(entry.story).every((p) => p.isNew)) return;
      const others = (entries.get(entry.story) ?? []).filter((e) => e.id !== entry.id);
      const known = others.flatMap((e) => matches.get(e.id) ?? []);
      const before = { entries: others, matches: known };
      const note = growthOf(entry, found, before, view.desk, view.urgency.outlets ?? []);
      if (note !== undefined) say(entry.story, note);
    },

    merge(merge) {
      const [from, into] = [nowIn(merge.from), nowIn(merge.into)];
      if (from === into) return;
      const here = entries.get(into) ?? [];
      const moved = (entries.get(from) ?? []).map((e) => ({ ...e, story: into }));
      const both = [...here, ...moved].sort((a, b) => a.id - b.id);
      entries.set(into, both);
      entries.delete(from);
      stories.set(from, { ...storyOf(from), mergedInto: into, updatedAt: view.now });
      stories.set(into, { ...storyOf(into), updatedAt: view.now });
      touched.add(into).add(from);
      related.merge(from, into);
      // The commit moves both too: who would not hear of the one would not hear of both.
      const mute = muted({ mutes }, "story", String(from), view.now);
      if (mute !== undefined) mutes.push({ ...mute, subject: String(into) });
      const [claim, lost] = [claims.get(into) ?? claims.get(from), claims.get(from)];
      if (claim !== undefined) claims.set(into, claim);
      for (const e of moved) changes.moved.push({ entry: e.id, story: into });
      // Of this document too: the story index takes them as they are here.
      for (const e of [...changes.entries, ...changes.revised.map((r) => r.entry)])
        if (e.story === from) e.story = into;
      for (const p of alertsOf(from)) {
        const other = alertsOf(into).find((o) => o.alert.channel === p.alert.channel);
        p.alert.story = into;
        if (other !== undefined) pointOneToOther(p, other);
      }
      if (claim !== undefined && lost !== undefined && claim.who !== lost.who)
        say(into, `Two had claimed what is one story: ${claim.name} has it, no longer ${lost.name}.`);
      const spread = spreadOf(here.length < moved.length ? moved : here, both, view.urgency.outlets ?? []);
      if (spread !== undefined) say(into, spread);
      const live = both.find((e) => e.withdrawnAt === undefined);
      if (live === undefined) return;
      lift(into, live);
      // Together they may have the sources that a list waits for.
      tell(live, []);
    },

    finish() {
      for (const id of touched) {
        const story = stories.get(id);
        // What a merged story leaves goes at once to the one that lives on, though that came in two steps.
        if (story !== undefined && story.mergedInto === undefined) changes.stories.push(story);
        else if (story !== undefined) changes.stories.push({ ...story, mergedInto: nowIn(id) });
      }
      for (const id of touched) for (const other of related.around(id)) alertsOf(other);
      const standing = pending.filter((p) => p.pointsTo === undefined).map((p) => p.alert);
      for (const alert of standing) Object.assign(alert, state(alert));
      for (const alert of standing) alert.message = related.relate(alert);
      const asMuted = { ...view, desk: { ...view.desk, mutes } };
      const settle = createSettling(snapshot.postedThisHour, asMuted, changes);
      for (const p of pending) settle(p);
      tellClaimers();
    },
  };
}
