import { busy } from "../http/problem.js";

/** Runs expensive work one at a time, so that it never blocks all threads. */
export class SerialQueue {
  readonly #maxQueued: number;
  readonly #work: string;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param maxQueued - maximum length of the queue; further work is rejected
   * @param work - description of the work in that error, for example `password checks`
   */
  constructor(maxQueued: number, work: string) {
    this.#maxQueued = maxQueued;
    this.#work = work;
  }

  /** Runs `work` after the queued work. @throws {Problem} the queue is full */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= this.#maxQueued) throw busy(`${this.#maxQueued} ${this.#work} are waiting`, 1);
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
