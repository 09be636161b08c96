import { closeSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";

/**
 * The signatures that kernels of one connection file have received, in a file beside it: a restarted kernel has the same
 * key, so it would run a message that was recorded before. Where the file cannot be written, only this kernel remembers.
 */
export class ReplayLog {
  readonly #path: string;
  #file: number | undefined;

  constructor(connectionFile: string) {
    this.#path = `${connectionFile}.received`;
  }

  /** What earlier kernels received, oldest first, the last `max`; the file is cut to them. */
  read(max: number): string[] {
    try {
      const lines = readFileSync(this.#path, "latin1").split("\n").slice(0, -1);
      if (lines.length > max) writeFileSync(this.#path, `${lines.slice(-max).join("\n")}\n`, { mode: 0o600 });
      return lines.slice(-max);
    } catch {
      return [];
    }
  }

  /** Adds a signature; it is in the file when this returns. */
  add(signature: string): void {
    try {
      this.#file ??= openSync(this.#path, "a", 0o600);
      writeSync(this.#file, `${signature}\n`);
    } catch {
      // The disk is full, or the folder cannot be written.
    }
  }

  /** Closes the file; `isKept` says whether another kernel of this connection file will follow. */
  close(isKept: boolean): void {
    try {
      if (this.#file !== undefined) closeSync(this.#file);
      this.#file = undefined;
      if (!isKept) rmSync(this.#path, { force: true });
    } catch {
      // A file that is left costs some space.
    }
  }
}
