/** Migrates the tables of older versions, so that their data folders remain usable. */
import type Libsql from "libsql";
import { z } from "zod";
import { nameKey } from "../../domain/names.js";
import { naturalKey } from "./natural-key.js";

/** Tables whose names were not normalized in older versions. */
const named = ["teams", "workspaces", "projects", "datasets", "classes", "tags", "images", "jobs", "queues"];

const nameRow = z.object({ id: z.int(), name: z.string() });
const tableRow = z.object({ name: z.string() });
const columnRow = z.object({
  name: z.string(),
  type: z.string(),
  notnull: z.int(),
  dflt_value: z.string().nullable(),
});

/**
 * Adds the columns that `schema` has and existing tables lack, and normalizes names stored by versions without
 * `nameKey`. Missing tables are created by the schema. A column added to the schema must be nullable or have a default.
 * Runs in the caller's transaction, before the schema itself: its indexes may name new columns.
 *
 * @param scratch - an empty database in memory
 */
export function upgrade(connection: Libsql.Database, scratch: Libsql.Database, schema: string): void {
  scratch.exec(schema);
  const added = tablesOf(scratch).flatMap((table) => addMissingColumns(connection, table, columnsOf(scratch, table)));
  if (added.includes("nameKey")) normalizeNames(connection);
}

type ColumnRow = z.output<typeof columnRow>;

/** Returns the names of the columns added. */
function addMissingColumns(connection: Libsql.Database, table: string, columns: readonly ColumnRow[]): string[] {
  const present = new Set(columnsOf(connection, table).map(({ name }) => name));
  if (present.size === 0) return [];
  const missing = columns.filter(({ name }) => !present.has(name));
  for (const { name, type, notnull, dflt_value } of missing) {
    const rule = dflt_value === null ? "" : ` DEFAULT ${dflt_value}`;
    connection.exec(`ALTER TABLE "${table}" ADD COLUMN "${name}" ${type}${notnull === 0 ? "" : " NOT NULL"}${rule}`);
  }
  return missing.map(({ name }) => name);
}

function tablesOf(connection: Libsql.Database): string[] {
  const sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
  return connection
    .prepare(sql)
    .all()
    .map((row) => tableRow.parse(row).name);
}

function columnsOf(connection: Libsql.Database, table: string): ColumnRow[] {
  return connection
    .prepare(`PRAGMA table_info("${table}")`)
    .all()
    .map((row) => columnRow.parse(row));
}

function normalizeNames(connection: Libsql.Database): void {
  for (const table of named) {
    const rename = connection.prepare(`UPDATE OR IGNORE ${table} SET name = ? WHERE id = ?`);
    for (const { id, name } of namesOf(connection, table)) {
      const normalized = nameKey(name);
      if (normalized === name) continue;
      // Two spellings of the same name: the id makes the second one unique.
      if (rename.run([normalized, id]).changes === 0) rename.run([`${normalized} (${id})`, id]);
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
