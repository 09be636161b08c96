import { createHash } from "node:crypto";
import { open as openFile } from "node:fs/promises";
import type Libsql from "libsql";
import { z } from "zod";
import { missingPackage } from "../../domain/optional-package.js";
import { unavailable } from "../http/problem.js";
import { DatabaseInUseError, DataFolderError, ForeignDatabaseError } from "./database-errors.js";
import { applicationId, checkDatabaseFile, checkSchemaVersion, FileWatch, schemaVersion } from "./database-file.js";
import { schema } from "./schema.js";
import { upgrade } from "./upgrade.js";

const versionSchema = z.object({ user_version: z.int() });
const valueSchema = z.object({ value: z.string() });

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
  readonly #watch: FileWatch | undefined;
  #isLost = false;

  /** @param file - if it is; undefined for one in memory */
  constructor(connection: Libsql.Database, file?: string) {
    this.#connection = connection;
    this.#connection.exec(schema);
    this.#watch = file === undefined ? undefined : new FileWatch(file);
    this.#refuseLost();
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
      this.#generation += 1;
      // SQLite itself may have rolled all back, for example where the disk is full.
      if (this.#connection.inTransaction) this.#connection.exec("ROLLBACK TO work; RELEASE work");
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
    if (this.#isLost) throw lost();
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
    this.#refuseLost();
  }

  /**
   * What was written to files that are no longer if they were is gone with the process: it is not acknowledged, and
   * nothing more is written. Two look-ups a group of writes, a few microseconds.
   */
  #refuseLost(): void {
    if (this.#watch === undefined || this.#watch.isThere()) return;
    this.#isLost = true;
    throw lost();
  }

  /** Frees the disk space of what was removed: writes the whole database again. */
  vacuum(): void {
    this.#flush();
    this.#connection.exec("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
  }

  #flush(): void {
    if (this.#group === undefined) return;
    clearImmediate(this.#group.due);
    this.#commit();
  }

  /** Lets go of the file. The connection itself ends when the last statement is collected. */
  close(): void {
    if (this.#isLost || this.#watch?.isThere() === false) {
      this.#connection.close();
      return;
    }
    try {
      this.#flush();
    } catch (error) {
      this.#connection.close();
      throw error;
    }
    // An exclusive WAL can only be given up by leaving WAL; the read makes the change happen.
    this.#connection.exec("PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT 1 FROM settings;");
    this.#connection.close();
  }
}

function lost(): Error {
  return unavailable("the data folder of this instance was deleted or moved: nothing more is written; start it again");
}

/** Brings the tables of an earlier slylab up to date, and marks the file as ours. */
function prepare(connection: Libsql.Database, scratch: () => Libsql.Database, file: string): void {
  const [row] = connection.prepare("PRAGMA user_version").all();
  const { user_version: version } = versionSchema.parse(row);
  checkSchemaVersion(file, version);
  const hasTables = connection.prepare("SELECT 1 FROM sqlite_master LIMIT 1").get() !== undefined;
  const mark = `PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion};`;
  if (!hasTables) {
    connection.exec(mark);
    return;
  }
  const known = connection.prepare("SELECT value FROM settings WHERE name = 'schema'").get();
  const current = createHash("sha256").update(schema).digest("hex");
  if (version === schemaVersion && valueSchema.safeParse(known).data?.value === current) return;
  const empty = scratch();
  connection.exec("BEGIN IMMEDIATE");
  try {
    upgrade(connection, empty, schema);
    connection
      .prepare(
        "INSERT INTO settings (name, value) VALUES ('schema', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      )
      .run([current]);
    connection.exec(`${mark} COMMIT`);
  } catch (error) {
    connection.exec("ROLLBACK");
    throw error;
  } finally {
    empty.close();
  }
}

/**
 * Opens the database in `file`, or one in memory, and makes its tables if they are missing.
 *
 * @throws {DatabaseInUseError} another process has it
 * @throws {ForeignDatabaseError} it is no database, or one of another program
 * @throws {DataFolderError} it cannot be made or written
 */
export async function openDatabase(file: string | undefined): Promise<Database> {
  const { default: open } = await import("libsql").catch((error: unknown) => {
    throw missingPackage(error, "libsql", "the local instance");
  });
  if (file === undefined) {
    const connection = new open(":memory:");
    connection.exec(settings);
    return new Database(connection);
  }
  // It holds secrets, so it is made for its owner's eyes only, whatever folder it is put in.
  await openFile(file, "a", 0o600).then(
    (handle) => handle.close(),
    (error: unknown) => {
      throw new DataFolderError(file, error);
    },
  );
  checkDatabaseFile(file);
  const connection = new open(file);
  try {
    connection.exec(settings);
    prepare(connection, () => new open(":memory:"), file);
    // EXCLUSIVE: what is remembered between requests holds only while nobody else writes. Death frees the file.
    // FULL: an answered write outlives a power cut, not only the process.
    connection.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    return new Database(connection, file);
  } catch (error) {
    connection.close();
    throw error instanceof Error ? openingError(error, file) : error;
  }
}

const settings = "PRAGMA busy_timeout = 500; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;";

function openingError(error: Error, file: string): Error {
  if (/locked|busy/i.test(error.message)) return new DatabaseInUseError(file);
  if (/not a database/i.test(error.message)) return new ForeignDatabaseError(file, "is not a database");
  if (/readonly|read-only|unable to open|is full|disk I\/O/i.test(error.message))
    return new DataFolderError(file, error);
  return error;
}
