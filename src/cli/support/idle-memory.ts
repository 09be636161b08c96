/**
 * Returns the memory of past requests to the system. V8 collects late: after many large uploads, an idle server would
 * keep it.
 */
import { memoryUsage } from "node:process";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const checkMs = 2_000;
/** Smaller amounts are not worth a collection. */
const leastBytes = 64 * 2 ** 20;

/** The observed values and the action of {@link IdleMemory}. */
export interface IdleMemoryOptions {
  /** The number of requests so far. */
  readonly requests: () => number;
  /** Bytes of buffers, including those that are no longer used. */
  readonly buffered: () => number;
  readonly collect: () => void;
}

/** Decides at each check whether a collection is worth its pause. */
export class IdleMemory {
  readonly #options: IdleMemoryOptions;
  #requests = 0;
  #kept = 0;

  constructor(options: IdleMemoryOptions) {
    this.#options = options;
  }

  /** Collects if there was no request since the last check and many buffers have been added since the last collection. */
  check(): void {
    const { requests, buffered, collect } = this.#options;
    const isIdle = requests() === this.#requests;
    this.#requests = requests();
    if (!isIdle || buffered() < this.#kept + leastBytes) return;
    collect();
    this.#kept = buffered();
  }
}

/** Checks the memory of this process while it serves; until it exits. */
export function returnIdleMemory(stats: { readonly requests: number }): void {
  const idle = new IdleMemory({
    requests: () => stats.requests,
    buffered: () => memoryUsage().arrayBuffers,
    collect: () => {
      setFlagsFromString("--expose-gc");
      runInNewContext("gc")();
    },
  });
  setInterval(() => idle.check(), checkMs).unref();
}
