import type { Database } from "./database.js";

/** Caches values read from a database until the next write. */
export class ReadCache<Value> {
  readonly #database: Database;
  readonly #maxEntries: number;
  readonly #values = new Map<string, Value>();
  #generation = -1;

  /** @param most - maximum number of values; the oldest are dropped */
  constructor(database: Database, maxEntries: number) {
    this.#database = database;
    this.#maxEntries = maxEntries;
  }

  /** Returns the value of `key`, reading it if it is not cached. Missing values are not cached, since there are infinitely many keys. */
  get<Read extends Value | undefined>(key: string, read: () => Read): Value | Read {
    if (this.#generation !== this.#database.generation) {
      this.#values.clear();
      this.#generation = this.#database.generation;
    }
    const cached = this.#values.get(key);
    if (cached !== undefined) return cached;
    const value = read();
    if (value === undefined) return value;
    const oldest = this.#values.size >= this.#maxEntries ? this.#values.keys().next().value : undefined;
    if (oldest !== undefined) this.#values.delete(oldest);
    this.#values.set(key, value);
    return value;
  }
}
