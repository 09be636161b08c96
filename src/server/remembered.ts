import type { Database } from "./database.js";

const most = 1000;

/** What was read of a database, for as long as nothing is written. */
export class Remembered<Value> {
  readonly #database: Database;
  readonly #values = new Map<string, Value>();
  #generation = -1;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The value of `key`, read where it is not known yet. What is not there is not remembered: it can be asked for without end. */
  get(key: string, read: () => Value | undefined): Value | undefined {
    if (this.#generation !== this.#database.generation) {
      this.#values.clear();
      this.#generation = this.#database.generation;
    }
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const value = read();
    if (this.#values.size >= most) this.#values.clear();
    if (value !== undefined) this.#values.set(key, value);
    return value;
  }
}
