/** A paragraph of an article, as long as they are. */
export const PARAGRAPH =
  "<p>The president said on Tuesday that talks about a ceasefire would resume next week in Geneva, officials said.</p>";

/** A publisher's page around an article. */
export function articlePage(body: string, title = "Talks resume"): string {
  return `<!DOCTYPE html><html lang="en"><head><title>${title}</title></head><body>
    <nav><a href="/">Home</a> <a href="/world">World</a></nav><article><h1>${title}</h1>${body}</article>
    <footer>© Example News. All rights reserved.</footer></body></html>`;
}
