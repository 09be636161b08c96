import { busy } from "../http/problem.js";

/** Runs expensive work one at a time, so that it never blocks all threads. */
export class SerialQueue {
  readonly #maxQueued: number;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** @param maxQueued - maximum length of the queue; further work is rejected */
  constructor(maxQueued: number) {
    this.#maxQueued = maxQueued;
  }

  /** Runs `work` after the queued work. @throws {Problem} the queue is full */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= this.#maxQueued) throw busy("too many passwords are being checked", 1);
    this.#waiting += 1;
    const outcome = this.#last.then(work);
    this.#last = outcome.catch(() => {});
    try {
      return await outcome;
    } finally {
      this.#waiting -= 1;
    }
  }
}
