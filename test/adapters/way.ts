/** A place where people use the desk's commands, as a test that runs in each of them sees it. */
export interface Way {
  /** Somebody gives a command; what they are shown. */
  say(command: string, options?: Record<string, string>, as?: Role): Promise<Shown>;
}

/** A place with a channel that alerts come to, and with forms. */
export interface ChatWay extends Way {
  /** What the desk's channel holds, oldest first. */
  channel(): Shown[];
}

/** An admin, two editors, a member of the newsroom. */
export type Role = "admin" | "editor" | "other" | "member";

/** What somebody is shown: an answer, a form, an alert. */
export interface Shown {
  /** All that can be read of it, without the platform's own markup. */
  text: string;
  /** The buttons' labels. */
  buttons: string[];
  /** Presses a button; what that shows. */
  press(label: string, as?: Role): Promise<Shown>;
  /** Fills in the form that is shown, and sends it. */
  fill(values: Record<string, string>, as?: Role): Promise<Shown>;
}

/** Among the labels of what is shown. */
export function noButton(label: string, { text, buttons }: Pick<Shown, "text" | "buttons">): Error {
  return new Error(`no button "${label}" among ${JSON.stringify(buttons)} of: ${text}`);
}
