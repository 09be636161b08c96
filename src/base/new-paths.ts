import { existsSync, rmSync } from "node:fs";

/** Remembers which paths do not exist yet, to remove them after a failure. Name a folder before what is in it. */
export class NewPaths {
  readonly #paths: readonly string[];

  constructor(paths: readonly string[]) {
    this.#paths = paths.filter((path) => !existsSync(path));
  }

  /** Removes the paths with their content, without errors. */
  remove(): void {
    for (const path of this.#paths) {
      try {
        rmSync(path, { recursive: true, force: true });
      } catch {
        // The failure that came before is the one to report.
      }
    }
  }
}
