import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

// Looked for from here upwards, since the build puts many modules into one file; by its name it would take 4 ms.
function packageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, "package.json")) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

const root = packageFolder();

/** The path of a file of this package. */
export function packageFile(path: string): string {
  return join(root, path);
}
