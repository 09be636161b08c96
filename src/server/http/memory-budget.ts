import { unavailable } from "./problem.js";

/** The memory that all bodies in flight share, so that many requests cannot take what each may. */
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

  /** Whether `bytes` could be reserved; reserves them if so. */
  reserve(bytes: number): boolean {
    if (this.#used + bytes > this.#most) return false;
    this.#used += bytes;
    return true;
  }

  release(bytes: number): void {
    this.#used -= bytes;
  }

  /** The part of the budget that one request uses. */
  share(): MemoryShare {
    return new MemoryShare(this);
  }
}

/** What one request holds of the budget, until it has been answered. */
export class MemoryShare {
  readonly #budget: MemoryBudget;
  #held = 0;
  #isOpen = true;

  constructor(budget: MemoryBudget) {
    this.#budget = budget;
  }

  /** Whether `bytes` more could be had. Nothing can be had after {@link release}. */
  tryTake(bytes: number): boolean {
    if (!this.#isOpen || !this.#budget.reserve(bytes)) return false;
    this.#held += bytes;
    return true;
  }

  /** @throws {Problem} the budget is used up */
  take(bytes: number): void {
    if (!this.tryTake(bytes)) throw unavailable("too many large requests at the same time", 1);
  }

  /** Gives everything back. */
  release(): void {
    this.#budget.release(this.#held);
    this.#held = 0;
    this.#isOpen = false;
  }
}
