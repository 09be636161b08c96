/** The base of the stores. */
import type { Database } from "./database.js";

/** Stores one subject in the database of an instance. */
export abstract class Store {
  protected readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }
}
