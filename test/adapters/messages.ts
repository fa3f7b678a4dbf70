import type { Message } from "../../src/model/message.ts";

/** An alert as the core makes one, with what a test changes of it. */
export function aMessage(change: Partial<Message> = {}): Message {
  return {
    kind: "alert",
    priority: "normal",
    story: 7,
    watchLists: [{ name: "ukraine-peace", title: "Ukraine peace" }],
    headline: { text: "Putin and Zelensky: leaders to meet", spans: [{ start: 0, end: 5 }] },
    url: "https://news.example/kyiv-talks",
    outlet: "Example News",
    at: Date.UTC(2025, 7, 19, 12, 0),
    summary: { text: "Aides discuss security guarantees.", spans: [{ start: 14, end: 33 }] },
    reason: "Putin near Zelensky",
    sources: [
      { outlet: "Example News", url: "https://news.example/kyiv-talks", at: Date.UTC(2025, 7, 19, 12, 0) },
      { outlet: "Daily Bugle", url: "https://bugle.example/1", at: Date.UTC(2025, 7, 19, 12, 9) },
    ],
    note: "",
    withdrawn: false,
    sections: [],
    buttons: [],
    ...change,
  };
}

/** What a hostile or broken feed may say: mentions, links, markup, controls, broken Unicode. */
export const hostileTexts: readonly string[] = [
  "@everyone look",
  "@here now",
  "<@123456789012345678> and <@!123456789012345678>",
  "<@&987654321098765432> role",
  "<#112233445566778899> <id:customize> </recent:112233445566778899>",
  "<!channel> <!here> <!everyone> <@U012AB3CD> <#C012AB3CD> <!subteam^S012AB3CD>",
  "<https://evil.example|Example News>",
  "[Example News](https://evil.example)",
  "[Example News](<https://evil.example>) ![x](https://evil.example/x.png)",
  "https://evil.example/ http://evil.example www.evil.example discord.gg/abcdef",
  "mailto:a@evil.example data:text/html,x tel:+123456 steam://run/1",
  "**bold** __under__ ~~gone~~ ||hidden|| `code` ```block",
  "*one _two ~three ||four `five ```six",
  "# heading\n## two\n> quote\n>>> all\n- item\n1. item\n-# small",
  "\\*not\\* \\\\ \\",
  "a\u202Eb\u2066c\u200Bd\u200Fe\uFEFF\u0000f\u001b[31mred\u0007",
  "lone \uD800 and \uDC00 surrogate",
  "<t:0:R> <:smile:123456789012345678> <a:wave:123456789012345678> :smile:",
  "&lt;!everyone&gt; &amp; & < >",
  "👩‍👩‍👧‍👦 family e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301 zalgo",
  "````\n@everyone\n````",
];
