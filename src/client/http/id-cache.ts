/** Caches facts that never change, to save requests. */

// Beyond this size the oldest entries are dropped, so a long session stays small.
const capacity = 10_000;

/** A map by id with at most 10,000 entries. */
export class BoundedMap<T> {
  readonly #byId = new Map<number, T>();

  /** Returns the value of `id`, if known. */
  get(id: number): T | undefined {
    return this.#byId.get(id);
  }

  /** Stores the value of `id`. */
  set(id: number, fact: T): void {
    if (this.#byId.size >= capacity && !this.#byId.has(id)) {
      const oldest = this.#byId.keys().next().value;
      if (oldest !== undefined) this.#byId.delete(oldest);
    }
    this.#byId.set(id, fact);
  }
}

/** The caches of one client. */
export class IdCache {
  /** Login by user id. */
  readonly loginOf = new BoundedMap<string>();
  /** Team id by dataset id. */
  readonly teamOfDataset = new BoundedMap<number>();
  /** Team id by job id. */
  readonly teamOfJob = new BoundedMap<number>();
  /** The account that the token belongs to. */
  myId: number | undefined;
}
