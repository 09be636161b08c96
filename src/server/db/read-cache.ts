import type { Database } from "./database.js";

/** What was read of a database, for as long as nothing is written. */
export class ReadCache<Value> {
  readonly #database: Database;
  readonly #most: number;
  readonly #values = new Map<string, Value>();
  #generation = -1;

  /** @param most - so many are kept; then the oldest give way */
  constructor(database: Database, most: number) {
    this.#database = database;
    this.#most = most;
  }

  /** The value of `key`, read if it is not known yet. What is not there is not remembered: it can be asked for without end. */
  get<Read extends Value | undefined>(key: string, read: () => Read): Value | Read {
    if (this.#generation !== this.#database.generation) {
      this.#values.clear();
      this.#generation = this.#database.generation;
    }
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const value = read();
    if (value === undefined) return value;
    const oldest = this.#values.size >= this.#most ? this.#values.keys().next().value : undefined;
    if (oldest !== undefined) this.#values.delete(oldest);
    this.#values.set(key, value);
    return value;
  }
}
