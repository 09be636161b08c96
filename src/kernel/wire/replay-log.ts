import { closeSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";

/**
 * Stores the signatures that kernels of one connection file have received, in a file next to it: a restarted kernel has
 * the same key and would accept recorded messages. If the file is not writable, only this kernel remembers.
 */
export class ReplayLog {
  readonly #path: string;
  #file: number | undefined;

  constructor(connectionFile: string) {
    this.#path = `${connectionFile}.received`;
  }

  /** Returns the last `max` signatures of earlier kernels, oldest first, and truncates the file to them. */
  read(max: number): string[] {
    try {
      const lines = readFileSync(this.#path, "latin1").split("\n").slice(0, -1);
      if (lines.length > max) writeFileSync(this.#path, `${lines.slice(-max).join("\n")}\n`, { mode: 0o600 });
      return lines.slice(-max);
    } catch {
      return [];
    }
  }

  /** Appends a signature; it is in the file when this returns. */
  add(signature: string): void {
    try {
      this.#file ??= openSync(this.#path, "a", 0o600);
      writeSync(this.#file, `${signature}\n`);
    } catch {
      // The disk is full or the folder is not writable.
    }
  }

  /** Closes the file. Deletes it unless `isKept`, which means that another kernel of this connection file follows. */
  close(isKept: boolean): void {
    try {
      if (this.#file !== undefined) closeSync(this.#file);
      this.#file = undefined;
      if (!isKept) rmSync(this.#path, { force: true });
    } catch {
      // A leftover file only takes space.
    }
  }
}
