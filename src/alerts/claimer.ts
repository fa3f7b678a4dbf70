import type { DeskView } from "../desk/desk.ts";
import { channelNamed, claimersChannel } from "../desk/personal.ts";
import type { Claim } from "../store/editing.ts";
import type { NewDelivery } from "../store/store.ts";
import { deliveryKey } from "./key.ts";
import { noticeMessage } from "./message.ts";
import { safeUrl } from "./text.ts";

/** What is grave of a story that somebody works on. */
export interface Grave {
  claim: Claim;
  headline: string;
  url: string;
  withdrawn: boolean;
  text: string;
}

/**
 * A direct message to who claimed the story, whatever is muted; undefined where they cannot have one: who claimed in a
 * shell, or on a platform that the desk left. `told`: channels that hear of it by an alert of their own.
 */
export function toClaimer(grave: Grave, view: DeskView, told: readonly string[]): NewDelivery | undefined {
  const { claim, headline, url, withdrawn, text } = grave;
  const name = claimersChannel(claim);
  const channel = name === undefined ? undefined : channelNamed(name, view.channels);
  const serves = [...view.channels.values()].some(({ adapter }) => adapter === channel?.adapter);
  if (channel === undefined || !serves || told.includes(channel.name)) return undefined;
  return {
    key: deliveryKey(view.deskId, `claimer:${claim.story}:${text}:${view.now}`, "post", 0),
    kind: "post",
    channel: channel.name,
    message: {
      ...noticeMessage(headline, `${text} You have claimed this story.`),
      ...{ story: claim.story, url: safeUrl(url), withdrawn },
    },
    dueAt: view.now,
  };
}
