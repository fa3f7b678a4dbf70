import { randomBytes } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { CommandCall, FormReply } from "../../src/model/command.ts";
import type { Clock, Millis } from "../../src/model/time.ts";

/** A custom id holds 100 characters ("Custom ID" of the component reference). */
const CUSTOM_ID = 100;
/** How long a call or a form that does not fit an id is remembered. */
const REMEMBERED: Millis = 24 * 3_600_000;
/** How many of each are, at most, and how many characters of them. */
const MOST = 5_000;
const MOST_CHARACTERS = 10_000_000;
/** What an id of an answer's button begins with; an alert's begins with `wirewatch:`. */
const OURS = "wirewatch/";

/**
 * What an id stands for. `go` answers in the place of the message pressed, `do` with a new one, `form` opens a form that
 * was kept, `send` is a form's submission, `no` leaves a question undone. `command` is known even of what was forgotten.
 */
export type Meant =
  | { deed: "go" | "do"; call: CommandCall }
  | { deed: "form"; form: FormReply }
  /** `form` is unknown after a restart: what it calls stands in the id. */
  | { deed: "send"; call: CommandCall; form?: FormReply }
  | { deed: "no" }
  | { deed: "forgotten"; command: string };

/**
 * Calls of commands as custom ids. A short call stands in the id itself and outlives a restart; a longer one, and a form,
 * is kept in memory for a day under a random name. Nobody gains by forging an id: whoever presses is checked as if they
 * had typed the command.
 */
export class Calls {
  readonly #calls: LRUCache<string, CommandCall>;
  readonly #forms: LRUCache<string, FormReply>;

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#calls = memory(clock);
    this.#forms = memory(clock);
  }

  /** The id of a button that makes this call. */
  idOf(deed: "go" | "do", call: CommandCall): string {
    const whole = written(deed, call);
    if (whole.length <= CUSTOM_ID) return whole;
    return `${OURS}${deed}/~${kept(this.#calls, call)}?${call.command}`;
  }

  /** The id of a button that opens this form. */
  idOfForm(form: FormReply): string {
    return `${OURS}form/~${kept(this.#forms, form)}?${form.submit.call.command}`;
  }

  /** The id of a form that is shown. */
  idOfModal(form: FormReply): string {
    const { call } = form.submit;
    const name = kept(this.#forms, form);
    const whole = written("send", { ...call, options: { ...call.options, [FORM]: name } });
    return whole.length <= CUSTOM_ID ? whole : `${OURS}send/~${name}?${call.command}`;
  }

  /** What an id stands for, or undefined if it is none of these. */
  meaning(customId: string): Meant | undefined {
    if (!customId.startsWith(OURS)) return undefined;
    if (customId === LEAVE) return { deed: "no" };
    const [, deed, mark, name = "", rest = ""] =
      /^(go|do|form|send)\/([=~])([^?]*)\?(.*)$/s.exec(customId.slice(OURS.length)) ?? [];
    if (mark === "=" && deed !== "form" && deed !== undefined) return this.#read(deed, name, rest);
    const form = this.#forms.get(name);
    const call = this.#calls.get(name);
    if (deed === undefined) return undefined;
    if (deed === "form" && form !== undefined) return { deed, form };
    if (deed === "send" && form !== undefined) return { deed, form, call: form.submit.call };
    if ((deed === "go" || deed === "do") && call !== undefined) return { deed, call };
    return { deed: "forgotten", command: rest };
  }

  #read(deed: string, command: string, query: string): Meant {
    const { [FORM]: name = "", ...options } = Object.fromEntries(new URLSearchParams(query));
    const call = { command, options };
    if (deed !== "send") return { deed: deed === "go" ? "go" : "do", call };
    const form = this.#forms.get(name);
    return { deed, call, ...(form === undefined ? {} : { form }) };
  }
}

/** The id of the button that leaves a question undone. */
export const LEAVE = `${OURS}no`;

/** Where a form's name stands beside the options; no option is called so. */
const FORM = "~";

function written(deed: string, { command, options }: CommandCall): string {
  return `${OURS}${deed}/=${command}?${new URLSearchParams(options)}`;
}

function memory<T extends object>(clock: Pick<Clock, "monotonic">): LRUCache<string, T> {
  return new LRUCache({
    max: MOST,
    ttl: REMEMBERED,
    perf: { now: () => clock.monotonic() },
    ttlResolution: 0,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: (item) => JSON.stringify(item).length,
  });
}

/** Remembers something under a random name, so that after a restart no name stands for something else. */
function kept<T extends object>(cache: LRUCache<string, T>, item: T): string {
  const name = randomBytes(9).toString("base64url");
  cache.set(name, item);
  return name;
}
