import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Article } from "../../src/model/entry.ts";
import { extract } from "../../src/summaries/extractive.ts";

function article(change: Partial<Article>): Article {
  const bare = { summary: "", content: "", url: "", outlet: "", author: "", language: "en", categories: [] };
  return { id: "1", title: "Leaders to meet", ...bare, ...change };
}

const STORY = `<figure><img src="x.jpg"><figcaption>The two presidents in 2019. Photo: John Roe</figcaption></figure>
<p>By Jane Doe</p>
<p>WASHINGTON (Reuters) - U.S. President Donald Trump said on Monday that he had begun to arrange a meeting.</p>
<p>Stock markets in Asia were little changed. The dollar rose a little against the yen.</p>
<p>Mr. Trump spoke to reporters for eleven minutes. The weather in Washington was fair.</p>
<p>Security guarantees for Ukraine would be given by European states &amp; backed by Washington, he said.</p>
<aside><p>Related: five things to know about security guarantees for Ukraine.</p></aside>
<p><a href="https://x.example">Security guarantees for Ukraine: all our stories</a></p>
<p>Sign up for our newsletter on security guarantees.</p>
<p>The post Leaders to meet appeared first on Example News.</p>`;

describe("a summary", () => {
  test("is made of whole sentences, chosen for the terms and the lead, in their order", () => {
    expect(extract(article({ content: STORY }), ["security guarantees"]).sentences).toEqual([
      "U.S. President Donald Trump said on Monday that he had begun to arrange a meeting.",
      expect.any(String),
      "Security guarantees for Ukraine would be given by European states & backed by Washington, he said.",
    ]);
  });

  test("follows what it is asked for", () => {
    const of = (term: string) => extract(article({ content: STORY }), [term], { sentences: 1 }).text;
    expect(of("dollar")).toContain("yen");
    expect(of("@weather")).toContain("fair");
    expect(of('"security guarantee"')).toContain("European states");
  });

  test("finds inflected words", () => {
    const content =
      "Das Wetter war gut. Die Lage ist ruhig. Über Sicherheitsgarantien wird verhandelt. Niemand kam.";
    expect(
      extract(article({ content, language: "de" }), ["Sicherheitsgarantie"], { sentences: 1 }).text,
    ).toContain("Sicherheitsgarantien");
    const russian = "Погода была хорошей. О гарантиях безопасности говорили долго. Никто не пришёл.";
    expect(
      extract(article({ content: russian, language: "ru" }), ["гарантии безопасности"], { sentences: 1 })
        .text,
    ).toContain("гарантиях");
  });

  test("never says the headline again", () => {
    const title = "Trump says he has begun arranging a Putin-Zelenskyy meeting";
    const story = "No date was named.";
    for (const content of [
      `${title}. ${story}`,
      `<p>${title}</p><p>${story}</p>`,
      `<p><a href="x">${title}</a> <font>Example News</font></p><p>${story}</p>`,
      `${title.toUpperCase()}. ${story}`,
      `Trump says he has begun arranging a Putin–Zelenskyy meeting! ${story}`,
    ]) {
      expect(extract(article({ title, content }), ["meeting"]).text).toBe(story);
    }
  });

  test("is empty where there is nothing but the headline", () => {
    for (const summary of [
      "",
      "Leaders to meet",
      "Leaders to meet Example News",
      "Read more",
      "<p>Leaders to meet</p>",
    ]) {
      expect(extract(article({ summary }), ["leaders"])).toEqual({ text: "", sentences: [] });
    }
  });

  test("prefers whole sentences to a teaser that was cut off", () => {
    const summary = "Russia wishes to help guarantee the security of its […]";
    const content = "Russia wishes to help guarantee the security of its neighbour, Lavrov said.";
    expect(extract(article({ summary, content }), []).text).toBe(content);
    expect(extract(article({ summary }), []).text).toBe(
      "Russia wishes to help guarantee the security of its…",
    );
  });

  test("takes each sentence once where summary and body say the same", () => {
    const summary = "Aides will meet on Friday.";
    const content = `<p>Aides will meet on Friday.</p><p>They will talk about borders.</p>`;
    expect(extract(article({ summary, content }), []).sentences).toEqual([
      "Aides will meet on Friday.",
      "They will talk about borders.",
    ]);
  });

  test("quotes whole, and counts what it quotes", () => {
    const content =
      'Talks ended. "We met Putin. We met Zelenskyy," he said. Nobody else spoke. "No. No. No. No," she said.';
    const of = (sentences: number) =>
      extract(article({ content }), ["Putin", "Zelenskyy"], { sentences }).sentences;
    expect(of(3)).toEqual(["Talks ended.", '"We met Putin.', 'We met Zelenskyy," he said.']);
    expect(of(2)).toEqual(['"We met Putin.', 'We met Zelenskyy," he said.']);
    expect(of(1)).toHaveLength(1);
  });

  test("does not say the same thing twice in other words", () => {
    const summary = "The vessel was struck by a drone 60 miles off Hodeidah; freight rates rose.";
    const content =
      "The vessel was struck by a drone 60 miles off Hodeidah, its manager said. The crew are safe.";
    const { sentences } = extract(article({ summary, content }), ["vessel", "drone"]);
    expect(sentences).toEqual([summary, "The crew are safe."]);
  });

  test("cuts a sentence that is too long at a word's end", () => {
    const long = `Putin said that ${"the talks about the guarantees ".repeat(40)}went on.`;
    const { text, sentences } = extract(article({ content: long }), ["Putin"]);
    expect(sentences).toEqual([text]);
    expect(text.length).toBeLessThanOrEqual(400);
    expect(text).toMatch(/\p{L}…$/u);
    expect(long.startsWith(`${text.slice(0, -1)} `)).toBe(true);
    // Another sentence is shown instead, if it tells as much.
    expect(extract(article({ content: `${long} Putin left.` }), ["Putin"]).text).toBe("Putin left.");
  });

  test("reads what was escaped once too often, and scripts not written in Latin", () => {
    const content = "&lt;p&gt;Aides will meet.&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;";
    expect(extract(article({ content }), []).text).toBe("Aides will meet.");
    const chinese = { content: "两国总统将于下周会晤。安全保障仍未确定。", language: "zh" };
    expect(extract(article(chinese), ["安全保障"]).sentences).toHaveLength(2);
  });

  test("keeps its limits, and says nothing that the article does not", () => {
    const piece = fc.constantFrom(
      ...[
        "Putin ",
        "met ",
        "U.S. ",
        "security guarantees ",
        ". ",
        "? ",
        "\n",
        "<p>",
        "</p>",
        "&amp; ",
        "😀",
        "…",
      ],
      ...[
        "«Да» ",
        "Зеленский ",
        "Read more",
        "<aside>",
        "</aside>",
        "a".repeat(500),
        "(Reuters) - ",
        "\u202e",
      ],
    );
    const text = fc.array(piece, { maxLength: 80 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(
        ...([text, text, text, fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 500 })] as const),
        (title, summary, content, sentences, characters) => {
          const given = article({ title, summary, content });
          const made = extract(given, ["Putin", "security guarantees"], { sentences, characters });
          expect(made.sentences.length).toBeLessThanOrEqual(sentences);
          expect(made.text.length).toBeLessThanOrEqual(characters);
          expect(made.text).toBe(made.sentences.join(" "));
          expect(made.text.isWellFormed()).toBe(true);
          const words = new Set(`${summary} ${content}`.replace(/<[^>]*>|&amp;|\s/g, "").split(""));
          for (const character of made.text.replace(/[…&\s]/g, "").split(""))
            expect(words).toContain(character);
          expect(extract(given, ["Putin", "security guarantees"], { sentences, characters })).toEqual(made);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("takes no longer for malice", () => {
    const bombs = [
      "A/",
      "a. ",
      "U.S. ",
      "<p>",
      "<aside>",
      "&lt;p&gt;",
      "(",
      "the post ",
      '"',
      "By A ",
      "- ",
      "Кyiv, ",
    ];
    const took = bombs.map((bomb) => {
      const content = bomb.repeat(200_000 / bomb.length);
      // Twice the text must not take many times as long: counted in work, not in time, it ends at all.
      return extract(article({ title: content, summary: content, content }), [content.slice(0, 50)]).text
        .length;
    });
    expect(Math.max(...took)).toBeLessThanOrEqual(400);
  });
});
