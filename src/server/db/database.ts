import { open as openFile } from "node:fs/promises";
import type Libsql from "libsql";
import { z } from "zod";
import { missingPackage } from "../../domain/optional-package.js";
import { schema, schemaVersion } from "./schema.js";
import { upgrade } from "./upgrade.js";

const versionSchema = z.object({ user_version: z.int() });

/** What can be bound to a `?`. */
export type Value = string | number | null | Uint8Array;

// Values go to the driver as one list: it takes a single null for an object of names, and fails.

/** A prepared question whose rows are parsed as they leave the database. */
export class Query<Row> {
  readonly #statement: Libsql.Statement;
  readonly #parse: (columns: unknown) => Row;

  constructor(statement: Libsql.Statement, parse: (columns: unknown) => Row) {
    this.#statement = statement;
    this.#parse = parse;
  }

  all(...values: Value[]): Row[] {
    return this.#statement.all(values).map((columns) => this.#parse(columns));
  }

  /** The first row, or undefined. */
  first(...values: Value[]): Row | undefined {
    const columns: unknown = this.#statement.get(values);
    return columns === undefined ? undefined : this.#parse(columns);
  }
}

/** A prepared write. */
export class Command {
  readonly #statement: Libsql.Statement;
  readonly #onWrite: () => void;

  constructor(statement: Libsql.Statement, onWrite: () => void) {
    this.#statement = statement;
    this.#onWrite = onWrite;
  }

  /** Writes, and answers how many rows changed and the id of the last one inserted. */
  run(...values: Value[]): { changes: number; id: number } {
    this.#onWrite();
    const { changes, lastInsertRowid } = this.#statement.run(values);
    return { changes, id: Number(lastInsertRowid) };
  }
}

function deferred(): { promise: Promise<void>; resolve: () => void; reject: (reason: unknown) => void } {
  let resolve: () => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<void>((onDone, onFail) => {
    resolve = onDone;
    reject = onFail;
  });
  return { promise, resolve, reject };
}

/** One SQLite database: prepared statements, transactions, and a count of writes. */
export class Database {
  readonly #connection: Libsql.Database;
  readonly #queries = new Map<string, Libsql.Statement>();
  #generation = 0;
  #isAtomic = false;
  #group: { readonly committed: Promise<void>; readonly due: NodeJS.Immediate } | undefined;

  constructor(connection: Libsql.Database) {
    this.#connection = connection;
    upgrade(connection);
    this.#connection.exec(schema);
  }

  /** Grows with every write: what was remembered of an older generation may be stale. */
  get generation(): number {
    return this.#generation;
  }

  query<Row>(sql: string, row: z.ZodType<Row>): Query<Row> {
    return new Query(this.#connection.prepare(sql), (columns) => row.parse(columns));
  }

  /** As {@link query} for SQL that is put together at run time: equal text is prepared once. */
  cachedQuery<Row>(sql: string, parse: (columns: unknown) => Row): Query<Row> {
    let statement = this.#queries.get(sql);
    if (statement === undefined) {
      // A client can make any number of different filters; the oldest give way.
      const oldest = this.#queries.size >= 500 ? this.#queries.keys().next().value : undefined;
      if (oldest !== undefined) this.#queries.delete(oldest);
      statement = this.#connection.prepare(sql);
      this.#queries.set(sql, statement);
    }
    return new Query(statement, parse);
  }

  command(sql: string): Command {
    return new Command(this.#connection.prepare(sql), () => {
      this.#begin();
      this.#generation += 1;
    });
  }

