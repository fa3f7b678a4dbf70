import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ChatAdapter, SendResult } from "../../src/model/adapter.ts";
import type { CommandHost } from "../../src/model/command.ts";
import type { MessageRef } from "../../src/model/delivery.ts";
import { aMessage, hostileTexts } from "./messages.ts";

/** One adapter against one platform, fresh for every test. */
export interface Bench {
  adapter: ChatAdapter;
  /** A place where the adapter may post. */
  destination: string;
  host: CommandHost;
  /** What the platform holds in that place now, oldest first, threads included. */
  seen(): Promise<Seen[]>;
  /** Ends the platform too: afterwards nothing is reachable. */
  close(): Promise<void>;
  /** The platform itself drops a second message with the same key. */
  once?: boolean;
  /** What this platform would take as a mention, a link or markup in a message of hostile text; [] is harmless. */
  harm?(message: Seen): string[];
}

/** A message as the platform would show it. */
export interface Seen {
  id: string;
  /** All that people can read of it, parts joined by line feeds. */
  text: string;
  key?: string;
  /** Id of the message that it replies to. */
  thread?: string;
}

/** Bidirectional and zero-width controls, C0 and C1: none may reach a platform, whatever the feed said. */
const CONTROLS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/;

/**
 * What every adapter must hold to, whatever its platform. Run it from the adapter's own test file:
 * `conformance("discord", async () => ({ adapter, destination, host, seen, close }))`.
 */
