/** Brings the tables of an earlier slylab up to date, so that its folders go on being used. */
import type Libsql from "libsql";
import { z } from "zod";
import { nameKey } from "../../domain/names.js";
import { naturalKey } from "./natural-key.js";
import { addedColumns } from "./schema.js";

/** Tables whose names were kept as they came: with outer spaces, or of letters that are not composed. */
const named = ["teams", "workspaces", "projects", "datasets", "classes", "tags", "images", "jobs", "queues"];

const columnRow = z.object({ name: z.string() });
const nameRow = z.object({ id: z.int(), name: z.string() });

/** Adds what tables that exist lack; new tables are left to the schema. Told before it is there: run before the schema. */
export function upgrade(connection: Libsql.Database): void {
  const missing = addedColumns.filter(([table, column]) => {
    const columns = connection.prepare(`PRAGMA table_info(${table})`).all();
    return columns.length > 0 && !columns.some((each) => columnRow.parse(each).name === column);
  });
  if (missing.length === 0) return;
  connection.exec("BEGIN IMMEDIATE");
  try {
    for (const [table, column, type] of missing) connection.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
    if (missing.some(([, column]) => column === "nameKey")) keyNames(connection);
    connection.exec("COMMIT");
  } catch (error) {
    connection.exec("ROLLBACK");
    throw error;
  }
}

function keyNames(connection: Libsql.Database): void {
  for (const table of named) {
    const rename = connection.prepare(`UPDATE OR IGNORE ${table} SET name = ? WHERE id = ?`);
    for (const { id, name } of namesOf(connection, table)) {
      const kept = nameKey(name);
      if (kept === name) continue;
      // Two spellings of one name: the second is told apart by its id.
      if (rename.run([kept, id]).changes === 0) rename.run([`${kept} (${id})`, id]);
    }
  }
  for (const table of ["datasets", "images"]) {
    const key = connection.prepare(`UPDATE ${table} SET nameKey = ? WHERE id = ?`);
    for (const { id, name } of namesOf(connection, table)) key.run([naturalKey(name), id]);
  }
}

function namesOf(connection: Libsql.Database, table: string): z.output<typeof nameRow>[] {
  return connection
    .prepare(`SELECT id, name FROM ${table}`)
    .all()
    .map((row) => nameRow.parse(row));
}
