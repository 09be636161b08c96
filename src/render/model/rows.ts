/** Chooses the rows of a table if not all are shown. */
import type { TableModel } from "../../domain/display/display.js";

/** Returns at most `maxRows` rows in the table's order, and those that are hidden. */
export function rowsWithin(
  { rows, rowsByPriority }: Pick<TableModel, "rows" | "rowsByPriority">,
  maxRows: number,
): { readonly shown: TableModel["rows"]; readonly hidden: TableModel["rows"] } {
  if (rows.length <= maxRows) return { shown: rows, hidden: [] };
  if (rowsByPriority === undefined) return { shown: rows.slice(0, maxRows), hidden: rows.slice(maxRows) };
  const chosen = new Set(rowsByPriority.slice(0, maxRows));
  return {
    shown: rows.filter((_row, at) => chosen.has(at)),
    hidden: rows.filter((_row, at) => !chosen.has(at)),
  };
}
