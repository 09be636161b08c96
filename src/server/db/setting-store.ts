import { z } from "zod";
import type { Database } from "./database.js";

/** Settings of the instance: the key that signs logins, the name of the seed. */
export class SettingStore {
  readonly #sql;

  constructor(database: Database) {
    this.#sql = {
      get: database.query("SELECT value FROM settings WHERE name = ?", z.object({ value: z.string() })),
      set: database.command(
        "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      ),
      dropSequence: database.command("DELETE FROM sqlite_sequence WHERE name = ?"),
      addSequence: database.command("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)"),
    };
  }

  get(name: string): string | undefined {
    return this.#sql.get.first(name)?.value;
  }

  set(name: string, value: string): void {
    this.#sql.set.run(name, value);
  }

  /** Sets the next id of a table; all existing ids must be lower. */
  startIdsAt(table: string, next: number): void {
    this.#sql.dropSequence.run(table);
    this.#sql.addSequence.run(table, next - 1);
  }
}
