import { unavailable } from "./problem.js";

/** The memory budget that all request bodies share. */
export class MemoryBudget {
  readonly #maxBytes: number;
  #usedBytes = 0;

  /** @param most - bytes */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes in use. */
  get used(): number {
    return this.#usedBytes;
  }

  /** Reserves `bytes`; returns whether they were available. */
  reserve(bytes: number): boolean {
    if (this.#usedBytes + bytes > this.#maxBytes) return false;
    this.#usedBytes += bytes;
    return true;
  }

  release(bytes: number): void {
    this.#usedBytes -= bytes;
  }

  /** Creates the share of one request. */
  share(): MemoryShare {
    return new MemoryShare(this);
  }
}

/** The memory of one request, until it has been answered. */
export class MemoryShare {
  readonly #budget: MemoryBudget;
  #takenBytes = 0;
  #isOpen = true;

  constructor(budget: MemoryBudget) {
    this.#budget = budget;
  }

  /** Takes `bytes` more; returns whether they were available. Always false after {@link release}. */
  tryTake(bytes: number): boolean {
    if (!this.#isOpen || !this.#budget.reserve(bytes)) return false;
    this.#takenBytes += bytes;
    return true;
  }

  /** @throws {Problem} the budget is used up */
  take(bytes: number): void {
    if (!this.tryTake(bytes)) throw unavailable("too many large requests at the same time", 1);
  }

  /** Returns all memory to the budget. */
  release(): void {
    this.#budget.release(this.#takenBytes);
    this.#takenBytes = 0;
    this.#isOpen = false;
  }
}
