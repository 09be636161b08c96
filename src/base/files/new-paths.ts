import { existsSync, rmdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";

/** Remembers which paths do not exist yet, to remove them after a failure. Name a folder before what is in it. */
export class NewPaths {
  readonly #paths: readonly string[];
  /** The missing folders above the paths, the innermost first. */
  readonly #parents: readonly string[];

  constructor(paths: readonly string[]) {
    this.#paths = paths.filter((path) => !existsSync(path));
    this.#parents = [...new Set(this.#paths.flatMap(missingParents))];
  }

  /** Removes the paths with their content, and the folders above them that are empty, without errors. */
  remove(): void {
    // The earlier failure is reported, not this one.
    for (const path of this.#paths) attempt(() => rmSync(path, { recursive: true, force: true }));
    for (const parent of this.#parents) attempt(() => rmdirSync(parent));
  }
}

function missingParents(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === path || existsSync(parent) ? [] : [parent, ...missingParents(parent)];
}

function attempt(remove: () => void): void {
  try {
    remove();
  } catch {
    // Not empty, or missing.
  }
}
