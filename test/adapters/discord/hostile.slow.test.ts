import fc from "fast-check";
import { expect, test } from "vitest";
import { editBody, postBody } from "../../../adapters/discord/body.ts";
import { postName } from "../../../adapters/discord/forum.ts";
import { keyOf } from "../../../adapters/discord/render.ts";
import { pinged } from "../../platforms/discord/messages.ts";
import { createMessage, editMessage, startPost } from "../../platforms/discord/schemas.ts";
import { aMessage } from "../messages.ts";
import { CONTROLS, hostile, marked, url } from "./arbitrary.ts";
import { readMarkdown } from "./markdown.ts";

const BUTTONS = [
  { label: "Claim", action: "claim", value: "7", style: "primary" as const },
  { label: "Not relevant", action: "irrelevant", value: "7" },
];
const MENTIONS = [undefined, "@here", "<@&41>", "<@500000000000000001> <@&41>"] as const;
const PINGS = { "@here": ["everyone"], "<@&41>": ["role:41"] } as const;
const ours =
  /^(?:bold|struck|time <t:-?\d+:R>|link https?:\/\/\S+|mention (?:@here|<@&41>|<@500000000000000001>))$/;

test("10,000 hostile headlines, in every layout, render within limits and do nothing", () => {
  fc.assert(
    fc.property(
      ...[marked, hostile, url],
      fc.constantFrom("headline", "compact", "full"),
      fc.constantFrom("breaking", "normal"),
      fc.constantFrom(...MENTIONS),
      fc.boolean(),
      (mark, text, link, layout, priority, mention, withdrawn) => {
        const message = aMessage({
          ...{ layout, priority, withdrawn, buttons: BUTTONS },
          headline: mark,
          summary: mark,
          url: link,
          outlet: text,
          reason: text,
          note: text,
          claimedBy: text,
          thumbnail: link,
          sources: [
            { outlet: text, url: link, at: 0 },
            { outlet: "B", url: "", at: 0 },
          ],
          ...(mention === undefined ? {} : { mention }),
        });
        const posted = createMessage.parse({ ...postBody(message, "abc123"), nonce: "abc123" });
        const edited = editMessage.parse(editBody(message, "abc123"));
        startPost.parse({ name: postName(message), message: postBody(message, "abc123") });
        expect(postName(message)).not.toMatch(CONTROLS);
        // Only the desk's mention pings, whatever stands behind it; an edit pings nobody.
        const expected =
          mention === undefined
            ? []
            : mention in PINGS
              ? Object.entries(PINGS).find(([m]) => m === mention)?.[1]
              : ["role:41", "user:500000000000000001"];
        expect([...new Set(pinged(posted.content ?? "", posted.allowed_mentions ?? undefined))]).toEqual(
          expected,
        );
        expect(pinged(edited.content ?? "", edited.allowed_mentions ?? undefined)).toEqual([]);
        for (const body of [posted, edited]) {
          expect(keyOf(body.embeds?.[0]?.footer?.text ?? "")).toBe("abc123");
          const ids = (body.components ?? []).flatMap((row) => row.components.map((b) => b.custom_id));
          expect(ids).toEqual(["wirewatch:claim:7", "wirewatch:irrelevant:7"]);
          const parts = (body.embeds ?? []).flatMap((e) => [
            e.title,
            e.description,
            ...(e.fields ?? []).map((f) => f.value),
          ]);
          for (const part of [body.content, ...parts]) {
            expect(part ?? "").not.toMatch(CONTROLS);
            expect((part ?? "").isWellFormed()).toBe(true);
            const { effects } = readMarkdown(part ?? "");
            expect(effects.filter((effect) => !ours.test(effect))).toEqual([]);
          }
          // In the content there is the desk's mention and nothing else that acts.
          const inContent = readMarkdown(body.content ?? "").effects.filter((e) => !/^struck$/.test(e));
          expect(inContent.every((e) => e.startsWith("mention ")) && inContent.length <= 2).toBe(true);
        }
      },
    ),
    { numRuns: 10_000 },
  );
});
