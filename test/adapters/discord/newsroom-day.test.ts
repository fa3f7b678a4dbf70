import { CHANNEL } from "../../platforms/discord/index.ts";
import { newsroomDay } from "../newsroom-day.ts";
import { benchDiscord } from "./bench.ts";
import { discordWay, ROLES } from "./way.ts";

newsroomDay("discord", async () => {
  const bench = await benchDiscord({}, { roles: ROLES }, { names: { [CHANNEL]: "world" } });
  return {
    adapter: bench.adapter,
    destination: CHANNEL,
    async start(desk) {
      const way = discordWay(bench, desk.host.commands);
      await bench.adapter.start(desk.host, new AbortController().signal);
      return way;
    },
    close: () => bench.platform.close(),
  };
});
