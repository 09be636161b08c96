import { dirname, join } from "node:path";
import { findUp } from "./find-up.js";

// Searches upwards: the build bundles modules, so the depth of this file varies. `require.resolve` would take 4 ms.
const root = dirname(findUp("package.json", import.meta.dirname) ?? import.meta.filename);

/** Returns the absolute path of a file of this package. */
export function packageFile(path: string): string {
  return join(root, path);
}
