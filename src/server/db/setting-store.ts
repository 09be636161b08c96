import { z } from "zod";
import type { Command, Database, Query } from "./database.js";

/** Settings of the instance: the key that signs logins, the name of the seed. */
export class SettingStore {
  readonly #get: Query<{ value: string }>;
  readonly #set: Command;
  readonly #dropSequence: Command;
  readonly #addSequence: Command;

  constructor(database: Database) {
    this.#get = database.query("SELECT value FROM settings WHERE name = ?", z.object({ value: z.string() }));
    this.#set = database.command(
      "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    );
    this.#dropSequence = database.command("DELETE FROM sqlite_sequence WHERE name = ?");
    this.#addSequence = database.command("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)");
  }

  get(name: string): string | undefined {
    return this.#get.first(name)?.value;
  }

  set(name: string, value: string): void {
    this.#set.run(name, value);
  }

  /** Sets the next id of a table; all existing ids must be lower. */
  startIdsAt(table: string, next: number): void {
    this.#dropSequence.run(table);
    this.#addSequence.run(table, next - 1);
  }
}
