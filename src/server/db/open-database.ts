/** Opens a database file, or one in memory. */
import { createHash } from "node:crypto";
import { open as openFile } from "node:fs/promises";
import type Libsql from "libsql";
import { z } from "zod";
import { missingPackage } from "../../domain/optional-package.js";
import { Database } from "./database.js";
import { DatabaseInUseError, DataFolderError, ForeignDatabaseError } from "./database-errors.js";
import { applicationId, checkDatabaseFile, checkSchemaVersion, schemaVersion } from "./database-file.js";
import { schema } from "./schema.js";
import { upgrade } from "./upgrade.js";

const versionSchema = z.object({ user_version: z.int() });

const valueSchema = z.object({ value: z.string() });

/** Migrates the tables of older versions, and marks the file as slylab's. */
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
  const stored = connection.prepare("SELECT value FROM settings WHERE name = 'schema'").get();
  const current = createHash("sha256").update(schema).digest("hex");
  if (version === schemaVersion && valueSchema.safeParse(stored).data?.value === current) return;
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
 * Opens the database in `file`, or one in memory, and creates missing tables.
 *
 * @throws {DatabaseInUseError} another process uses it
 * @throws {ForeignDatabaseError} it is not a database, or belongs to another program
 * @throws {DataFolderError} it cannot be created or written
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
  // Only the owner may read the file, since it contains secrets.
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
    // EXCLUSIVE: cached reads are only valid while no other process writes. The lock ends with the process.
    // FULL: acknowledged writes survive a power failure.
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