  /** Runs `work` whole or not at all. Inside another `atomic` it is a part of that. */
  atomic<T>(work: () => T): T {
    if (this.#isAtomic) return work();
    this.#begin();
    this.#connection.exec("SAVEPOINT work");
    this.#isAtomic = true;
    try {
      const outcome = work();
      this.#connection.exec("RELEASE work");
      return outcome;
    } catch (error) {
      this.#connection.exec("ROLLBACK TO work; RELEASE work");
      this.#generation += 1;
      throw error;
    } finally {
      this.#isAtomic = false;
    }
  }

  /** Settles when all that was written is on disk, so that it may be acknowledged; undefined when it is already. */
  get durable(): Promise<void> | undefined {
    return this.#group?.committed;
  }

  /**
   * Joins the group of writes that are committed together. One waits for the disk as long as many do, so all requests
   * that came in one turn of the event loop share the wait; each is still whole or not at all by its own savepoint.
   */
  #begin(): void {
    if (this.#group !== undefined) return;
    this.#connection.exec("BEGIN IMMEDIATE");
    const { promise, resolve, reject } = deferred();
    // Nobody waits for writes of the instance's own.
    promise.catch(() => {});
    const due = setImmediate(() => {
      try {
        this.#commit();
        resolve();
      } catch (error) {
        reject(error);
      }
    });
    this.#group = { committed: promise, due };
  }

  #commit(): void {
    this.#group = undefined;
    try {
      this.#connection.exec("COMMIT");
    } catch (error) {
      this.#generation += 1;
      if (this.#connection.inTransaction) this.#connection.exec("ROLLBACK");
      throw error;
    }
  }

  /** Lets go of the file. The connection itself ends when the last statement is collected. */
  close(): void {
    if (this.#group !== undefined) {
      clearImmediate(this.#group.due);
      this.#commit();
    }
    // An exclusive WAL can only be given up by leaving WAL; the read makes the change happen.
    this.#connection.exec("PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT 1 FROM settings;");
    this.#connection.close();
  }
}

/** Another process has the database. */
export class DatabaseInUse extends Error {
  constructor(file: string) {
    super(`${file} is in use by another process: stop that one, or choose another folder`);
    this.name = "DatabaseInUse";
  }
}

/** The file holds something else than this version of slylab wrote. */
export class DatabaseForeign extends Error {
  constructor(file: string, what: string) {
    super(`${file} ${what}: it is left as it is; choose another folder`);
    this.name = "DatabaseForeign";
  }
}

/** Refuses a database of other tables than ours, and marks a new one. */
function checkVersion(connection: Libsql.Database, file: string): void {
  const [row] = connection.prepare("PRAGMA user_version").all();
  const { user_version: version } = versionSchema.parse(row);
  if (version === schemaVersion) return;
  const isNew = connection.prepare("SELECT 1 FROM sqlite_master LIMIT 1").get() === undefined;
  if (isNew) connection.exec(`PRAGMA user_version = ${schemaVersion}`);
  else
    throw new DatabaseForeign(file, `has tables of version ${version}, and this slylab reads version ${schemaVersion}`);
}

/**
 * Opens the database in `file`, or one in memory, and makes its tables where they are missing.
 *
 * @throws {DatabaseInUse} another process has it
 * @throws {DatabaseForeign} it is no database, or one of other tables
 */
export async function openDatabase(file: string | undefined): Promise<Database> {
  const { default: open } = await import("libsql").catch((error: unknown) => {
    throw missingPackage(error, "libsql", "the local instance");
  });
  // It holds tokens, so it is made for its owner's eyes only, whatever folder it is put in.
  if (file !== undefined) await (await openFile(file, "a", 0o600)).close();
  const connection = new open(file ?? ":memory:");
  try {
    connection.exec("PRAGMA busy_timeout = 500; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;");
    if (file !== undefined) {
      // Before anything is changed: what is not ours stays as it is.
      checkVersion(connection, file);
      // EXCLUSIVE: what is remembered between requests holds only while nobody else writes. Death frees the file.
      // FULL: an answered write outlives a power cut, not only the process.
      connection.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    }
    return new Database(connection);
  } catch (error) {
    connection.close();
    if (file === undefined || !(error instanceof Error)) throw error;
    if (/locked|busy/i.test(error.message)) throw new DatabaseInUse(file);
    throw /not a database/i.test(error.message) ? new DatabaseForeign(file, "is not a database") : error;
  }
}
