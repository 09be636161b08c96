/** Joins pieces of text that are written close together: a message a line would drown the client. */
import type { StreamName } from "../requests/messages.js";

/** Long enough to catch a loop's lines, too short to be seen as a delay. */
const windowMs = 10;
/** In UTF-16 units. Longer messages gain nothing; what waits for a slow client is counted in them. */
const maxLength = 65_536;

/** Text of one stream that belongs to one source, as the cell that wrote it. */
export interface TextRun<S> {
  readonly source: S;
  readonly name: StreamName;
  readonly text: string;
}

/**
 * Gives on what was written, in order, joined while source and stream are the same, for at most 10 ms or 64 Ki.
 *
 * @param eager - so many pieces of a window are given on at once: timers do not fire while a cell computes, and what it
 *   printed before must not wait for its end
 */
export class TextJoiner<S> {
  readonly #give: (run: TextRun<S>) => void;
  readonly #eager: number;
  #pending: TextRun<S> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #windowStart = Number.NEGATIVE_INFINITY;
  #eagerLeft = 0;

  constructor(give: (run: TextRun<S>) => void, eager = 0) {
    this.#give = give;
    this.#eager = eager;
  }

  /** Adds text; an empty piece is nothing. */
  write(source: S, name: StreamName, text: string): void {
    if (text === "") return;
    const before = this.#pending;
    if (before !== undefined && (before.source !== source || before.name !== name)) this.flush();
    this.#pending = { source, name, text: this.#pending === undefined ? text : this.#pending.text + text };
    if (this.#pending.text.length >= maxLength || this.#isEager()) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), windowMs);
  }

  /** Gives on what waits. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending !== undefined) this.#give(pending);
  }

  #isEager(): boolean {
    if (this.#eager === 0) return false;
    const now = performance.now();
    if (now - this.#windowStart > windowMs) {
      this.#windowStart = now;
      this.#eagerLeft = this.#eager;
    }
    this.#eagerLeft -= 1;
    return this.#eagerLeft >= 0;
  }
}
