/** Where progress is shown: standard error, so that what is printed can be piped. */
interface Terminal {
  isTTY?: boolean;
  write(text: string): unknown;
}

const WIDTH = 24;

/** A bar on a terminal, "looking [######      ] 12 of 48"; nothing where standard error is none. */
export function progressBar(label: string, terminal: Terminal = process.stderr) {
  if (terminal.isTTY !== true) return { show: () => undefined, end: () => undefined };
  return {
    show(done: number, total: number) {
      const full = total === 0 ? WIDTH : Math.round((WIDTH * done) / total);
      terminal.write(`\r${label} [${"#".repeat(full).padEnd(WIDTH)}] ${done} of ${total}`);
    },
    /** Takes it away again. */
    end() {
      terminal.write("\r\u001b[2K");
    },
  };
}
