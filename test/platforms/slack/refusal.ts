/** `{ok: false, error}`, with what Slack says besides. */
export class Refusal extends Error {
  readonly body: Record<string, unknown>;
  constructor(error: string, more: Record<string, unknown> = {}) {
    super(error);
    this.body = { ok: false, error, ...more };
  }
}
