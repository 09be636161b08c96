/** Chooses the rows of a table if not all are shown. */
import type { TableModel } from "../../domain/display/display.js";

/** Returns at most `maxRows` rows in the table's order, and the remaining ones. */
export function rowsWithin(
  { rows, first }: Pick<TableModel, "rows" | "first">,
  maxRows: number,
): { readonly shown: TableModel["rows"]; readonly rest: TableModel["rows"] } {
  if (rows.length <= maxRows) return { shown: rows, rest: [] };
  if (first === undefined) return { shown: rows.slice(0, maxRows), rest: rows.slice(maxRows) };
  const chosen = new Set(first.slice(0, maxRows));
  return {
    shown: rows.filter((_row, at) => chosen.has(at)),
    rest: rows.filter((_row, at) => !chosen.has(at)),
  };
}
