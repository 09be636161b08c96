/** A terminal emulator that supports only the sequences that this layer writes. */
import { graphemes, textWidth } from "../../src/render/text/text-width.js";

export class FakeTerminal {
  readonly isTTY = true;
  columns: number;
  rows: number;
  written = "";
  /** Lines as they were written; a line wider than the screen takes several rows. */
  #lines: string[] = [""];
  #row = 0;
  #wraps = true;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  get bytesWritten(): number {
    return Buffer.byteLength(this.written);
  }

  /** Changes the width; lines are rewrapped. */
  resize(columns: number): void {
    this.columns = columns;
  }

  write(text: string): boolean {
    this.written += text;
    const parts = text.match(/\x1b\[[\d;?]*[A-Za-z]|\n|\r|[^\x1b\n\r]+/g) ?? [];
    for (const part of parts) this.#take(part);
    return true;
  }

  #take(part: string): void {
    if (part === "\n") {
      this.#row += 1;
      if (this.#row === this.#lines.length) this.#lines.push("");
    } else if (part === "\r" || /^\x1b\[[\d;]*m$/.test(part)) {
      return;
    } else if (part.endsWith("A") && part.startsWith("\x1b[")) {
      this.#up(Number(part.slice(2, -1)));
    } else if (part === "\x1b[J") {
      this.#lines = [...this.#lines.slice(0, this.#row), ""];
    } else if (part === "\x1b[2K") {
      this.#lines[this.#row] = "";
    } else if (part === "\x1b[?7l" || part === "\x1b[?7h") {
      this.#wraps = part.endsWith("h");
    } else if (part.startsWith("\x1b")) {
      throw new Error(`not known here: ${JSON.stringify(part)}`);
    } else {
      const line = (this.#lines[this.#row] ?? "") + part;
      this.#lines[this.#row] = this.#wraps ? line : line.slice(0, this.columns);
    }
  }

  #up(rows: number): void {
    let left = rows;
    while (left > 0) {
      this.#row -= 1;
      if (this.#row < 0) throw new Error("moved above the first line");
      left -= this.#rowsOf(this.#lines[this.#row] ?? "");
    }
    if (left < 0) throw new Error("stopped inside a broken line");
  }

  #rowsOf(line: string): number {
    let rows = 1;
    let used = 0;
    for (const letter of graphemes(line)) {
      const width = textWidth(letter);
      if (used + width > this.columns) {
        rows += 1;
        used = 0;
      }
      used += width;
    }
    return rows;
  }

  /** The lines, without empty ones at the end. */
  screen(): string[] {
    return this.#lines.slice(0, this.#lines.findLastIndex((line) => line !== "") + 1);
  }
}
