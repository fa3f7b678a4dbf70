import { open } from "node:fs/promises";
import Database from "better-sqlite3";
import { Agent } from "undici";
import { adapters } from "../../adapters/index.ts";
import type { ChatAdapter } from "../../src/model/adapter.ts";

/**
 * Every point at which the service touches the world, numbered in the order it comes to them: each statement on the
 * database, each request, each write and sync of a file, each call of a platform. They are patched in from outside, so
 * the service holds no code for it.
 */
export interface Points {
  /** How many were passed. */
  readonly passed: number;
  /** What the fault met, if it came to that. */
  readonly hit: string | undefined;
}

export type FaultKind = "fail" | "kill";

export class OrderedFault extends Error {
  override name = "OrderedFault";
}

/** A point by what it is of: "discord send" as often as `nth`. */
export interface Named {
  name: string;
  nth: number;
}

export interface Fault {
  kind: FaultKind;
  /** The number of the point, or its name; 0: none. */
  at: number | Named;
}

/**
 * Puts the points into this process, once. Each `arm` counts them anew: its `at`th point fails, or is where the process
 * is killed.
 */
export async function placePoints(): Promise<{ arm(fault: Fault): Points }> {
  let armed: Fault = { kind: "fail", at: 0 };
  let met = 0;
  let points: { passed: number; hit: string | undefined } = { passed: 0, hit: undefined };
  const point = (name: string) => {
    const { kind, at } = armed;
    points.passed++;
    if (typeof at === "number" ? points.passed !== at : !name.startsWith(at.name) || ++met !== at.nth) return;
    points.hit = name;
    // A signal to oneself is there before the call returns.
    if (kind === "kill") process.kill(process.pid, "SIGKILL");
    throw new OrderedFault(`ordered at point ${JSON.stringify(at)}: ${name}`);
  };
  patchStatements(point, () => armed.kind);
  await patchFiles(point);
  patchRequests(point);
  patchAdapters(point);
  return {
    arm(fault) {
      armed = fault;
      met = 0;
      points = { passed: 0, hit: undefined };
      return points;
    },
  };
}

type Point = (name: string) => void;

/** Puts a point before each call of a method. */
function before(
  prototype: object,
  method: string,
  name: (self: object, args: unknown[]) => string | undefined,
  point: Point,
) {
  const real: unknown = Reflect.get(prototype, method);
  if (typeof real !== "function") throw new Error(`there is no ${method} to put a fault before`);
  Reflect.set(prototype, method, function (this: object, ...args: unknown[]): unknown {
    const named = name(this, args);
    if (named !== undefined) point(named);
    return Reflect.apply(real, this, args);
  });
}

/** What is read may fail too; killed before it reads, a process is where it was after the write before. */
function patchStatements(point: Point, kind: () => FaultKind): void {
  const db = new Database(":memory:");
  const statement: object = Object.getPrototypeOf(db.prepare("select 1"));
  db.close();
  const sql = (self: object) =>
    `sql ${String(Reflect.get(self, "source")).replace(/\s+/g, " ").slice(0, 60)}`;
  // What could not be rolled back either is for SQLite itself to deal with: its own tests do.
  const written = (self: object) => (/ROLLBACK/i.test(sql(self)) ? undefined : sql(self));
  before(statement, "run", written, point);
  const read = (self: object) => (kind() === "fail" || /returning/i.test(sql(self)) ? sql(self) : undefined);
  before(statement, "get", read, point);
  before(statement, "all", read, point);
  before(Database.prototype, "exec", (_, [text]) => `exec ${String(text).slice(0, 60)}`, point);
}

async function patchFiles(point: Point): Promise<void> {
  const handle = await open(import.meta.filename, "r");
  const prototype: object = Object.getPrototypeOf(handle);
  await handle.close();
  for (const method of ["appendFile", "sync", "datasync", "truncate"])
    before(prototype, method, () => `file ${method}`, point);
}

function patchRequests(point: Point): void {
  before(
    Agent.prototype,
    "dispatch",
    (_, [options]) => `request ${String(Reflect.get(Object(options), "path"))}`,
    point,
  );
}

/** Before and after each call of a platform: what was sent stands, and nobody has recorded it. */
function patchAdapters(point: Point): void {
  for (const module of adapters) {
    const create = module.create.bind(module);
    Object.assign(module, {
      create(...args: Parameters<typeof create>): ChatAdapter {
        const adapter = create(...args);
        for (const method of ["start", "send", "edit", "find"] as const) {
          const real: unknown = Reflect.get(adapter, method);
          if (typeof real !== "function") continue;
          Reflect.set(adapter, method, async (...given: unknown[]) => {
            point(`${module.name} ${method}`);
            const answer: unknown = await Reflect.apply(real, adapter, given);
            point(`${module.name} ${method} answered`);
            return answer;
          });
        }
        return adapter;
      },
    });
  }
}
