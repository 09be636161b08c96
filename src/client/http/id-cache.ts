/** What a client learned by the way, so that it need not ask for it: only things that never change. */

// The oldest are forgotten from there on: a long session stays small.
const capacity = 10_000;

/** Facts by id, at most 10,000. */
export class Facts<T> {
  readonly #byId = new Map<number, T>();

  /** What is known of `id`. */
  get(id: number): T | undefined {
    return this.#byId.get(id);
  }

  /** Remembers a fact of `id`. */
  set(id: number, fact: T): void {
    if (this.#byId.size >= capacity && !this.#byId.has(id)) {
      const oldest = this.#byId.keys().next().value;
      if (oldest !== undefined) this.#byId.delete(oldest);
    }
    this.#byId.set(id, fact);
  }
}

/** The facts of one client. */
export class IdCache {
  /** User → login. */
  readonly loginOf = new Facts<string>();
  /** Dataset → team. */
  readonly teamOfDataset = new Facts<number>();
  /** Job → team. */
  readonly teamOfJob = new Facts<number>();
  /** The account of the token. */
  myId: number | undefined;
}
