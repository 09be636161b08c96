/** The history file, which all sessions append to and read: one line per entry. */
import { closeSync, constants, fchmodSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from "node:fs";
import { dirname } from "node:path";

// Only the end of the file is read: about a thousand entries.
const maxBytes = 512 * 1024;
const newline = 0x0a;

/** A history file. Only regular files are used, since opening a named pipe would block. */
export class HistoryFile {
  readonly #path: string;
  #readBytes = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Appends a line. Starts a new line first if another session's write was cut off.
   *
   * @throws {Error} the file cannot be written
   */
  append(line: string): void {
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    this.#open(constants.O_RDWR | constants.O_APPEND | constants.O_CREAT, (descriptor, size) => {
      const text = `${isEndOpen(descriptor, size) ? "\n" : ""}${line}\n`;
      writeSync(descriptor, text);
      if (this.#readBytes === size) this.#readBytes += Buffer.byteLength(text);
    });
  }

  /** Returns the lines added since the last read; empty if the file is missing or not readable. */
  readNew(): readonly string[] {
    try {
      return this.#open(constants.O_RDONLY, (descriptor, size) => {
        if (size < this.#readBytes) this.#readBytes = 0;
        const isFirst = this.#readBytes === 0;
        const from = Math.max(this.#readBytes, size - maxBytes);
        const bytes = readFrom(descriptor, from, size);
        // Another session may still be writing its last line.
        const completeLines = bytes.subarray(0, bytes.lastIndexOf(newline) + 1);
        this.#readBytes = from + completeLines.length;
        const lines = completeLines.toString("utf8").split("\n");
        return isFirst && from > 0 ? lines.slice(1) : lines;
      });
    } catch {
      return [];
    }
  }

  /**
   * Overwrites parts of earlier lines with asterisks. In place and with the same length, so that lines which other
   * sessions append meanwhile are kept. `textsOf` returns the texts to mask in a line, as they were before JSON
   * encoding.
   */
  mask(textsOf: (line: string) => readonly string[]): void {
    try {
      this.#open(constants.O_RDWR, (descriptor, size) => {
        const from = Math.max(0, size - maxBytes);
        let at = from;
        for (const line of readFrom(descriptor, from, size).toString("latin1").split("\n")) {
          const bytes = Buffer.from(line, "latin1");
          for (const text of textsOf(bytes.toString("utf8"))) {
            const written = Buffer.from(JSON.stringify(text).slice(1, -1));
            for (
              let offset = bytes.indexOf(written);
              offset !== -1;
              offset = bytes.indexOf(written, offset + written.length)
            ) {
              writeSync(descriptor, Buffer.alloc(written.length, "*"), 0, written.length, at + offset);
            }
          }
          at += line.length + 1;
        }
      });
    } catch {
      // The file is missing or not writable, so it contains nothing of this session.
    }
  }

  #open<T>(flags: number, use: (descriptor: number, size: number) => T): T {
    const descriptor = openSync(this.#path, flags | constants.O_NONBLOCK, 0o600);
    try {
      const stats = fstatSync(descriptor);
      if (!stats.isFile()) throw new Error(`${this.#path} is not a regular file`);
      if ((stats.mode & 0o077) !== 0) fchmodSync(descriptor, 0o600);
      return use(descriptor, stats.size);
    } finally {
      closeSync(descriptor);
    }
  }
}

function isEndOpen(descriptor: number, size: number): boolean {
  return size > 0 && readFrom(descriptor, size - 1, size)[0] !== newline;
}

function readFrom(descriptor: number, from: number, to: number): Buffer {
  const bytes = Buffer.alloc(to - from);
  const length = readSync(descriptor, bytes, 0, bytes.length, from);
  return bytes.subarray(0, length);
}
