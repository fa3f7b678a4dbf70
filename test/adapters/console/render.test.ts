import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { age, renderAsText, renderForScreen } from "../../../adapters/console/render.ts";
import { columnsOf } from "../../../adapters/console/width.ts";
import { aMessage, hostileTexts } from "../messages.ts";

const now = Date.UTC(2025, 7, 19, 12, 4);
const ESC = "\u001b";
const wide = { columns: 100, color: false, now };

describe("an alert on the screen", () => {
  test("says what happened, who says so, when, where, and why it is shown", () => {
    expect(renderForScreen(aMessage({ priority: "breaking" }), "post", wide)).toBe(
      `
BREAKING Putin and Zelensky: leaders to meet
  Example News · 4 min ago · story 7
  https://news.example/kyiv-talks
  Aides discuss security guarantees.
  Ukraine peace: Putin near Zelensky
  also: Daily Bugle
`,
    );
  });

  test("highlights what matched, and nothing else", () => {
    const shown = renderForScreen(aMessage(), "post", { ...wide, color: true });
    expect(shown).toContain(`${ESC}[43mPutin${ESC}`);
    expect(shown).toContain(`${ESC}[43msecurity guarantees${ESC}`);
    expect(stripVTControlCharacters(shown)).toBe(renderForScreen(aMessage(), "post", wide));
  });

  test("names six other outlets and counts the rest", () => {
    const sources = Array.from({ length: 10 }, (_, i) => ({ outlet: `Outlet ${i}`, url: "", at: now }));
    const shown = renderForScreen(aMessage({ outlet: "Outlet 0", sources }), "post", wide);
    expect(shown).toContain("also: Outlet 1, Outlet 2, Outlet 3, Outlet 4, Outlet 5, Outlet 6, +3\n");
  });

  test("a withdrawn story is marked and struck", () => {
    const shown = renderForScreen(aMessage({ withdrawn: true }), "post", { ...wide, color: true });
    expect(shown).toMatch(new RegExp(`${ESC}\\[9m[^\n]*leaders to meet`));
    expect(renderForScreen(aMessage({ withdrawn: true }), "post", wide)).toContain("WITHDRAWN Putin");
  });

  test("an update is short, a reply stands under its story", () => {
    expect(renderForScreen(aMessage(), "edit", wide)).toBe(
      "  updated Putin and Zelensky: leaders to meet\n    2 outlets: Example News, Daily Bugle\n",
    );
    const reply = aMessage({ kind: "reply", note: "Withdrawn by Example News", withdrawn: true });
    expect(renderForScreen(reply, "reply", wide)).toMatch(/^ {2}↳ Withdrawn by Example News\n {4}Putin/);
  });

  test("fits the screen, but for links", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 300 }),
        fc.integer({ min: 24, max: 120 }),
        fc.boolean(),
        (text, columns, color) => {
          const marked = { text, spans: [{ start: 1, end: Math.max(1, text.length - 1) }] };
          const message = aMessage({ headline: marked, summary: marked, outlet: text, reason: text });
          for (const line of renderForScreen(message, "post", { columns, color, now }).split("\n")) {
            const bare = stripVTControlCharacters(line);
            if (bare.includes("https://")) continue;
            expect(columnsOf(bare)).toBeLessThanOrEqual(columns);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test("counts wide and combining characters as a terminal does", () => {
    expect(columnsOf("Kyjiv")).toBe(5);
    expect(columnsOf("Київ")).toBe(4);
    expect(columnsOf("会談")).toBe(4);
    expect(columnsOf("👩‍👩‍👧‍👦!")).toBe(3);
    expect(columnsOf("e\u0301")).toBe(1);
  });

  test("no feed's text commands the terminal", () => {
    const commands = "\u001b]8;;https://evil.example\u0007\u001b[2J\u009b31m";
    for (const text of [...hostileTexts, commands]) {
      const marked = { text, spans: [{ start: 0, end: text.length }] };
      const source = { outlet: text, url: text, at: now };
      const item = { headline: marked, url: text, outlet: text, sources: 1 };
      for (const kind of ["alert", "reply", "digest", "notice"] as const) {
        const message = aMessage({
          kind,
          headline: marked,
          summary: marked,
          outlet: text,
          reason: text,
          note: text,
          url: text,
          sources: [source],
          sections: [{ title: text, items: [item], more: 0 }],
        });
        for (const shown of [
          renderAsText(message),
          renderForScreen(message, "post", wide),
          renderForScreen(message, "edit", wide),
        ]) {
          // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
          expect(shown).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/);
        }
      }
    }
  });
});

test("ages are told as a reader would", () => {
  const minutes = (n: number) => now - n * 60_000;
  expect([0, 1, 59, 60, 600].map((n) => age(minutes(n), now))).toEqual([
    "just now",
    "1 min ago",
    "59 min ago",
    "1 h ago",
    "10 h ago",
  ]);
  expect(age(minutes(60 * 48), now)).toBe("2025-08-17 12:04 UTC");
  // A date in the future is the publisher's mistake: told as it is.
  expect(age(now + 3_600_000, now)).toBe("2025-08-19 13:04 UTC");
});
