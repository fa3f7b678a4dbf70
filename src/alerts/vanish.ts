import type { DeskView } from "../desk/desk.ts";
import { type Changes, type KeptEntry, noChanges, type Snapshot } from "../store/store.ts";
import { asRevised } from "./revised.ts";
import { createTelling } from "./telling.ts";

/** An article that is gone from its address and its feed, without a word: said where its story was told. */
export function decideVanished(entry: KeptEntry, snapshot: Snapshot, view: DeskView): Changes {
  const changes = noChanges(view.now);
  const telling = createTelling(snapshot, view, changes);
  changes.revised.push(asRevised(entry, view.now, "vanished"));
  telling.revised(entry);
  const note = `${entry.outlet} no longer has this article: its page is gone, and its feed does not list it any more.`;
  telling.correct(entry, { kind: "corrected", note });
  telling.finish();
  return changes;
}
