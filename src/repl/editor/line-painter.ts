import type { Frame } from "./layout.js";

/**
 * Draws frames where nothing can be painted over: `TERM=dumb`, as in an editor's shell. The terminal echoes what is typed
 * and ends lines, so only what stands before a new line is written.
 */
export class LinePainter {
  readonly #write: (text: string) => void;
  #rows = 0;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Takes over a frame that another has drawn. */
  adopt(rows: readonly string[]): void {
    this.#rows = rows.length;
  }

  /** Writes the last row of `frame`, where it has more rows than the frame before it. */
  paint({ rows }: Frame): void {
    if (rows.length > this.#rows) this.#write(rows.at(-1) ?? "");
    this.#rows = rows.length;
  }

  /** Ends the row that is begun; the next frame is written whole. */
  erase(): void {
    if (this.#rows > 0) this.#write("\n");
    this.forget();
  }

  /** The terminal has ended the row, by Enter. */
  leave(): void {
    this.forget();
  }

  /** The next frame is written whole. */
  forget(): void {
    this.#rows = 0;
  }

  /** Nothing is drawn by width. */
  resized(): void {}
}
