import { CHANNEL } from "../../platforms/slack/index.ts";
import { newsroomDay } from "../newsroom-day.ts";
import { patientClock, slackBench } from "./bench.ts";
import { EDITORS, slackWay } from "./way.ts";

newsroomDay("slack", async () => {
  const deps = { names: { [CHANNEL]: "world" }, clock: patientClock() };
  const bench = await slackBench({}, { settings: { editors: EDITORS }, deps });
  return {
    adapter: bench.adapter,
    destination: CHANNEL,
    async start(desk) {
      await bench.adapter.start(desk.host, new AbortController().signal);
      return slackWay(bench, desk.host.commands);
    },
    close: () => bench.platform.close(),
  };
});
