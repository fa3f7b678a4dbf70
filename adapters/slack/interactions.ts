import type { App, BlockAction, ViewSubmitAction } from "@slack/bolt";
import type { ModalView } from "@slack/types";
import type { WebClient } from "@slack/web-api";
import { LRUCache } from "lru-cache";
import type { AdapterDeps } from "../../src/model/adapter.ts";
import type { FormReply } from "../../src/model/command.ts";
import type { Millis } from "../../src/model/time.ts";
import { OUR_BUTTON, oneButton, pressed } from "./buttons.ts";
import { type Answer, type Calls, commandLine, GROWN_OLD, type SlackCaller } from "./calls.ts";
import { type KeptCalls, MOST_CHARACTERS, sizeOf } from "./kept.ts";
import { answerView, FORM, fieldErrors, filledIn, formView, submittedCall, waitingView } from "./modal.ts";
import { faultOf } from "./outcome.ts";
import { renderReply, type SlackReply } from "./reply.ts";

/** An answer that takes longer is announced: Slack shows nothing of an acknowledgement. */
const LONG: Millis = 2000;
/** A submitted form must be answered inside 3 seconds; an answer that takes longer comes into the modal later. */
const PATIENCE: Millis = 2000;

export interface InteractionsOptions {
  calls: Calls;
  kept: KeptCalls;
  web: WebClient;
  deps: AdapterDeps;
  /** The slash command. */
  command: string;
}

/** To a button or form whose call is no longer kept. */
const OLD: Answer = { reply: GROWN_OLD };

type Respond = (answer: SlackReply & { replace_original?: boolean }) => Promise<unknown>;

