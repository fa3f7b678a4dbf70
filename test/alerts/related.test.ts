import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import { languageName } from "../../src/alerts/related.ts";
import type { KeptAlert } from "../../src/store/store.ts";
import { caller, commandDesk } from "../commands/host.ts";
import { platformModel } from "../delivery/platform-model.ts";
import { item, type Placing, watching } from "../pipeline/desk.ts";

const WORDS = [
  "harvest",
  "bridge",
  "ferry",
  "tiger",
  "school",
  "museum",
  "orchard",
  "glacier",
  "tunnel",
  "opera",
];
const KINDS = [
  "arrive",
  "follow",
  "tell abroad",
  "prove one",
  "revise",
  "withdraw",
  "merge",
  "split",
  "restart",
];
const LANGUAGES = ["en", "ru", "de"];

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Act {
  kind: string;
  a: number;
  b: number;
}

const act: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom(...KINDS, "arrive", "follow", "tell abroad"),
  a: fc.nat(50),
  b: fc.nat(50),
});

/** A desk's day of these acts: with what links they show, or without any. */
async function day(acts: readonly Act[], linked: boolean) {
  const platform = platformModel();
  let order: ((found: ReturnType<Placing>) => ReturnType<Placing>) | undefined;
  const desk = await commandDesk({
    lists: [watching("putin")],
    channels: ["world"],
    languages: LANGUAGES,
    placing: (_, found) => {
      const placed = order?.(found) ?? found;
      order = undefined;
      return placed;
    },
    place: (channel) => ({ adapter: platform.adapter, destination: channel }),
  });
  closing.push(() => desk.close());
  const made: { feed: number; id: string; title: string }[] = [];
  const arrive = async (n: number) => {
    const feed = n % 3;
    const id = `e${made.length}`;
    const title = `Putin and the ${WORDS[n % 10]} of ${WORDS[(n * 7 + made.length) % 10]} ${made.length}`;
    made.push({ feed, id, title });
    await desk.poll(feed, [item(id, title, { url: `https://f${feed}.example/${id}` })]);
  };
  const revise = async (n: number, prefix: string) => {
    const one = made[n % made.length];
    if (one === undefined) return;
    one.title = `${prefix}${one.title}`;
    await desk.poll(one.feed, [item(one.id, one.title, { url: `https://f${one.feed}.example/${one.id}` })]);
  };
  const stories = async () => [
    ...new Set((await desk.store.entriesSince(0, undefined, 1_000)).map((e) => e.story)),
  ];
  const one = async (n: number) => {
    const all = (await stories()).toSorted((x, y) => x - y);
    return all[n % Math.max(1, all.length)];
  };

  for (const { kind, a, b } of acts) {
    desk.later(60_000);
    const known = await one(b);
    if (kind === "follow" && linked) order = (found) => ({ ...found, ...(known && { follows: known }) });
    if (kind === "tell abroad" && linked) order = (found) => ({ ...found, ...(known && { alsoIn: known }) });
    const [from, into] = [known ?? 0, (await one(a)) ?? 0].toSorted((x, y) => y - x);
    if (kind === "prove one" && from !== into && from !== undefined && into !== undefined)
      order = (found) => ({ ...found, story: into, merges: [{ from, into }] });
    if (kind === "revise") await revise(a, "Update: ");
    else if (kind === "withdraw") await revise(a, "WITHDRAWN: ");
    else if (kind === "merge") await desk.say(`story merge ${from} ${into}`, caller("editor"));
    else if (kind === "split") await desk.say(`story split ${from} ${1 + (b % 2)}`, caller("editor"));
    else if (kind === "restart") await desk.restart();
    else await arrive(a);
    if (b % 3 > 0) await desk.deliver();
  }
  await desk.deliver();
  return { desk, platform, stories: await stories() };
}

/** What an alert must say of other stories, by what the store has. */
async function expected({ desk }: Awaited<ReturnType<typeof day>>, alert: KeptAlert) {
  const links = await desk.store.linksOf(alert.story);
  const { entries, stories, alerts } = await desk.store.snapshot(
    [alert.story, ...links.map((l) => l.story)],
    desk.now,
  );
  const standing = (story: number) =>
    stories.get(story)?.withdrawnAt === undefined
      ? entries.get(story)?.find((e) => e.withdrawnAt === undefined)
      : undefined;
  const earlier = links
    .flatMap((l) => (l.kind === "follows" ? (alerts.get(l.story) ?? []) : []))
    .filter((a) => a.channel === alert.channel && !a.message.withdrawn)
    .toSorted((a, b) => b.id - a.id)[0];
  const live = (entries.get(alert.story) ?? []).filter((e) => e.withdrawnAt === undefined);
  const own = new Set(live.map((e) => languageName(e.language)));
  const abroad = links
    .filter((l) => l.kind === "alsoIn")
    .flatMap((l) => standing(l.story) ?? [])
    .map((e) => ({ story: e.story, language: languageName(e.language), headline: e.title }))
    .filter(
      (told, i, all) => !own.has(told.language) && all.findIndex((t) => t.language === told.language) === i,
    );
  return {
    follows: earlier && { story: earlier.story, headline: earlier.message.headline.text },
    alsoIn: abroad,
  };
}

it("an alert names the stories that its own is linked with, whatever became of them", {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 6, maxLength: 24 }), async (acts) => {
      const run = await day(acts, true);
      const { alerts } = await run.desk.store.snapshot(run.stories, run.desk.now);
      for (const alert of [...alerts.values()].flat()) {
        const { follows, alsoIn = [] } = alert.message;
        expect({
          follows: follows && { story: follows.story, headline: follows.headline },
          alsoIn: alsoIn.map(({ story, language, headline }) => ({ story, language, headline })),
        }).toEqual(await expected(run, alert));
        // What the channel shows is what was decided last.
        const shown = run.platform.standing.filter(
          (m) => m.message.kind === "alert" && m.message.headline.text === alert.message.headline.text,
        );
        expect(shown.map((m) => [m.message.follows, m.message.alsoIn])).toContainEqual([
          alert.message.follows,
          alert.message.alsoIn,
        ]);
      }
    }),
    { numRuns: 8 },
  );
});

it("links are silent: without any, a channel would have the same new messages", {
  timeout: 60_000,
}, async () => {
  const loud = async (acts: readonly Act[], linked: boolean) => {
    const run = await day(acts, linked);
    const rows = await run.desk.owed();
    return rows.filter((r) => r.kind !== "edit").map((r) => [r.kind, r.headline, r.note]);
  };
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 6, maxLength: 20 }), async (acts) => {
      expect(await loud(acts, true)).toEqual(await loud(acts, false));
    }),
    { numRuns: 4 },
  );
});
