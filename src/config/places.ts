import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, extname, isAbsolute, join, relative, resolve } from "node:path";
import { packageRoot } from "../ops/package.ts";
import { whatExists } from "./nearest.ts";

/** A path as the configuration says it: from the configuration's own folder; else, where nothing is there, one of the files that Wirewatch ships. */
export function resolveFile(folder: string, path: string): string {
  if (isAbsolute(path)) return path;
  const own = resolve(folder, path);
  if (existsSync(own)) return own;
  const shipped = join(packageRoot(), path);
  return path.startsWith("config/") && existsSync(shipped) ? shipped : own;
}

/** The shortest name for a file: from the working directory where it is below it. */
export function shortName(cwd: string, file: string): string {
  const near = relative(cwd, file);
  return near === "" || near.startsWith("..") || isAbsolute(near) ? file : near;
}

/** What is wrong with reading a file, in words. */
export function readFaultText(fault: unknown): string {
  if (fault instanceof Error && "code" in fault) {
    if (fault.code === "ENOENT")
      return `there is no such file${"path" in fault ? likeIt(String(fault.path)) : ""}`;
    if (fault.code === "EISDIR") return "is a folder, not a file";
    if (fault.code === "EACCES") return "may not be read by this user";
  }
  return fault instanceof Error ? fault.message : String(fault);
}

/** Files that were perhaps meant: in the same folder, or in the one of that name that is shipped. */
function likeIt(path: string): string {
  const shipped = /(?:^|[\\/])(config[\\/](?:feeds|watchlists))[\\/][^\\/]*$/.exec(path)?.[1];
  const folders = [dirname(path), ...(shipped === undefined ? [] : [join(packageRoot(), shipped)])];
  const names = folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder))
    .filter((name) => extname(name) === extname(path));
  return names.length === 0 ? "" : `; ${whatExists(basename(path), new Set(names))}`;
}
