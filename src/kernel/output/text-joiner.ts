/** Joins text that is written in quick succession, since a message per line would overload clients. */
import type { StreamName } from "../requests/messages.js";

/** Long enough to join the lines of a loop, too short to be noticed. */
const windowMs = 10;
/** Maximum length of a message, in UTF-16 units. */
const maxLength = 65_536;

/** Text of one stream from one source, for example a cell. */
export interface TextPiece<S> {
  readonly source: S;
  readonly name: StreamName;
  readonly text: string;
}

/**
 * Passes on text in order, joined while source and stream are the same, for at most 10 ms or 65,536 characters.
 *
 * @param eager - number of pieces per 10 ms that are passed on immediately; timers do not fire while a cell computes,
 * and its first output must not wait until it ends
 */
export class TextJoiner<S> {
  readonly #emit: (piece: TextPiece<S>) => void;
  readonly #eager: number;
  #pending: TextPiece<S> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #windowStart = Number.NEGATIVE_INFINITY;
  #eagerLeft = 0;

  constructor(emit: (piece: TextPiece<S>) => void, eager = 0) {
    this.#emit = emit;
    this.#eager = eager;
  }

  /** Adds text; empty text is ignored. */
  write(source: S, name: StreamName, text: string): void {
    if (text === "") return;
    const before = this.#pending;
    if (before !== undefined && (before.source !== source || before.name !== name)) this.flush();
    this.#pending = { source, name, text: this.#pending === undefined ? text : this.#pending.text + text };
    if (this.#pending.text.length >= maxLength || this.#isEager()) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), windowMs);
  }

  /** Passes on the pending text. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending !== undefined) this.#emit(pending);
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
