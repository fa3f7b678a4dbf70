import { z } from "zod";
import { Refusal } from "./refusal.ts";
import { type homeView, type modalView, viewAnswer } from "./schemas.ts";

export type ShownView = z.infer<typeof modalView> & { id: string };
export type HomeTab = z.infer<typeof homeView>;

/** The modals that are open and the home tabs that were published. */
export class Views {
  /** Every modal that was ever shown, in order, as it was shown. */
  readonly shown: ShownView[] = [];
  readonly #open = new Map<string, ShownView>();
  readonly homes = new Map<string, HomeTab>();
  #count = 0;

  open(view: z.infer<typeof modalView>): ShownView {
    return this.#show(`V${String(++this.#count).padStart(6, "0")}`, view);
  }

  update(id: string, view: z.infer<typeof modalView>): ShownView {
    if (!this.#open.has(id)) throw new Refusal("not_found");
    return this.#show(id, view);
  }

  /** What a person sees of a modal now; undefined once it is closed. */
  now(id: string): ShownView | undefined {
    return this.#open.get(id);
  }

  /** The newest modal that is open. */
  get top(): ShownView | undefined {
    return [...this.#open.values()].at(-1);
  }

  /** What a submission's acknowledgement does. Throws where Slack would show "we had some trouble connecting". */
  answered(view: ShownView, payload: unknown): Record<string, string> {
    const fields = view.blocks.flatMap((block) => (block.type === "input" ? [block.block_id ?? ""] : []));
    const empty = payload === undefined || payload === null || payload === "";
    const parsed = empty ? { data: undefined } : viewAnswer.safeParse(payload);
    if ("error" in parsed && parsed.error !== undefined) {
      throw new Error(`trouble connecting: ${z.prettifyError(parsed.error)}`);
    }
    const answer = parsed.data;
    if (answer === undefined || answer.response_action === "clear") this.#open.delete(view.id);
    else if (answer.response_action === "update") this.#show(view.id, answer.view);
    else {
      const unknown = Object.keys(answer.errors).filter((block) => !fields.includes(block));
      if (unknown.length > 0) throw new Error(`trouble connecting: no input ${unknown.join(", ")}`);
      return answer.errors;
    }
    return {};
  }

  #show(id: string, view: z.infer<typeof modalView>): ShownView {
    const shown = { ...view, id };
    this.#open.set(id, shown);
    this.shown.push(shown);
    return shown;
  }
}
