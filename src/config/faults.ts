import { UsageError } from "../ops/faults.ts";

/** One fault of a configuration: where, what, and what to do about it. Lines and columns count from 1. */
export interface ConfigFault {
  file: string;
  line?: number;
  column?: number;
  message: string;
  hint?: string;
}

/** Everything that is wrong with a configuration, at once. Exit code 2. */
export class ConfigError extends UsageError {
  override readonly name = "ConfigError";
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    const sorted = [...faults].sort(
      (a, b) =>
        a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
    );
    const lines = sorted.map(faultText);
    const head = lines.length === 1 ? "" : `the configuration has ${lines.length} faults:\n`;
    super(head + lines.join("\n"));
    this.faults = sorted;
  }
}

/** `wirewatch.yaml:12:5: what is wrong (what to do)`: a form that editors and terminals make a link of. */
export function faultText(fault: ConfigFault): string {
  const place = [fault.file, fault.line, fault.column].filter((part) => part !== undefined).join(":");
  return `${place}: ${fault.message}${fault.hint === undefined ? "" : ` (${fault.hint})`}`;
}
