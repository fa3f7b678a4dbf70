import { z } from "zod";

/** A day's run of the service, and the fault that it meets: a point by its number (0: none), or by its name. */
export const errand = z.object({
  config: z.string(),
  kind: z.enum(["fail", "kill"]),
  at: z.union([z.number(), z.object({ name: z.string(), nth: z.number() })]),
  /** How often it polls. */
  rounds: z.number(),
  /** How far ahead of now its clock starts, in milliseconds. */
  ahead: z.number(),
});

export type Errand = z.infer<typeof errand>;

/** What a process says once all of the service is loaded. */
export const READY = "ready";

/** What it says at the end of an errand, or of itself. */
export const report = z.object({
  /** How many points it passed. */
  passed: z.number(),
  /** What the fault met, if it came to that. */
  hit: z.string().optional(),
  /** Not when it crashed. */
  done: z.boolean(),
});
