import { z } from "zod";
import type { Reply } from "../model/command.ts";
import { actor, command, optionalText, text } from "./command.ts";
import { suggestWatchLists } from "./lookup.ts";
import { noSuchStory, storyAt, suggestStories } from "./story-at.ts";

/** An alert that should not have come: counts against its list, and `watch show` says what to tighten. */
export const irrelevant = command({
  name: "irrelevant",
  summary: "Mark a story as not relevant to a watch list",
  permission: "editor",
  options: z.object({
    story: text("The story's number"),
    watch: optionalText("The watch list; asked for, where several matched"),
  }),
  positional: ["story", "watch"],
  example: "irrelevant 12 ukraine-peace",
  suggest: { story: suggestStories, watch: suggestWatchLists },
  async run(context, { story: given, watch }): Promise<Reply> {
    const { store, clock, desk } = context;
    const now = clock.now();
    const at = await storyAt(store, given, now);
    if (at === undefined) return noSuchStory(given);
    const matched = [...at.snapshot.matches.values()].flat().map((m) => m.watchList);
    const lists = [...new Set([...at.alerts.flatMap((a) => a.watchLists), ...matched])];
    const [only] = lists;
    if (only === undefined) return { kind: "error", text: `Story ${at.story.id} matched no watch list.` };
    if (watch === undefined && lists.length > 1) {
      return {
        kind: "page",
        body: {
          kind: "text",
          text: `Story ${at.story.id} matched ${lists.join(", ")}. Which of them should not have had it?`,
        },
        actions: lists.slice(0, 10).map((name) => ({
          label: desk().watchLists.get(name)?.title ?? name,
          call: { command: "irrelevant", options: { story: String(at.story.id), watch: name } },
        })),
      };
    }
    const list = watch ?? only;
    if (!lists.includes(list)) {
      return {
        kind: "error",
        usage: true,
        text: `Story ${at.story.id} did not match ${list}.`,
        hint: `It matched ${lists.join(", ")}.`,
      };
    }
    const { who, place } = actor(context);
    const audit = [
      { who, place, action: "irrelevant", subject: list, before: {}, after: { story: at.story.id } },
    ];
    const fresh = await store.notRelevant({ story: at.story.id, watchList: list, who, at: now }, audit);
    const text = fresh
      ? `Noted: story ${at.story.id} is not relevant to ${list}. \`watch show ${list}\` says what brings such stories.`
      : `You have said so of story ${at.story.id} and ${list} before.`;
    return { kind: "text", text, data: { story: at.story.id, watchList: list, counted: fresh } };
  },
});
