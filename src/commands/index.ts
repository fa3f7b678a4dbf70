import type { AnyCommand } from "./command.ts";
import { deliveryDrop, deliveryList, deliveryRetry } from "./delivery.ts";
import { feedList } from "./feed.ts";
import { recent } from "./recent.ts";
import { search } from "./search.ts";
import { status } from "./status.ts";
import { watchList, watchShow } from "./watch.ts";

/** Every command there is. */
export const commands: readonly AnyCommand[] = [
  recent,
  search,
  watchList,
  watchShow,
  feedList,
  deliveryList,
  deliveryRetry,
  deliveryDrop,
  status,
];

/** Those that chat offers; the others wait until chat maps permissions. */
export const chatCommands: readonly AnyCommand[] = [recent, watchList];
