import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const root = dirname(createRequire(import.meta.url).resolve("slylab/package.json"));

/** The path of a file of this package. It is found by the package's name: the build puts many modules into one file. */
export function ownFile(path: string): string {
  return join(root, path);
}
