import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** Returns the nearest file or folder `name` in `folder` or above it; undefined if there is none. */
export function findUp(name: string, folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, name);
    if (existsSync(path)) return path;
    if (at === dirname(at)) return undefined;
  }
}
