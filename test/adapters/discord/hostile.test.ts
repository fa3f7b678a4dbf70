import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderAnswer } from "../../../adapters/discord/answer.ts";
import { Calls } from "../../../adapters/discord/calls.ts";
import { escapeMarked, escapeText, fitLines, fitMarked } from "../../../adapters/discord/escape.ts";
import { pingOf } from "../../../adapters/discord/mention.ts";
import { renderModal } from "../../../adapters/discord/modal.ts";
import { keyOf, renderEmbed } from "../../../adapters/discord/render.ts";
import { renderReply } from "../../../adapters/discord/reply.ts";
import { cleanText } from "../../../src/alerts/text.ts";
import type { FormReply, Reply } from "../../../src/model/command.ts";
import { modal } from "../../platforms/discord/forms.ts";
import { createMessage } from "../../platforms/discord/schemas.ts";
import { aMessage } from "../messages.ts";
import { CONTROLS, hostile, marked, url } from "./arbitrary.ts";
import { readMarkdown } from "./markdown.ts";

const RUNS = { numRuns: 400 };
describe("hostile text", () => {
  test("reads as exactly what it says, and does nothing", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const clean = cleanText(text);
        const read = readMarkdown(escapeText(clean));
        expect(read.effects).toEqual([]);
        expect(read.text.replaceAll("＠", "@")).toBe(clean.replaceAll("＠", "@"));
      }),
      RUNS,
    );
  });

  test("does nothing but stand in bold where words matched", () => {
    fc.assert(
      fc.property(marked, fc.integer({ min: 1, max: 300 }), (text, max) => {
        const out = fitMarked(text, max);
        expect(out.length).toBeLessThanOrEqual(max);
        expect(out.isWellFormed()).toBe(true);
        expect(readMarkdown(out).effects.filter((effect) => effect !== "bold")).toEqual([]);
      }),
      RUNS,
    );
  });

  test("in a whole message mentions nobody, links nowhere else, keeps within limits, and leaves the key alone", () => {
    fc.assert(
      fc.property(
        marked,
        hostile,
        url,
        fc.constantFrom("alert", "reply", "digest", "notice"),
        (mark, text, link, kind) => {
          const item = { headline: mark, url: link, outlet: text, sources: 2, at: 0 };
          const message = aMessage({
            kind,
            headline: mark,
            url: link,
            outlet: text,
            summary: mark,
            reason: text,
            note: text,
            sources: [{ outlet: text, url: link, at: 0 }],
            sections: [{ title: text, items: [item, item], more: 3 }],
          });
          const embed = renderEmbed(message, "abc123");
          const body = createMessage.parse({ embeds: [embed], nonce: "abc123" });
          expect(keyOf(embed.footer?.text ?? "")).toBe("abc123");
          const parts = (body.embeds ?? []).flatMap((e) => [
            e.title,
            e.description,
            ...(e.fields ?? []).map((f) => f.value),
          ]);
          for (const part of parts) {
            expect(part ?? "").not.toMatch(CONTROLS);
            expect(part ?? "").not.toMatch(/@everyone|@here|<@|<#/);
            const { effects } = readMarkdown(part ?? "");
            for (const effect of effects) {
              expect(effect).toMatch(/^(?:bold|struck|time <t:-?\d+:R>|link https?:\/\/\S+)$/);
              if (effect.startsWith("link ")) expect(effect.slice(5)).not.toMatch(/[<>()|\\`"' ]/);
            }
            const targets = effects
              .filter((effect) => effect.startsWith("link "))
              .map((effect) => effect.slice(5));
            // What a text says about links leads nowhere: only the entry's own link does.
            for (const target of targets)
              expect(new URL(target).host).toBe(URL.canParse(link) ? new URL(link).host : "none");
          }
        },
      ),
      { numRuns: 250 },
    );
  });

  test("in a command's answer keeps within limits and does nothing", () => {
    fc.assert(
      fc.property(marked, hostile, (mark, text) => {
        const item = { headline: mark, url: "javascript:alert(1)", outlet: text, detail: text, data: {} };
        const replies = [
          renderReply({ kind: "text", text }),
          renderReply({ kind: "error", text, hint: text }),
          renderReply({
            kind: "list",
            title: text,
            items: Array.from({ length: 20 }, () => item),
            empty: text,
            more: text,
          }),
          renderReply({
            kind: "table",
            title: text,
            columns: [text, text],
            rows: [[text, text, text]],
            empty: text,
            data: [],
          }),
        ];
        for (const embed of replies) {
          createMessage.parse({ embeds: [embed] });
          const effects = [embed.title ?? "", embed.description ?? ""].flatMap(
            (part) => readMarkdown(part).effects,
          );
          expect(effects.filter((effect) => effect !== "bold")).toEqual([]);
        }
      }),
      { numRuns: 80 },
    );
  });

  test("on buttons and in forms keeps within limits, and is no markup", () => {
    const calls = new Calls({ monotonic: () => 1 });
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 5 }), fc.nat(30), (text, fields, choices) => {
        const call = { command: "watch edit", options: { name: text.toWellFormed() } };
        const action = { label: text, call };
        const form: FormReply = {
          kind: "form",
          title: text,
          text,
          fields: Array.from({ length: fields }, (_, i) => ({
            name: `field${i}`,
            label: text,
            hint: text,
            type: (["text", "lines", "choice"] as const)[i % 3] ?? "text",
            value: text,
            required: i % 2 === 0,
            choices: Array.from({ length: choices }, (_, n) => ({ value: `${n}`, label: text })),
          })),
          submit: { label: text, call },
        };
        const body: Reply = { kind: "text", text };
        const replies: Reply[] = [
          {
            kind: "page",
            body,
            page: { number: 2, of: 3 },
            previous: call,
            next: call,
            actions: Array(12).fill(action),
          },
          { kind: "confirmation", text, confirm: action },
          form,
        ];
        for (const reply of replies) {
          const { embeds, components } = renderAnswer(reply, calls);
          createMessage.parse({ embeds, components });
          const effects = embeds.flatMap((e) => readMarkdown(e.description ?? "").effects);
          expect(effects.filter((effect) => effect !== "bold")).toEqual([]);
        }
        const shown = modal.parse(renderModal(form, calls.idOfModal(form)));
        for (const part of shown.components) {
          if (part.type === 10) expect(readMarkdown(part.content).effects).toEqual([]);
          else expect(`${part.label}${part.description ?? ""}`).not.toMatch(CONTROLS);
        }
      }),
      { numRuns: 80 },
    );
  });

  test("is cut at a word's end, lines apart", () => {
    expect(fitMarked({ text: "security guarantees for Ukraine", spans: [{ start: 9, end: 19 }] }, 26)).toBe(
      "security **guarantees**…",
    );
    expect(fitLines("one\ntwo\u202E\nthree", 100)).toBe("one\ntwo\nthree");
    expect(fitLines("one\ntwo", 5)).toBe("one");
    expect(escapeMarked({ text: "a*b", spans: [{ start: 0, end: 3 }] })).toBe("**a\\*b**");
  });
});

describe("this test's reader of markdown", () => {
  test.each([
    ["**a**", ["bold"]],
    ["@everyone", ["mention @everyone"]],
    ["<@&1>", ["mention <@&1>"]],
    ["[a](https://e.example)", ["link https://e.example"]],
    ["see https://e.example/x.", ["autolink https://e.example/x"]],
    ["# big", ["heading"]],
    ["`x`", ["code `x`"]],
    ["<:x:1>", ["emoji <:x:1>"]],
    ["join discord.gg/abc", ["invitation discord.gg/abc"]],
    ["*x* _y_", ["italic *x*", "italic _y_"]],
  ])("sees what %s does", (source, effects) => {
    expect(readMarkdown(source).effects).toEqual(effects);
  });
});

describe("a mention", () => {
  test("lets in nothing but itself", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const ping = pingOf(text);
        const left = (ping?.content ?? "").replace(/<@[&!]?\d{1,20}>|@everyone|@here| /g, "");
        expect(left).toBe("");
      }),
    );
  });
});
