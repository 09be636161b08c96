import { busy } from "../http/problem.js";

/** Runs costly work one after the other, so that it never takes all threads from other work. */
export class SerialQueue {
  readonly #mostWaiting: number;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** @param mostWaiting - further work is refused */
  constructor(mostWaiting: number) {
    this.#mostWaiting = mostWaiting;
  }

  /** @throws {Problem} too much is waiting */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= this.#mostWaiting) throw busy("too many passwords are being checked", 1);
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
