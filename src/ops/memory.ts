import { setFlagsFromString } from "node:v8";

/**
 * Keeps the part of the heap that new objects are made in about as large as it is now (up to 32 MB once the program is
 * loaded). V8 doubles it, to 134 MB, when much is made at once: a configuration of ten thousand feeds is read, or the
 * story index rebuilt. It gives that back only once little is made, which in a service that polls is never.
 */
export function keepYoungHeap(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
