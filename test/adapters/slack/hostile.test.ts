import fc from "fast-check";
import { expect, test } from "vitest";
import { render } from "../../../adapters/slack/render.ts";
import { read } from "../../platforms/slack/index.ts";
import { postMessage } from "../../platforms/slack/schemas.ts";
import { aMessage } from "../messages.ts";
import { expectHarmless, expectHarmlessAnswers, hostileMessage } from "./hostile.ts";

test("no text of a feed mentions, links, breaks out or goes past a limit", () => {
  fc.assert(fc.property(hostileMessage, expectHarmless), { numRuns: 200 });
  fc.assert(fc.property(hostileMessage, expectHarmlessAnswers), { numRuns: 200 });
});

test("what is cut ends at a word, with an ellipsis", () => {
  const long = "Security guarantees for Ukraine ".repeat(300);
  const made = render(
    aMessage({ headline: { text: long, spans: [] }, summary: { text: long, spans: [] }, reason: long }),
    { mention: true },
  );
  const { text } = read(postMessage.parse({ channel: "C0WORLD", ...made }));
  const cut = [...text.matchAll(/(\S+)…/g)].map((hit) => hit[1]);
  expect(cut.length).toBeGreaterThanOrEqual(3);
  for (const word of cut) expect(["Security", "guarantees", "for", "Ukraine"]).toContain(word);
});

test("hostile text stands in the message as it was written", () => {
  const text = "<!channel> *bold* <https://evil.example|x> & co";
  const made = render(aMessage({ headline: { text, spans: [] } }), { mention: true });
  expect(made.text).toBe("&lt;!channel&gt; *bold* &lt;https://evil.example|x&gt; &amp; co — Example News");
  const [first] = made.blocks;
  expect(JSON.stringify(first)).toContain(JSON.stringify(text).slice(1, -1));
});
