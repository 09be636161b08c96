import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** Returns the nearest file or folder `name` in `folder` or above it; undefined if there is none. */
export function findUp(name: string, folder: string): string | undefined {
  const nearest = pathsUpTo(name, folder).at(-1);
  return nearest !== undefined && existsSync(nearest) ? nearest : undefined;
}

/** Returns the paths of `name` in `folder` and above it, nearest first, up to the first that exists. */
export function pathsUpTo(name: string, folder: string): string[] {
  const paths: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, name);
    paths.push(path);
    if (at === dirname(at) || existsSync(path)) return paths;
  }
}
