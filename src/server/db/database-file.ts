/** Checks that a database file belongs to slylab, and that it still exists. */
import { closeSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { errorCode } from "../../base/error-code.js";
import { ForeignDatabaseError } from "./database-errors.js";

/** "slab": identifies slylab's files in the header of SQLite files. */
export const applicationId = 0x736c6162;

/** Incremented with each change of the tables that older versions cannot read. */
export const schemaVersion = 2;

// The first version had no application id.
const unmarkedVersion = 1;
const unmarkedTables = ["jobImages", "queuePeople", "deliveries", "figureTags"];

const magic = Buffer.from("SQLite format 3\0", "latin1");
const headerBytes = 100;
const versionAt = 60;
const applicationAt = 68;

/**
 * Rejects a file that slylab did not write. Reads bytes instead of opening the database: opening alone can change a
 * database that another program left in an unfinished state.
 *
 * @throws {ForeignDatabaseError}
 */
export function checkDatabaseFile(file: string): void {
  const header = readStart(file, headerBytes);
  if (header.length === 0) return;
  if (header.length < headerBytes || !header.subarray(0, magic.length).equals(magic)) {
    throw new ForeignDatabaseError(file, "is not a database");
  }
  const application = header.readInt32BE(applicationAt);
  const version = header.readInt32BE(versionAt);
  if (application === 0) rejectUnmarked(file, version);
  else if (application !== applicationId) throw new ForeignDatabaseError(file, "belongs to another program");
  else checkSchemaVersion(file, version);
}

/** Rejects tables of a later version. @throws {ForeignDatabaseError} */
export function checkSchemaVersion(file: string, version: number): void {
  if (version <= schemaVersion) return;
  throw new ForeignDatabaseError(
    file,
    `has tables of version ${version}, and this slylab reads version ${schemaVersion}`,
  );
}

function rejectUnmarked(file: string, version: number): void {
  if (version === 0 && statSync(file).size <= 65_536 && !mentions(file, ["CREATE "])) return;
  if (
    version === unmarkedVersion &&
    mentions(
      file,
      unmarkedTables.map((table) => `CREATE TABLE ${table} (`),
    )
  )
    return;
  throw new ForeignDatabaseError(file, "belongs to another program");
}

/** Whether the start of the file or of its write-ahead log, where tables are described, contains all of `texts`. */
function mentions(file: string, texts: readonly string[]): boolean {
  const maxBytes = 4 * 1024 * 1024;
  const starts = [readStart(file, maxBytes), readStart(`${file}-wal`, maxBytes)];
  return texts.every((text) => starts.some((bytes) => bytes.includes(text)));
}

function readStart(file: string, maxBytes: number): Buffer {
  let handle: number;
  try {
    handle = openSync(file, "r");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
  try {
    const bytes = Buffer.alloc(Math.min(maxBytes, statSync(file).size));
    return bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(handle);
  }
}

/** Detects if the files of an open database are deleted, moved or replaced; later writes would be lost. */
export class FileWatch {
  readonly #paths: readonly string[];
  readonly #stats = new Map<string, Stats>();

  constructor(file: string) {
    this.#paths = [file, `${file}-wal`];
  }

  /** Whether both files are still the original ones. */
  isThere(): boolean {
    return this.#paths.every((path) => {
      const found = statSync(path, { throwIfNoEntry: false });
      const earlierStats = this.#stats.get(path);
      if (earlierStats === undefined) {
        // The write-ahead log is created by the first write.
        if (found !== undefined) this.#stats.set(path, found);
        return true;
      }
      return found !== undefined && found.ino === earlierStats.ino && found.dev === earlierStats.dev;
    });
  }
}
