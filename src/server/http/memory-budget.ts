import { unavailable } from "./problem.js";

/** The memory budget that all request bodies share. */
export class MemoryBudget {
  readonly #most: number;
  #used = 0;

  /** @param most - bytes */
  constructor(most: number) {
    this.#most = most;
  }

  /** Bytes in use. */
  get used(): number {
    return this.#used;
  }

  /** Reserves `bytes`; returns whether they were available. */
  reserve(bytes: number): boolean {
    if (this.#used + bytes > this.#most) return false;
    this.#used += bytes;
    return true;
  }

  release(bytes: number): void {
    this.#used -= bytes;
  }

  /** Creates the share of one request. */
  share(): MemoryShare {
    return new MemoryShare(this);
  }
}

/** The memory of one request, until it has been answered. */
export class MemoryShare {
  readonly #budget: MemoryBudget;
  #held = 0;
  #isOpen = true;

  constructor(budget: MemoryBudget) {
    this.#budget = budget;
  }

  /** Takes `bytes` more; returns whether they were available. Always false after {@link release}. */
  tryTake(bytes: number): boolean {
    if (!this.#isOpen || !this.#budget.reserve(bytes)) return false;
    this.#held += bytes;
    return true;
  }

  /** @throws {Problem} the budget is used up */
  take(bytes: number): void {
    if (!this.tryTake(bytes)) throw unavailable("too many large requests at the same time", 1);
  }

  /** Returns all memory to the budget. */
  release(): void {
    this.#budget.release(this.#held);
    this.#held = 0;
    this.#isOpen = false;
  }
}
