/** Loads what will be needed soon, while the user is idle. */

// Lets pending keys be handled first.
const pauseMs = 30;

/**
 * Runs tasks one after another while no keys arrive. A task that fails is repeated where its result is needed, and
 * reports the error there.
 */
export class WarmUp {
  readonly #isBusy: () => boolean;
  readonly #tasks: (() => unknown)[];
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(isBusy: () => boolean, tasks: readonly (() => unknown)[]) {
    this.#isBusy = isBusy;
    this.#tasks = [...tasks];
  }

  start(): void {
    this.#timer = setTimeout(() => void this.#next(), pauseMs);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #next(): Promise<void> {
    if (!this.#isBusy()) {
      try {
        await this.#tasks.shift()?.();
      } catch {
        // Reported where the result is needed.
      }
    }
    if (!this.#isStopped && this.#tasks.length > 0) this.start();
  }
}
