import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * `npm run picture`: docs/sample-desk.svg, a real capture of the sample desk's first seconds in a terminal. Needs
 * the `script` of util-linux, which gives the program a terminal.
 */
const ROOT = join(import.meta.dirname, "..");
const [COLUMNS, LINES, SECONDS] = [100, 40, 12];
const [WIDTH, HEIGHT] = [7.8, 17];
const COLORS: Record<string, string> = {
  "30": "#1e1e1e",
  "31": "#f48771",
  "32": "#89d185",
  "33": "#e5c07b",
  "34": "#6cb6ff",
  "35": "#d2a8ff",
  "36": "#79c0ff",
  "43": "#e5c07b",
};

interface Style {
  color: string;
  background: string | undefined;
  bold: boolean;
  dim: boolean;
  underline: boolean;
}

const PLAIN: Style = { color: "#d4d4d4", background: undefined, bold: false, dim: false, underline: false };

function capture(): string {
  const folder = mkdtempSync(join(tmpdir(), "wirewatch-picture-"));
  try {
    const command = `stty cols ${COLUMNS} rows ${LINES}; timeout -s INT ${SECONDS} ${process.execPath} ${join(ROOT, "bin/wirewatch.js")}`;
    execFileSync("script", ["-qc", command, "capture"], { cwd: folder, stdio: "ignore" });
    const text = readFileSync(join(folder, "capture"), "utf8");
    // script's own first line, and where the work lay
    return text.slice(text.indexOf("\n") + 1).replaceAll(folder, "~/wirewatch");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function styled(style: Style, codes: string[]): Style {
  const next = { ...style };
  for (const code of codes) {
    if (code === "" || code === "0") Object.assign(next, PLAIN);
    else if (code === "1") next.bold = true;
    else if (code === "2") next.dim = true;
    else if (code === "22") Object.assign(next, { bold: false, dim: false });
    else if (code === "4") next.underline = true;
    else if (code === "24") next.underline = false;
    else if (code === "39") next.color = PLAIN.color;
    else if (code === "49") next.background = undefined;
    else if (code.startsWith("4")) next.background = COLORS[code];
    else next.color = COLORS[code] ?? next.color;
  }
  return next;
}

function draw(text: string): string {
  const marks: string[] = [];
  let style = PLAIN;
  const lines = text.replaceAll("\r", "").split("\n").slice(0, LINES);
  for (const [row, line] of lines.entries()) {
    let column = 0;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the terminal's own escape
    for (const [, codes, words = ""] of line.matchAll(/\u001b\[([\d;]*)m|([^\u001b]+)/g)) {
      if (codes !== undefined) {
        style = styled(style, codes.split(";"));
        continue;
      }
      const length = [...words].length;
      const [x, y] = [16 + column * WIDTH, 52 + row * HEIGHT];
      if (style.background !== undefined) {
        marks.push(
          `<rect x="${x}" y="${y - 13}" width="${length * WIDTH}" height="${HEIGHT}" fill="${style.background}"/>`,
        );
      }
      if (words.trim() !== "") marks.push(textMark(words, x, y, length, style));
      column += length;
    }
  }
  const [width, height] = [32 + COLUMNS * WIDTH, 64 + lines.length * HEIGHT];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="The sample desk in a terminal">
<rect width="${width}" height="${height}" rx="8" fill="#1e1e1e"/>
<circle cx="20" cy="18" r="6" fill="#ff5f56"/><circle cx="40" cy="18" r="6" fill="#ffbd2e"/><circle cx="60" cy="18" r="6" fill="#27c93f"/>
<text x="${width / 2}" y="22" text-anchor="middle" font-family="sans-serif" font-size="12" fill="#9a9a9a">npm start</text>
<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="13" xml:space="preserve">
${marks.join("\n")}
</g>
</svg>
`;
}

function textMark(words: string, x: number, y: number, length: number, style: Style): string {
  const escaped = words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const looks = [
    style.bold ? ' font-weight="bold"' : "",
    style.dim ? ' opacity="0.65"' : "",
    style.underline ? ' text-decoration="underline"' : "",
  ].join("");
  return `<text x="${x}" y="${y}" textLength="${length * WIDTH}" fill="${style.color}"${looks}>${escaped}</text>`;
}

writeFileSync(join(ROOT, "docs/sample-desk.svg"), draw(capture()));
console.log("wrote docs/sample-desk.svg");
