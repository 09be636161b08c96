import type { Frame } from "./layout.js";

/**
 * Draws frames in place: the rows that changed, in one write, so that nothing flickers.
 * It knows where it left the cursor, and only that: everything it writes is relative to it.
 */
export class FramePainter {
  readonly #write: (text: string) => void;
  #rows: readonly string[] = [];
  #at = 0;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Takes over a frame that another has drawn, the cursor in its last row. */
  adopt(rows: readonly string[]): void {
    this.#rows = rows;
    this.#at = Math.max(0, rows.length - 1);
  }

  /** Draws `frame` where the last one stood. */
  paint(frame: Frame): void {
    let out = "";
    let at = this.#at;
    const go = (row: number) => {
      if (row < at) out += `\x1b[${at - row}A`;
      // Rows that are not there yet need a line feed: it scrolls at the screen's foot, a cursor move does not.
      while (at < row) {
        out += at + 1 < this.#rows.length ? "\x1b[B" : "\n";
        at += 1;
      }
      at = row;
    };
    let known = this.#rows.length;
    for (const [index, row] of frame.rows.entries()) {
      if (index < known && this.#rows[index] === row) continue;
      go(index);
      out += `\r\x1b[K${row}`;
    }
    if (frame.rows.length < known) {
      go(frame.rows.length);
      out += "\r\x1b[J";
      known = frame.rows.length;
    }
    go(frame.cursor.row);
    out += frame.cursor.column === 0 ? "\r" : `\r\x1b[${frame.cursor.column}C`;
    this.#rows = frame.rows;
    this.#at = frame.cursor.row;
    this.#write(out);
  }

  /** Removes what is drawn; the cursor stands where its first row was. */
  erase(): void {
    if (this.#rows.length === 0) return;
    this.#write(`${this.#at > 0 ? `\x1b[${this.#at}A` : ""}\r\x1b[J`);
    this.forget();
  }

  /** Leaves the last frame where it is and goes to a new row below it. */
  leave(): void {
    const below = this.#rows.length - 1 - this.#at;
    this.#write(`${below > 0 ? `\x1b[${below}B` : ""}\r\n`);
    this.forget();
  }

  /** Knows nothing of what is on the screen: it was cleared. */
  forget(): void {
    this.#rows = [];
    this.#at = 0;
  }

  /** After the screen's width changed: how many rows the terminal made of ours is a guess, the terminal's own. */
  resized(columns: number, widthOf: (row: string) => number): void {
    let above = 0;
    for (const row of this.#rows.slice(0, this.#at)) above += Math.max(1, Math.ceil(widthOf(row) / columns));
    this.#write(`${above > 0 ? `\x1b[${above}A` : ""}\r\x1b[J`);
    this.forget();
  }
}
