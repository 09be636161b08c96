import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

// Searches upwards: the build bundles modules, so the depth of this file varies. `require.resolve` would take 4 ms.
function packageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, "package.json")) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

const root = packageFolder();

/** Returns the absolute path of a file of this package. */
export function packageFile(path: string): string {
  return join(root, path);
}
