import type { LookupAddress } from "node:dns";
import { expect, test } from "vitest";
import { createResolve, type Resolve } from "../../src/feeds/resolve.ts";

const PUBLIC: LookupAddress[] = [{ address: "93.184.215.14", family: 4 }];
const ask = (resolve: Resolve, name: string) =>
  new Promise<readonly LookupAddress[]>((good, bad) =>
    resolve(name, (error, found) => (error === null ? good(found) : bad(error))),
  );
const code = (text: string) => Object.assign(new Error(text), { code: text });

test("what the DNS knows holds no thread; what it does not, the system is asked for", async () => {
  const looked: string[] = [];
  const resolve = createResolve({
    query: async (name) => {
      if (name === "known.example") return PUBLIC;
      throw code(name === "slow.example" ? "ETIMEOUT" : "ENOTFOUND");
    },
    lookup: async (name) => {
      looked.push(name);
      if (name === "nowhere.example") throw code("ENOTFOUND");
      return [{ address: "10.0.0.7", family: 4 }];
    },
    isLocal: (name) => name === "in-hosts.example",
  });
  expect(await ask(resolve, "known.example")).toEqual(PUBLIC);
  expect(looked).toEqual([]);
  for (const name of ["intranet", "in-hosts.example", "printer.local", "slow.example"]) {
    expect(await ask(resolve, name)).toEqual([{ address: "10.0.0.7", family: 4 }]);
  }
  await expect(ask(resolve, "nowhere.example")).rejects.toThrow("ENOTFOUND");
});

test("dead names hold two threads at most, and delay no name that the DNS knows", async () => {
  let held = 0;
  let most = 0;
  const release: (() => void)[] = [];
  const resolve = createResolve({
    query: async (name) => (name.startsWith("dead") ? Promise.reject(code("ETIMEOUT")) : PUBLIC),
    lookup: () =>
      new Promise((_, bad) => {
        held += 1;
        most = Math.max(most, held);
        release.push(() => {
          held -= 1;
          bad(code("EAI_AGAIN"));
        });
      }),
    isLocal: () => false,
  });
  const dead = Array.from({ length: 10 }, (_, n) =>
    ask(resolve, `dead${n}.example`).catch((error) => String(error)),
  );
  expect(await ask(resolve, "well.example")).toEqual(PUBLIC);
  let done = false;
  const all = Promise.all(dead).then(() => {
    done = true;
  });
  await expect
    .poll(
      () => {
        for (const free of release.splice(0)) free();
        return done;
      },
      { interval: 1, timeout: 5_000 },
    )
    .toBe(true);
  await all;
  expect(most).toBe(2);
});

test("the machine's own resolver is wired in", async () => {
  expect((await ask(createResolve(), "localhost")).map(({ address }) => address)).toContain("127.0.0.1");
});
