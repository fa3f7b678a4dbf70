import { createHash } from "node:crypto";
import { resolve } from "node:path";
import type { Tier } from "../model/feed.ts";
import type { Clock, Instant } from "../model/time.ts";
import { feedDocument, type ReleasedStory, type ServedDocument, storyPage } from "./documents.ts";
import { readPlace, type WirePlace, writePlace } from "./place.ts";
import { readScript, type SampleScript, type SampleStep } from "./script.ts";
import { serve } from "./server.ts";

export interface SampleWireOptions {
  /** The folder of wire.yaml: config/sample. */
  dir: string;
  /** Where the wire keeps its place: data/sample/wire.json. */
  stateFile: string;
  clock: Clock;
  /** Wanted at the very first start; 0 for any. Default: one told from the state file's path. */
  port?: number;
  /** How many times faster than written; 0: everything at once. Default 1. */
  pace?: number;
}

export interface SampleFeed {
  /** The same at every start, on whatever port the wire answers. */
  url: string;
  outlet: string;
  tier: Tier;
  language: string;
  every: string;
  /** Set where another program has taken the port in `url`: the way round it. */
  proxy?: string;
}

export interface SampleWire {
  feeds: SampleFeed[];
  /** For `fetch.allowHosts`: loopback is refused otherwise. */
  allowHosts: string[];
  /** Resolves when the last story is out, at once if it was before; rejects if the place cannot be kept. Never settles after `close`. */
  done: Promise<void>;
  close(): Promise<void>;
}

/**
 * Serves the sample wire on this machine's loopback address and releases its stories as time goes on. What was
 * released, and when, is on the disk before it is served: a restart goes on from there. Rejects if the script or the
 * kept place cannot be read, or no port can be had.
 */
export async function startSampleWire(options: SampleWireOptions): Promise<SampleWire> {
  const { clock, stateFile } = options;
  const script = await readScript(options.dir);
  const kept = await readPlace(stateFile);
  const documents = new Map<string, ServedDocument>();
  const wanted = kept?.port ?? options.port ?? portFor(stateFile);
  const server = await serve(documents, wanted);
  const place = kept ?? { port: server.port, startedAt: clock.now(), released: {} };
  const base = `http://127.0.0.1:${place.port}`;
  const stop = new AbortController();
  const show = () => publish(documents, script, place, base);
  let ended: Promise<void> = Promise.resolve();
  try {
    await release(before(script, place), place, stateFile, (step) => place.startedAt + step.at);
    show();
    ended = run({ script, place, stateFile, clock, pace: options.pace ?? 1, signal: stop.signal, show });
  } catch (error) {
    await server.close();
    throw error;
  }
  const way = server.port === place.port ? {} : { proxy: `http://127.0.0.1:${server.port}` };
  return {
    feeds: script.outlets.map(({ file, name, tier, language, every }) => ({
      url: `${base}/feeds/${file}`,
      ...{ outlet: name, tier, language, every, ...way },
    })),
    allowHosts: [...new Set([`127.0.0.1:${place.port}`, `127.0.0.1:${server.port}`])],
    done: ended.then(() => (stop.signal.aborted ? new Promise<never>(() => {}) : undefined)),
    async close() {
      stop.abort();
      await server.close();
      // What went wrong in there, `done` has said.
      await Promise.allSettled([ended]);
    },
  };
}

interface Run {
  script: SampleScript;
  place: WirePlace;
  stateFile: string;
  clock: Clock;
  pace: number;
  signal: AbortSignal;
  show(): void;
}

/** Releases what is left, from where the wire stood when it was stopped. */
async function run({ script, place, stateFile, clock, pace, signal, show }: Run): Promise<void> {
  const left = script.steps.filter((step) => place.released[step.id] === undefined);
  const reached = script.steps.filter((step) => place.released[step.id] !== undefined).map((step) => step.at);
  const from = Math.max(0, ...reached);
  const began = clock.monotonic();
  for (let next = left[0]; next !== undefined; next = left[0]) {
    const ahead = pace === 0 ? 0 : (next.at - from) / pace - (clock.monotonic() - began);
    if (ahead > 0 && !(await slept(clock, ahead, signal))) return;
    if (signal.aborted) return;
    const now = pace === 0 ? Number.POSITIVE_INFINITY : from + (clock.monotonic() - began) * pace;
    const due = left.splice(0, Math.max(1, left.filter((step) => step.at <= now).length));
    await release(due, place, stateFile, () => clock.now());
    show();
  }
}

/** Whether the time passed; false if the wire was closed before. */
async function slept(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

/** What was there before the desk was first started, where it is not released yet. */
function before(script: SampleScript, place: WirePlace): SampleStep[] {
  return script.steps.filter((step) => step.at < 0 && place.released[step.id] === undefined);
}

/** Keeps on the disk that these steps are out, and only then in `place`. */
async function release(
  steps: readonly SampleStep[],
  place: WirePlace,
  stateFile: string,
  when: (step: SampleStep) => Instant,
): Promise<void> {
  const released = { ...place.released };
  for (const step of steps) released[step.id] = when(step);
  await writePlace(stateFile, { ...place, released });
  place.released = released;
}

/** Puts every feed and every released story's page up as they stand now. */
function publish(
  documents: Map<string, ServedDocument>,
  script: SampleScript,
  place: WirePlace,
  base: string,
): void {
  const stories = new Map<string, ReleasedStory>();
  for (const { id, story } of script.steps) {
    const at = place.released[id];
    if (at === undefined) continue;
    const publishedAt = stories.get(story.id)?.publishedAt ?? at;
    stories.set(story.id, { story, publishedAt, updatedAt: at });
  }
  for (const outlet of script.outlets) {
    const own = [...stories.values()].filter(({ story }) => story.outlet === outlet.key);
    documents.set(`/feeds/${outlet.file}`, feedDocument(outlet, own, base, place.startedAt));
    for (const released of own) documents.set(`/${released.story.id}`, storyPage(outlet, released));
  }
}

/** From 20000 to 29999, below what systems hand out by themselves; two checkouts seldom get the same. */
function portFor(stateFile: string): number {
  return 20_000 + (createHash("sha256").update(resolve(stateFile)).digest().readUInt16BE() % 10_000);
}
