import { packageFile } from "../../base/files/package-file.js";
import type { Session } from "../../engine/session/cell.js";
import { openSession } from "../../engine/session/session.js";
import { InstanceNames } from "./instance-names.js";
import { promptNames } from "./prompt-names.js";

/** Options of {@link openCliSession}. */
export interface CliSessionOptions {
  /** Whether types are checked. Default: true. */
  readonly check?: boolean;
  /** The folder from which imports resolve. Default: the working folder. */
  readonly cwd?: string;
  /** The absolute path of the script that runs; imports resolve from it. */
  readonly file?: string;
  /** Whether `process.exit` ends the process. Default: false. */
  readonly exits?: boolean;
}

/**
 * Opens the process's session, whose cells can use the library without an import. Loads nothing until the first cell.
 */
export function openCliSession(options: CliSessionOptions = {}): Session {
  return openSession({
    ...options,
    loadLibrary: () => import("../../index.js"),
    library: { declarations: declarations(), names: promptNames },
    ...(options.file === undefined ? { instanceNames: new InstanceNames() } : {}),
  });
}

/** Returns the library's declaration file, or its source in development. */
function declarations(): string {
  return packageFile(import.meta.url.endsWith(".ts") ? "src/index.ts" : "dist/index.d.ts");
}
