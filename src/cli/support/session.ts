import { packageFile } from "../../base/package-file.js";
import type { Session } from "../../engine/session/cell.js";
import { openSession } from "../../engine/session/session.js";
import { words } from "./words.js";

/** How a command opens its session. */
export interface CliSessionOptions {
  /** Whether types are checked. Default true. */
  readonly check?: boolean;
  /** Where imports resolve. Default: the working folder. */
  readonly cwd?: string;
  /** The script that is run, an absolute path: imports resolve from it. */
  readonly file?: string;
  /** Whether `process.exit` ends the process at once. Default false. */
  readonly exits?: boolean;
}

/** The session of this process: its cells have the library's words. Loads nothing until the first cell. */
export function openCliSession(options: CliSessionOptions = {}): Session {
  return openSession({
    ...options,
    loadWords: () => import("../../index.js"),
    words: { declarations: declarations(), names: words },
  });
}

/** The library's types: built ones beside the built code, the sources themselves beside sources. */
function declarations(): string {
  return packageFile(import.meta.url.endsWith(".ts") ? "src/index.ts" : "dist/index.d.ts");
}
