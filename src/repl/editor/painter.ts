import { wrapOff, wrapOn } from "../../render/terminal/live.js";
import type { ScreenFrame } from "./layout.js";

/**
 * Draws frames in place: writes the changed rows at once, to avoid flicker. Everything is relative to where the cursor
 * was left.
 */
export class FramePainter {
  readonly #write: (text: string) => void;
  #rows: readonly string[] = [];
  #at = 0;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Registers a frame that is already on the screen, with the cursor in its last row. */
  registerFrame(rows: readonly string[]): void {
    this.#rows = rows;
    this.#at = Math.max(0, rows.length - 1);
  }

  /**
   * Draws `frame` in place of the previous one. Live rows are also drawn between a change of the width and the signal
   * that reports it (tmux waits 250 ms), so they are cut by the terminal, which would otherwise wrap them.
   */
  paint(frame: ScreenFrame, isLive = false): void {
    let out = isLive ? wrapOff : "";
    let at = this.#at;
    const go = (row: number) => {
      if (row < at) out += `\x1b[${at - row}A`;
      // New rows need a line feed: it scrolls at the bottom of the screen, unlike a cursor movement.
      while (at < row) {
        out += at + 1 < this.#rows.length ? "\x1b[B" : "\n";
        at += 1;
      }
      at = row;
    };
    let drawnRows = this.#rows.length;
    for (const [index, row] of frame.rows.entries()) {
      if (index < drawnRows && this.#rows[index] === row) continue;
      go(index);
      out += `\r\x1b[K${row}`;
    }
    if (frame.rows.length < drawnRows) {
      go(frame.rows.length);
      out += "\r\x1b[J";
      drawnRows = frame.rows.length;
    }
    go(frame.cursor.row);
    out += frame.cursor.column === 0 ? "\r" : `\r\x1b[${frame.cursor.column}C`;
    this.#rows = frame.rows;
    this.#at = frame.cursor.row;
    this.#write(isLive ? out + wrapOn : out);
  }

  /** Erases the frame; the cursor moves to its first row. */
  erase(): void {
    if (this.#rows.length === 0) return;
    this.#write(`${this.#at > 0 ? `\x1b[${this.#at}A` : ""}\r\x1b[J`);
    this.forget();
  }

  /** Leaves the frame on the screen and starts a new row below it. */
  leave(): void {
    const below = this.#rows.length - 1 - this.#at;
    this.#write(`${below > 0 ? `\x1b[${below}B` : ""}\r\n`);
    this.forget();
  }

  /** Discards the frame after the screen was cleared. */
  forget(): void {
    this.#rows = [];
    this.#at = 0;
  }

  /** Erases the frame after a change of the width, assuming that the terminal has rewrapped its rows. */
  resized(columns: number, widthOf: (row: string) => number): void {
    let above = 0;
    for (const row of this.#rows.slice(0, this.#at)) above += Math.max(1, Math.ceil(widthOf(row) / columns));
    this.#write(`${above > 0 ? `\x1b[${above}A` : ""}\r\x1b[J`);
    this.forget();
  }
}
