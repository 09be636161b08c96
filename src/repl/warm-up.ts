/** Prepares what will be needed soon, while nobody types. */

// Keys that came meanwhile are seen to first.
const pauseMs = 30;

/** Runs tasks one after another, each in a moment without keys. A task that fails fails again where it is needed, and says so there. */
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
        // Told where it is needed.
      }
    }
    if (!this.#isStopped && this.#tasks.length > 0) this.start();
  }
}
