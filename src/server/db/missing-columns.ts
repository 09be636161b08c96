import type Libsql from "libsql";
import { z } from "zod";

const nameRow = z.object({ name: z.string() });
const columnRow = z.object({
  name: z.string(),
  type: z.string(),
  notnull: z.int(),
  dflt_value: z.string().nullable(),
});

/**
 * Gives the tables of an older database the columns that `schema` has added since. A new column is nullable or has a
 * default; what else changes needs a step of its own.
 *
 * @param scratch - an empty database in memory
 */
export function addMissingColumns(connection: Libsql.Database, scratch: Libsql.Database, schema: string): void {
  scratch.exec(schema);
  for (const table of tablesOf(scratch)) {
    const have = new Set(columnsOf(connection, table).map(({ name }) => name));
    if (have.size === 0) continue;
    for (const column of columnsOf(scratch, table)) {
      if (have.has(column.name)) continue;
      const rule = column.dflt_value === null ? "" : ` DEFAULT ${column.dflt_value}`;
      const notNull = column.notnull === 0 ? "" : " NOT NULL";
      connection.exec(`ALTER TABLE "${table}" ADD COLUMN "${column.name}" ${column.type}${notNull}${rule}`);
    }
  }
}

function tablesOf(connection: Libsql.Database): string[] {
  const sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
  return connection
    .prepare(sql)
    .all()
    .map((row) => nameRow.parse(row).name);
}

function columnsOf(connection: Libsql.Database, table: string): z.output<typeof columnRow>[] {
  return connection
    .prepare(`PRAGMA table_info("${table}")`)
    .all()
    .map((row) => columnRow.parse(row));
}
