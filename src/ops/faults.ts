/** The program was used wrongly: what, where, and what to do about it. Exit code 2. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
  readonly exitCode = 2;
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** What a person is told of a fault: its message, and the messages of what caused it where they add something. */
export function faultLine(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const lines = [fault.message === "" ? fault.name : fault.message];
  for (let cause = fault.cause; cause instanceof Error && lines.length < 4; cause = cause.cause) {
    if (cause.message !== "" && !lines.some((line) => line.includes(cause.message)))
      lines.push(cause.message);
  }
  return lines.join(": ");
}

/** 2 for wrong use, else 1; a fault may say its own in `exitCode`. */
export function exitCodeOf(fault: unknown): number {
  if (typeof fault !== "object" || fault === null || !("exitCode" in fault)) return 1;
  const code = fault.exitCode;
  return typeof code === "number" && Number.isInteger(code) && code > 0 && code < 256 ? code : 1;
}
