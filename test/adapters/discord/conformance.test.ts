import { CHANNEL } from "../../platforms/discord/index.ts";
import { conformance } from "../conformance.ts";
import { benchDiscord, hostOf, seenIn } from "./bench.ts";
import { harmIn } from "./markdown.ts";

conformance("discord", async () => {
  const { platform, adapter } = await benchDiscord();
  return {
    adapter,
    destination: CHANNEL,
    host: hostOf(() => ({ kind: "text", text: "ok" })),
    seen: async () => seenIn(platform),
    close: () => platform.close(),
    once: true,
    harm: (message) => harmIn(message.text),
  };
});
