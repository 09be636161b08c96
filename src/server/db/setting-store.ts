import { z } from "zod";
import { Store } from "./store.js";

/** Settings of the instance: the key that signs logins, the name of the seed. */
export class SettingStore extends Store {
  readonly #sql = {
    get: this.database.query("SELECT value FROM settings WHERE name = ?", z.object({ value: z.string() })),
    set: this.database.command(
      "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    ),
    dropSequence: this.database.command("DELETE FROM sqlite_sequence WHERE name = ?"),
  };

  get(name: string): string | undefined {
    return this.#sql.get.first(name)?.value;
  }

  set(name: string, value: string): void {
    this.#sql.set.run(name, value);
  }

  /** Sets the next id of a table; all existing ids must be lower. */
  startIdsAt(table: string, next: number): void {
    this.#sql.dropSequence.run(table);
    this.database.insert("sqlite_sequence", { name: table, seq: next - 1 });
  }
}
