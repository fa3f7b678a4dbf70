import { audit } from "./audit.ts";
import { channelLayout, channelList, channelQuiet, channelRoute } from "./channel.ts";
import { claim } from "./claim.ts";
import type { AnyCommand } from "./command.ts";
import { deliveryDrop, deliveryList, deliveryRetry } from "./delivery.ts";
import { digestNow, digestSchedule } from "./digest.ts";
import { entityAdd, entityAlias, entityList, entityRemove } from "./entity.ts";
import { feedHealth, feedList } from "./feed.ts";
import { feedAdd, feedDiscover, feedRemove } from "./feed-edit.ts";
import { follow, unfollow } from "./follow.ts";
import { helpOn } from "./help.ts";
import { irrelevant } from "./irrelevant.ts";
import { mute, unmute } from "./mute.ts";
import { recent } from "./recent.ts";
import { search } from "./search.ts";
import { status } from "./status.ts";
import { storyMerge, storySplit } from "./story-mend.ts";
import { storyShow } from "./story-show.ts";
import { undo } from "./undo.ts";
import { watchList, watchShow } from "./watch.ts";
import { watchAdd, watchEdit, watchPause, watchRemove, watchResume } from "./watch-edit.ts";
import { watchHistory, watchReset, watchUndo } from "./watch-history.ts";
import { watchPreview, watchTest } from "./watch-try.ts";
import { why } from "./why.ts";

/** Every command there is, in the order of help. */
export const commands: readonly AnyCommand[] = [
  recent,
  search,
  why,
  storyShow,
  storyMerge,
  storySplit,
  claim,
  irrelevant,
  mute,
  unmute,
  follow,
  unfollow,
  watchList,
  watchShow,
  watchAdd,
  watchEdit,
  watchRemove,
  watchPause,
  watchResume,
  watchTest,
  watchPreview,
  watchHistory,
  watchUndo,
  watchReset,
  entityList,
  entityAdd,
  entityAlias,
  entityRemove,
  feedList,
  feedHealth,
  feedDiscover,
  feedAdd,
  feedRemove,
  channelList,
  channelRoute,
  channelQuiet,
  channelLayout,
  digestNow,
  digestSchedule,
  deliveryList,
  deliveryRetry,
  deliveryDrop,
  audit,
  undo,
  status,
  helpOn(() => commands),
];

/** Those that chat offers: all of them; what each person may is checked where it is run. */
export const chatCommands = commands;
