import { CHANNEL, read } from "../../platforms/slack/index.ts";
import { conformance } from "../conformance.ts";
import { fakeHost, slackBench } from "./bench.ts";

conformance("slack", async () => {
  const { platform, adapter } = await slackBench();
  const seen = () =>
    platform.messages().map((message) => ({
      id: message.ts,
      text: read(message).text,
      ...(typeof message.metadata?.event_payload.key === "string"
        ? { key: message.metadata.event_payload.key }
        : {}),
      ...(message.thread_ts === undefined ? {} : { thread: message.thread_ts }),
    }));
  return {
    adapter,
    destination: CHANNEL,
    host: fakeHost(() => ({ kind: "text", text: "fine" })),
    seen: async () => seen(),
    close: () => platform.close(),
    harm: ({ id }) => {
      const message = platform.messages().find((one) => one.ts === id);
      if (message === undefined) return ["gone"];
      const { mentions, links, broken } = read(message);
      return [
        ...mentions,
        ...broken,
        ...links.map((link) => link.url).filter((url) => !url.startsWith("https://news.example/")),
      ];
    },
  };
});
