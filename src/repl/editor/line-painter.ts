import type { ScreenFrame } from "./layout.js";

/**
 * Draws frames on terminals without cursor movement (`TERM=dumb`, for example an editor's shell). The terminal echoes
 * typed text and ends lines, so only the prompts of new lines are written.
 */
export class LinePainter {
  readonly #write: (text: string) => void;
  #rows = 0;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Registers a frame that is already on the screen. */
  registerFrame(rows: readonly string[]): void {
    this.#rows = rows.length;
  }

  /** Writes the last row of `frame` if it has more rows than the previous one. */
  paint({ rows }: ScreenFrame): void {
    if (rows.length > this.#rows) this.#write(rows.at(-1) ?? "");
    this.#rows = rows.length;
  }

  /** Ends the current row; the next frame is written completely. */
  erase(): void {
    if (this.#rows > 0) this.#write("\n");
    this.forget();
  }

  /** Called after Enter, which has ended the row. */
  leave(): void {
    this.forget();
  }

  /** Forces the next frame to be written completely. */
  forget(): void {
    this.#rows = 0;
  }

  /** Does nothing: the width does not matter. */
  resized(): void {}
}