/** What people do on Slack, turned into calls of the core's commands. Every one is acknowledged before it is run. */
export class Interactions {
  readonly #options: InteractionsOptions;
  /** Forms that are open, by their calls: for showing one again with what was filled in. */
  readonly #forms = new LRUCache<string, FormReply>({
    max: 500,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: sizeOf,
  });

  constructor(options: InteractionsOptions) {
    this.#options = options;
  }

  listen(app: App): void {
    app.command(this.#options.command, async ({ command, ack, respond }) => {
      await ack(); // Slack takes back a command that is not acknowledged inside 3 seconds
      const who = {
        user: command.user_id,
        name: command.user_name,
        team: command.team_id,
        channel: command.channel_id,
      };
      const job = this.#options.calls.ask(who, commandLine(command.text));
      await this.#tell(job, respond, command.trigger_id);
    });
    app.action(OUR_BUTTON, async ({ action, body, ack, respond }) => {
      await ack();
      if (body.type !== "block_actions" || action.type !== "button" || !("action_id" in action)) return;
      await this.#press(action.action_id, action.value ?? "", body, respond);
    });
    app.view<ViewSubmitAction>(FORM, async ({ body, ack }) => this.#submit(body, ack));
  }

  /** Opens a modal at once, for a trigger is good for 3 seconds, and shows the answer in it. */
  async inModal(trigger: string, job: Promise<Answer>): Promise<void> {
    const opened = await this.#options.web.views.open({ trigger_id: trigger, view: waitingView() });
    await this.#show(opened.view?.id ?? "", await job);
  }

  async #press(id: string, value: string, body: BlockAction, respond: Respond): Promise<void> {
    const { calls, kept } = this.#options;
    const { what, instead } = pressed(id, value, kept);
    const job = what === undefined ? Promise.resolve(OLD) : calls.ask(callerOf(body), what);
    if (body.view?.type === "modal") await this.#show(body.view.id, await job);
    else if (body.view !== undefined) await this.inModal(body.trigger_id, job);
    else await this.#tell(job, respond, body.trigger_id, instead);
  }

  /** An answer to the person alone: below what they look at, or in its place. */
  async #tell(job: Promise<Answer>, respond: Respond, trigger: string, instead = false): Promise<void> {
    const say = (made: SlackReply) => respond({ ...made, replace_original: instead });
    const { kept } = this.#options;
    if (!instead && (await this.#within(job, LONG)) === undefined) {
      await say(renderReply({ kind: "text", text: "Working on it…" }, kept));
    }
    const answer = await job;
    const { reply } = answer;
    if (reply.kind !== "form") await say(renderReply(reply, kept));
    else if (!(await this.#opened(reply, answer, trigger))) await say(this.#invitation(reply, answer));
  }

  /** Whether the form could be opened: a trigger is good for 3 seconds. */
  async #opened(form: FormReply, { channel = "" }: Answer, trigger: string): Promise<boolean> {
    const { web, deps } = this.#options;
    try {
      await web.views.open({ trigger_id: trigger, view: this.#formView(form, { channel }) });
      return true;
    } catch (error) {
      const fields = { adapter: deps.name, fault: faultOf(error) };
      deps.log.warn(fields, "a form could not be opened on Slack");
      return false;
    }
  }

  /** In the place of a form that came too late to be opened by itself. */
  #invitation(form: FormReply, { call }: Answer): SlackReply {
    const made = renderReply(form, this.#options.kept);
    if (call === undefined) return made;
    const button = oneButton({ label: "Open the form", style: "primary", call }, this.#options.kept);
    return { ...made, blocks: [...made.blocks, ...button] };
  }

  #formView(form: FormReply, more: { channel: string; fault?: string }): ModalView {
    const view = formView(form, this.#options.kept, more);
    if (view.private_metadata !== undefined) this.#forms.set(view.private_metadata, form);
    return view;
  }

  #viewOf({ reply, channel = "" }: Answer): ModalView {
    return reply.kind === "form" ? this.#formView(reply, { channel }) : answerView(reply, this.#options.kept);
  }

  async #show(view: string, answer: Answer): Promise<void> {
    await this.#options.web.views.update({ view_id: view, view: this.#viewOf(answer) });
  }

  async #submit(body: ViewSubmitAction, ack: (answer: SubmitAnswer) => Promise<void>): Promise<void> {
    const { calls, kept } = this.#options;
    const { view, user } = body;
    const call = submittedCall(view, kept);
    if (call === undefined) return ack({ response_action: "update", view: this.#viewOf(OLD) });
    const who = { user: user.id, name: user.name, team: teamOf(body), channel: call.channel ?? "" };
    const job = calls.ask(who, call);
    const soon = await this.#within(job, PATIENCE);
    if (soon === undefined) {
      await ack({ response_action: "update", view: waitingView() });
      await this.#showLate(view, await job);
      return;
    }
    const errors = soon.reply.kind === "error" ? fieldErrors(view, soon.reply) : {};
    if (Object.keys(errors).length > 0) await ack({ response_action: "errors", errors });
    else await ack({ response_action: "update", view: this.#viewOf(soon) });
  }

  /** What came after a submission's 3 seconds: an error brings the form back, with what was filled in. */
  async #showLate(view: ViewSubmitAction["view"], answer: Answer): Promise<void> {
    const { reply, channel = "" } = answer;
    const form = reply.kind === "error" ? this.#forms.get(view.private_metadata) : undefined;
    if (reply.kind !== "error" || form === undefined) return this.#show(view.id, answer);
    const again = this.#formView(filledIn(form, view), { channel, fault: reply.text });
    await this.#options.web.views.update({ view_id: view.id, view: again });
  }

  async #within(job: Promise<Answer>, ms: Millis): Promise<Answer | undefined> {
    const { clock } = this.#options.deps;
    const done = new AbortController();
    const late = clock.sleep(ms, done.signal).then(
      () => undefined,
      () => undefined, // woken: the answer is there
    );
    try {
      return await Promise.race([job, late]);
    } finally {
      done.abort();
    }
  }
}

type SubmitAnswer =
  | { response_action: "update"; view: ModalView }
  | { response_action: "errors"; errors: Record<string, string> };

function callerOf(body: BlockAction): SlackCaller {
  const { user } = body;
  return {
    user: user.id,
    name: user.name ?? user.username ?? user.id,
    team: teamOf(body),
    channel: body.channel?.id ?? "",
  };
}

/** In a shared channel the person's own workspace, not the one that the message is in. */
export function teamOf(body: { user: { team_id?: string }; team: { id: string } | null }): string {
  return body.user.team_id ?? body.team?.id ?? "";
}