export function conformance(name: string, setup: () => Promise<Bench>): void {
  describe(`${name} as a ChatAdapter`, () => {
    let bench: Bench;
    let stop: AbortController;

    beforeEach(async () => {
      bench = await setup();
      stop = new AbortController();
      await bench.adapter.start(bench.host, stop.signal);
    });
    afterEach(async () => {
      stop.abort();
      await bench.adapter.stop();
      await bench.close();
    });

    const to = () => ({ channel: bench.destination });
    const only = async () => {
      const all = await bench.seen();
      expect(all).toHaveLength(1);
      return all[0] ?? { id: "", text: "" };
    };

    test("posts an alert that says what a reader needs", async () => {
      const ref = sent(await bench.adapter.send(to(), aMessage(), "alert1post"));
      const seen = await only();
      expect(seen.id).toBe(ref.id);
      for (const words of ["leaders to meet", "Example News", "guarantees", "Ukraine peace", "Daily Bugle"]) {
        expect(plain(seen.text)).toContain(words);
      }
      expect(seen.text).toContain("https://news.example/kyiv-talks");
    });

    test("says how many of the outlets have it independently, where not all do", async () => {
      sent(await bench.adapter.send(to(), aMessage({ independent: 1 }), "independent1post"));
      expect(plain((await only()).text)).toMatch(/2 outlets, 1 independent|also: .*1 independent source/);
    });

    test("sends the same key twice and the channel shows it once, where the platform gives that", async () => {
      const first = sent(await bench.adapter.send(to(), aMessage(), "alert2post"));
      const second = sent(await bench.adapter.send(to(), aMessage(), "alert2post"));
      if (bench.once === true) {
        expect(second).toEqual(first);
        await only();
      } else {
        expect((await bench.seen()).map((m) => m.id)).toContain(second.id);
      }
    });

    test("finds a message by its key, and only that", async () => {
      if (!bench.adapter.can.find) return;
      const before = sent(await bench.adapter.send(to(), aMessage(), "alert3post"));
      expect(await bench.adapter.find(to(), "alert4post")).toBeUndefined();
      const ref = sent(await bench.adapter.send(to(), aMessage(), "alert4post"));
      expect((await bench.adapter.find(to(), "alert4post"))?.id).toBe(ref.id);
      expect((await bench.adapter.find(to(), "alert4post", before))?.id).toBe(ref.id);
      expect((await bench.adapter.find(to(), "alert3post"))?.id).toBe(before.id);
      expect(await bench.adapter.find(to(), "alert4pos")).toBeUndefined();
      expect(await bench.adapter.find(to(), "lert4post")).toBeUndefined();
    });

    test("a key named in a feed's text is not a delivery", async () => {
      if (!bench.adapter.can.find) return;
      const text = "planted9key · planted9key";
      sent(
        await bench.adapter.send(
          to(),
          aMessage({ headline: { text, spans: [] }, outlet: text }),
          "alert5post",
        ),
      );
      expect(await bench.adapter.find(to(), "planted9key")).toBeUndefined();
    });

    test("an edit shows the whole new state, in the same message, which its key still finds", async () => {
      if (!bench.adapter.can.edit) return;
      const ref = sent(await bench.adapter.send(to(), aMessage(), "alert6post"));
      const next = aMessage({
        headline: { text: "Summit put off", spans: [{ start: 0, end: 6 }] },
        summary: { text: "The date is open.", spans: [] },
        sources: [{ outlet: "Late Wire", url: "https://late.example/1", at: 1_755_600_000_000 }],
      });
      expect((await bench.adapter.edit(ref, next, "alert6post")).status).toBe("sent");
      const seen = await bench.seen();
      const text = plain(seen.map((m) => m.text).join("\n"));
      for (const words of ["Summit put off", "The date is open.", "Late Wire"]) expect(text).toContain(words);
      if (seen.length === 1)
        for (const old of ["leaders to meet", "Daily Bugle"]) expect(text).not.toContain(old);
      if (bench.adapter.can.find) expect((await bench.adapter.find(to(), "alert6post"))?.id).toBe(ref.id);
    });

    test("an edit may be made again and again", async () => {
      if (!bench.adapter.can.edit) return;
      const ref = sent(await bench.adapter.send(to(), aMessage(), "alert7post"));
      for (let i = 0; i < 3; i++) {
        const next = aMessage({ headline: { text: `Version ${i}`, spans: [] } });
        expect((await bench.adapter.edit(ref, next, "alert7post")).status).toBe("sent");
      }
      expect((await bench.seen()).at(-1)?.text).toContain("Version 2");
    });

    test("a reply lands under its alert and is found by its own key", async () => {
      const ref = sent(await bench.adapter.send(to(), aMessage(), "alert8post"));
      const reply = aMessage({ kind: "reply", note: "Withdrawn by Example News" });
      const there = { ...to(), thread: ref };
      const answer = sent(await bench.adapter.send(there, reply, "alert8reply1"));
      const seen = (await bench.seen()).find((m) => m.id === answer.id);
      expect(plain(seen?.text ?? "")).toContain("Withdrawn by Example News");
      if (bench.adapter.can.thread) expect(seen?.thread).toBe(ref.id);
      if (bench.adapter.can.find) {
        expect((await bench.adapter.find(there, "alert8reply1", ref))?.id).toBe(answer.id);
        expect(await bench.adapter.find(there, "alert8reply2", ref)).toBeUndefined();
      }
    });

    test("an alert says whose story it carries on, and where it is told in another language", async () => {
      const follows = { story: 3, headline: "Envoys: talks to begin" };
      const alsoIn = [
        { ...follows, language: "Russian", outlet: "Mayak", url: "https://mayak.example/1" },
        { story: 9, language: "German", headline: "Treffen geplant", outlet: "", url: "" },
      ];
      for (const layout of ["full", "compact", "headline"] as const) {
        const ref = sent(
          await bench.adapter.send(to(), aMessage({ layout, follows, alsoIn }), `related${layout}`),
        );
        const seen = (await bench.seen()).find((m) => m.id === ref.id)?.text ?? "";
        expect(plain(seen)).toMatch(/follows: Envoys: talks to begin \(story 3\)/i);
        expect(plain(seen)).toMatch(/also in Russian: .*Envoys: talks to begin.*\(Mayak\)/i);
        expect(plain(seen)).toMatch(/also in German: .*Treffen geplant/i);
      }
    });

    test("an edit adds such lines, and takes them away", async () => {
      if (!bench.adapter.can.edit) return;
      const ref = sent(await bench.adapter.send(to(), aMessage(), "related1post"));
      const told = { story: 9, language: "German", headline: "Treffen", outlet: "Elbwarte", url: "" };
      sent(await bench.adapter.edit(ref, aMessage({ alsoIn: [told] }), "related1post"));
      expect(plain((await bench.seen()).at(-1)?.text ?? "")).toMatch(/also in German: Treffen \(Elbwarte\)/i);
      sent(await bench.adapter.edit(ref, aMessage(), "related1post"));
      expect((await bench.seen()).at(-1)?.text).not.toContain("Treffen");
    });

    test("a notice of a story says which, and leads to its article", async () => {
      const notice = aMessage({ kind: "notice", note: "You have claimed this story.", withdrawn: true });
      sent(await bench.adapter.send(to(), notice, "notice2"));
      const { text } = await only();
      expect(plain(text)).toContain("leaders to meet");
      expect(plain(text)).toContain("You have claimed this story.");
      expect(text).toContain("https://news.example/kyiv-talks");
    });

    test("a reply that stands under no alert says what it is of", async () => {
      const reply = aMessage({ kind: "reply", note: "Withdrawn by Example News", apart: true });
      sent(await bench.adapter.send(to(), reply, "alert13reply"));
      const { text } = await only();
      expect(plain(text)).toMatch(/Withdrawn by Example News/);
      expect(plain(text)).toContain("leaders to meet");
      expect(text).toContain("https://news.example/kyiv-talks");
    });

    test("a reply says what was said before, and what holds now", async () => {
      const note = "Now breaking: talks\nHeadline changed: “24 hours” → “one day”";
      const struck = [{ start: note.indexOf("24"), end: note.indexOf("”") }];
      const ref = sent(await bench.adapter.send(to(), aMessage(), "alert12post"));
      const answer = sent(
        await bench.adapter.send(
          { ...to(), thread: ref },
          aMessage({ kind: "reply", note, struck }),
          "alert12reply",
        ),
      );
      const seen = (await bench.seen()).find((m) => m.id === answer.id)?.text ?? "";
      expect(plain(seen)).toMatch(/Now breaking: talks\sHeadline changed: “24 hours” → “one day”/);
    });

    test("digests, notices and withdrawn stories are sent", async () => {
      const item = { url: "https://news.example/1", outlet: "Example News", sources: 3, story: 7 };
      const headline = { text: "Morning talks end", spans: [] };
      const digest = aMessage({
        kind: "digest",
        headline: { text: "World, 07:00", spans: [] },
        sections: [{ title: "Ukraine peace", items: [{ ...item, headline }], more: 14 }],
      });
      sent(await bench.adapter.send(to(), digest, "digest1slot1"));
      sent(await bench.adapter.send(to(), aMessage({ kind: "notice", note: "A feed is silent" }), "notice1"));
      sent(await bench.adapter.send(to(), aMessage({ withdrawn: true, note: "Withdrawn" }), "alert9post"));
      const text = plain((await bench.seen()).map((m) => m.text).join("\n"));
      for (const words of ["World, 07:00", "Morning talks end", "Ukraine peace", "14", "A feed is silent"]) {
        expect(text).toContain(words);
      }
    });

    test("hostile text does no harm", async () => {
      for (const [i, text] of hostileTexts.entries()) {
        const marked = { text, spans: [{ start: 0, end: Math.min(4, text.length) }] };
        const message = aMessage({ headline: marked, summary: marked, outlet: text, reason: text });
        message.sources = [{ outlet: text, url: "javascript:alert(1)", at: 0 }];
        message.follows = { story: 3, headline: text };
        message.alsoIn = [
          { story: 4, language: "Russian", headline: text, outlet: text, url: "javascript:alert(1)" },
        ];
        sent(await bench.adapter.send(to(), message, `hostile${i}`));
      }
      const seen = await bench.seen();
      expect(seen).toHaveLength(hostileTexts.length);
      for (const message of seen) {
        expect(message.text).not.toMatch(CONTROLS);
        expect(message.text.isWellFormed()).toBe(true);
        expect(message.text).not.toContain("javascript:");
        expect(bench.harm?.(message) ?? []).toEqual([]);
      }
    });

    test("text of any length goes in, cut at the platform's limits", async () => {
      const long = "Security guarantees for Ukraine ".repeat(2_000);
      const marked = {
        text: long,
        spans: [
          { start: 0, end: 8 },
          { start: 60_000, end: 60_010 },
        ],
      };
      const sources = Array.from({ length: 300 }, (_, i) => ({
        outlet: `Outlet ${i} ${long.slice(0, 500)}`,
        url: `https://o${i}.example/${"a".repeat(1_900)}`,
        at: i,
      }));
      const item = {
        headline: marked,
        url: `https://news.example/${"b".repeat(1_900)}`,
        outlet: long,
        sources: 9,
      };
      const sections = Array.from({ length: 30 }, (_, i) => ({
        title: `${i} ${long}`,
        items: Array.from({ length: 30 }, () => item),
        more: i,
      }));
      const message = aMessage({
        headline: marked,
        summary: marked,
        outlet: long,
        reason: long,
        note: long,
        sources,
        follows: { story: 3, headline: long, ref: { channel: long, id: long } },
        alsoIn: ["Russian", "German", "French", "Polish", "Greek"].map((language, story) => ({
          ...{ story, language, headline: long, outlet: long },
          url: `https://news.example/${"c".repeat(1_900)}`,
        })),
      });
      const kinds = ["alert", "reply", "digest", "notice"] as const;
      for (const kind of kinds)
        sent(await bench.adapter.send(to(), { ...message, kind, sections }, `long${kind}`));
    });

    test("an alert without link, summary, time or sources is still one", async () => {
      const bare = aMessage({ url: "", outlet: "", reason: "", sources: [], watchLists: [], note: "" });
      bare.summary = { text: "", spans: [] };
      delete bare.at;
      delete bare.story;
      sent(await bench.adapter.send(to(), bare, "bare1post"));
      expect(plain((await only()).text)).toContain("leaders to meet");
    });

    test("check says in words whether it may post", async () => {
      const good = await bench.adapter.check(bench.destination);
      expect(good).toMatchObject({ ok: true });
      expect(good.detail).not.toBe("");
    });

    test("says nothing by throwing when the platform is gone", async () => {
      const ref = sent(await bench.adapter.send(to(), aMessage(), "alert10post"));
      await bench.close();
      const outcomes: SendResult[] = [
        await bench.adapter.send(to(), aMessage(), "alert11post"),
        await bench.adapter.edit(ref, aMessage(), "alert10post"),
      ];
      for (const outcome of outcomes) expect(outcome.status).toMatch(/^(sent|unknown|wait|channelGone)$/);
      await bench.adapter.check(bench.destination);
    });
  });
}

/** The reference of a message that was sent; fails the test on any other outcome, saying which. */
export function sent(result: SendResult): MessageRef {
  if (result.status !== "sent") throw new Error(`expected sent, got ${JSON.stringify(result)}`);
  return result.ref;
}

/** Without what markup adds for highlighting and escaping: backslashes, stars, underscores, tildes. */
function plain(text: string): string {
  return text.replace(/[\\*_~]/g, "");
}
