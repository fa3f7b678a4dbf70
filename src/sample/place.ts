import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import type { Instant } from "../model/time.ts";

/** How far the sample wire has come, kept over restarts: nothing is released twice, nothing is dated anew. */
export interface WirePlace {
  /** The port in every feed's address, and so part of what the desk knows the feeds by. */
  port: number;
  startedAt: Instant;
  /** When each step was released, by its id. */
  released: Record<string, Instant>;
}

const placeSchema = z.strictObject({
  port: z.int().min(1).max(65_535),
  startedAt: z.int(),
  released: z.record(z.string(), z.int()),
});

/** The place kept in a file; undefined if there is none yet. Throws if the file cannot be read or is not one. */
export async function readPlace(file: string): Promise<WirePlace | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return placeSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(
      `${file} does not say where the sample wire stands; delete its folder to begin the sample desk anew`,
      { cause: error },
    );
  }
}

/** Writes the place whole or not at all, and to the disk before it returns. */
export async function writePlace(file: string, place: WirePlace): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomBytes(4).toString("hex")}.tmp`;
  const handle = await open(draft, "w");
  try {
    await handle.writeFile(`${JSON.stringify(place, null, 1)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}
