import type Libsql from "libsql";
import type { z } from "zod";
import { unavailable } from "../http/problem.js";
import { FileWatch } from "./database-file.js";
import { schema } from "./schema.js";

/** A value for a placeholder in SQL. */
export type Value = string | number | null | Uint8Array;

/** Columns of one row, by name. Booleans are stored as 0 or 1, objects as JSON; undefined leaves a column out. */
export type Columns = Readonly<Record<string, Value | boolean | object | undefined>>;

// Values are passed as one list: the driver fails with a single null, which it takes for named parameters.

/** A prepared SELECT with parsed rows. */
export class Query<Row> {
  readonly #statement: () => Libsql.Statement;
  readonly #parse: (columns: unknown) => Row;

  constructor(statement: () => Libsql.Statement, parse: (columns: unknown) => Row) {
    this.#statement = statement;
    this.#parse = parse;
  }

  all(...values: Value[]): Row[] {
    return this.#statement()
      .all(values)
      .map((columns) => this.#parse(columns));
  }

  /** Returns the first row, or undefined. */
  first(...values: Value[]): Row | undefined {
    const columns: unknown = this.#statement().get(values);
    return columns === undefined ? undefined : this.#parse(columns);
  }
}

/** A prepared write. */
export class Command {
  readonly #statement: () => Libsql.Statement;
  readonly #onWrite: () => void;

  constructor(statement: () => Libsql.Statement, onWrite: () => void) {
    this.#statement = statement;
    this.#onWrite = onWrite;
  }

  /** Executes the write; returns the number of changed rows and the id of the last inserted one. */
  run(...values: Value[]): { changes: number; id: number } {
    this.#onWrite();
    const { changes, lastInsertRowid } = this.#statement().run(values);
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
  readonly #commands = new Map<string, Command>();
  readonly #inserts = new Map<string, Shaped>();
  readonly #updates = new Map<string, Shaped>();
  #generation = 0;
  #rollbacks = 0;
  #isAtomic = false;
  #group: { readonly committed: Promise<void>; readonly due: NodeJS.Immediate } | undefined;
  readonly #watch: FileWatch | undefined;
  #isLost = false;

  /** @param file - path of the database file; undefined for one in memory */
  constructor(connection: Libsql.Database, file?: string) {
    this.#connection = connection;
    this.#connection.exec(schema);
    this.#watch = file === undefined ? undefined : new FileWatch(file);
    this.#rejectLost();
  }

  /** Number of writes; values cached in an older generation may be stale. */
  get generation(): number {
    return this.#generation;
  }

  /** Number of transactions that were undone, with all that was read in them. */
  get rollbacks(): number {
    return this.#rollbacks;
  }

  query<Row>(sql: string, row: z.ZodType<Row>): Query<Row> {
    return new Query(this.#prepared(sql), (columns) => row.parse(columns));
  }

  /** Like {@link query}, for SQL that is built at run time; equal text is prepared once. */
  cachedQuery<Row>(sql: string, parse: (columns: unknown) => Row): Query<Row> {
    let statement = this.#queries.get(sql);
    if (statement === undefined) {
      // Bounded, since clients can send any number of different filters.
      const oldest = this.#queries.size >= 500 ? this.#queries.keys().next().value : undefined;
      if (oldest !== undefined) this.#queries.delete(oldest);
      statement = this.#connection.prepare(sql);
      this.#queries.set(sql, statement);
    }
    const existing = statement;
    return new Query(() => existing, parse);
  }

  command(sql: string): Command {
    return new Command(this.#prepared(sql), () => {
      this.#begin();
      this.#generation += 1;
    });
  }

  /** Like {@link command}, for SQL that is built at run time; equal text is prepared once. */
  cachedCommand(sql: string): Command {
    const cached = this.#commands.get(sql) ?? this.command(sql);
    this.#commands.set(sql, cached);
    return cached;
  }

  /** Adds a row; returns its id. */
  insert(table: string, row: Columns): number {
    const { names, values } = definedColumns(row);
    const command = this.#shaped(this.#inserts, table, names, () => {
      return `INSERT INTO ${table} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`;
    });
    return command.run(...values).id;
  }

