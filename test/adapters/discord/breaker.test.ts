import { expect, it } from "vitest";
import { createBreaker } from "../../../adapters/discord/breaker.ts";
import { outcomeOf } from "../../../adapters/discord/errors.ts";
import { createRest } from "../../../adapters/discord/rest.ts";
import { listen } from "../../feeds/loopback.ts";

const MINUTE = 60_000;
const outcome = (check: () => void) => {
  try {
    check();
  } catch (error) {
    return outcomeOf(error, false);
  }
  return undefined;
};

it("pauses the platform long before Discord bans the address, until the refusals are ten minutes old", () => {
  let now = 0;
  const breaker = createBreaker(() => now);
  for (let n = 0; n < 999; n++) {
    breaker.note([401, 403, 429][n % 3] ?? 0, new Headers());
    now += 100;
  }
  breaker.note(404, new Headers());
  breaker.note(200, new Headers());
  breaker.note(429, new Headers({ "x-ratelimit-scope": "shared" }));
  expect(outcome(breaker.check)).toBeUndefined();
  breaker.note(403, new Headers());
  expect(outcome(breaker.check)).toEqual({
    status: "wait",
    scope: "platform",
    afterMs: 10 * MINUTE - 99_900,
  });
  now = 10 * MINUTE;
  expect(outcome(breaker.check)).toBeUndefined();
});

it("makes no call while it is open", async () => {
  let calls = 0;
  await using server = await listen((_, response) => {
    calls++;
    response.writeHead(403, { "content-type": "application/json" }).end('{"code":50013,"message":"no"}');
  });
  const rest = createRest(
    `${server.origin}/api`,
    "token",
    5_000,
    createBreaker(() => 0, 3),
  );
  const outcomes: string[] = [];
  for (let n = 0; n < 5; n++) {
    const said = await rest.post("/channels/1/messages", { body: {} }).catch((e) => outcomeOf(e, false));
    outcomes.push(String(Reflect.get(Object(said), "status")));
  }
  expect(outcomes).toEqual(["channelGone", "channelGone", "channelGone", "wait", "wait"]);
  expect(calls).toBe(3);
});
