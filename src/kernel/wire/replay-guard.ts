import type { ReplayLog } from "./replay-log.js";

/** As many signatures as jupyter_client remembers. */
const maxRemembered = 65_536;

/**
 * Recognizes messages that were received before, by their signatures: a recorded message that is sent again must not
 * run its cell again. Remembers the last 65,536.
 */
export class ReplayGuard {
  readonly #seen = new Set<string>();
  readonly #max: number;

  readonly #log: ReplayLog | undefined;

  /** With `log`, what earlier kernels received is known, and what this one receives is kept for later ones. */
  constructor(max = maxRemembered, log?: ReplayLog) {
    this.#max = max;
    this.#log = log;
    for (const signature of log?.read(max) ?? []) this.#seen.add(signature);
  }

  /** Whether this signature is new; remembers it. Unsigned messages (an empty signature) are always new. */
  admit(signature: string): boolean {
    if (signature === "") return true;
    if (this.#seen.has(signature)) return false;
    this.#seen.add(signature);
    this.#log?.add(signature);
    const [oldest] = this.#seen;
    if (this.#seen.size > this.#max && oldest !== undefined) this.#seen.delete(oldest);
    return true;
  }
}
