import type { AdapterModule } from "../src/model/adapter.ts";
import { consoleAdapter } from "./console/index.ts";
import { discord } from "./discord/index.ts";
import { slack } from "./slack/index.ts";

/** Every chat platform there is. Each is light until it starts: only then is its client loaded. */
export const adapters: readonly AdapterModule[] = [consoleAdapter, discord, slack];
