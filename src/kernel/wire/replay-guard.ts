import type { ReplayLog } from "./replay-log.js";

/** The same number as jupyter_client. */
const maxRemembered = 65_536;

/**
 * Rejects messages that were received before, by their signatures, so that a recorded message cannot run a cell again.
 * Remembers the last 65,536.
 */
export class ReplayGuard {
  readonly #seen = new Set<string>();
  readonly #max: number;

  readonly #log: ReplayLog | undefined;

  /** With `log`, signatures of earlier kernels are known, and new ones are stored for later kernels. */
  constructor(max = maxRemembered, log?: ReplayLog) {
    this.#max = max;
    this.#log = log;
    for (const signature of log?.read(max) ?? []) this.#seen.add(signature);
  }

  /** Whether this signature is new; stores it. Empty signatures are always new. */
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
