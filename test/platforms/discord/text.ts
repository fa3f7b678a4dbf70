import { z } from "zod";

/** A string within limits. */
export const text = (max: number, min = 0) =>
  z.string().refine((s) => length(s) <= max && length(s) >= min, {
    error: `Must be between ${min} and ${max} in length.`,
  });

/** Discord counts code points, after trimming. */
export function length(s: string): number {
  return [...s.trim()].length;
}