  /** Changes the given columns of the row with an id. */
  update(table: string, id: number, change: Columns): void {
    const { names, values } = definedColumns(change);
    if (names.length === 0) return;
    const command = this.#shaped(this.#updates, table, names, () => {
      return `UPDATE ${table} SET ${names.map((name) => `${name} = ?`).join(", ")} WHERE id = ?`;
    });
    command.run(...values, id);
  }

  /** Returns the command for these columns. Often they are those of the last call: building the SQL takes as long as a write. */
  #shaped(last: Map<string, Shaped>, table: string, names: readonly string[], sql: () => string): Command {
    const lastId = last.get(table);
    if (lastId?.names.length === names.length && names.every((name, at) => lastId.names[at] === name))
      return lastId.command;
    const command = this.cachedCommand(sql());
    last.set(table, { names, command });
    return command;
  }

  /** Removes the row with an id, and the rows that refer to it with CASCADE. */
  remove(table: string, id: number): void {
    this.cachedCommand(`DELETE FROM ${table} WHERE id = ?`).run(id);
  }

  /** Prepares a statement when it is first executed: a process uses a few of the hundreds. */
  #prepared(sql: string): () => Libsql.Statement {
    let statement: Libsql.Statement | undefined;
    return () => {
      statement ??= this.#connection.prepare(sql);
      return statement;
    };
  }

  /** Runs `work` as a transaction. Nested calls join the outer transaction. */
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
      this.#undone();
      // SQLite may have rolled back everything itself, for example if the disk is full.
      if (this.#connection.inTransaction) this.#connection.exec("ROLLBACK TO work; RELEASE work");
      throw error;
    } finally {
      this.#isAtomic = false;
    }
  }

  /** Resolves when all writes are on disk and may be acknowledged; undefined if they already are. */
  get durable(): Promise<void> | undefined {
    return this.#group?.committed;
  }

  /**
   * Joins the current group commit. Syncing the disk takes as long for one write as for many, so all requests of one turn of
   * the event loop share a commit; each is still atomic by its own savepoint.
   */
  #begin(): void {
    if (this.#group !== undefined) return;
    if (this.#isLost) throw lost();
    this.#connection.exec("BEGIN IMMEDIATE");
    const { promise, resolve, reject } = deferred();
    // Internal writes are not awaited.
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
      this.#undone();
      if (this.#connection.inTransaction) this.#connection.exec("ROLLBACK");
      throw error;
    }
    this.#rejectLost();
  }

  #undone(): void {
    this.#generation += 1;
    this.#rollbacks += 1;
  }

  /**
   * Fails if the files were deleted or moved: such writes are lost when the process ends, so they must not be acknowledged.
   * Costs two stat calls per group, a few microseconds.
   */
  #rejectLost(): void {
    if (this.#watch === undefined || this.#watch.isThere()) return;
    this.#isLost = true;
    throw lost();
  }

  /** Frees the disk space of removed data by rewriting the database. */
  vacuum(): void {
    this.#flush();
    this.#connection.exec("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
  }

  #flush(): void {
    if (this.#group === undefined) return;
    clearImmediate(this.#group.due);
    this.#commit();
  }

  /** Releases the file. The connection itself is closed when its last statement is garbage collected. */
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
    // An exclusive lock in WAL mode is only released by leaving WAL mode; the SELECT applies the change.
    this.#connection.exec("PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT 1 FROM settings;");
    this.#connection.close();
  }
}

/** A command for some columns of a table. */
interface Shaped {
  readonly names: readonly string[];
  readonly command: Command;
}

/** Returns the columns that have a value, as they are stored. */
function definedColumns(columns: Columns): { readonly names: readonly string[]; readonly values: readonly Value[] } {
  const names: string[] = [];
  const values: Value[] = [];
  for (const name of Object.keys(columns)) {
    const value = columns[name];
    if (value === undefined) continue;
    names.push(name);
    values.push(storedValue(value));
  }
  return { names, values };
}

function storedValue(value: Value | boolean | object): Value {
  if (typeof value === "boolean") return Number(value);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return JSON.stringify(value);
}

function lost(): Error {
  return unavailable("the data folder of this instance was deleted or moved; restart the instance");
}
