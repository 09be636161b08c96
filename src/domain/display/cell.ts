/** What stands in a cell, for programs. */
import type { Cell, CellKind, TableModel } from "./display.js";

/** Whether there is nothing in `cell`: no value, or a list without items. */
export function isAbsentCell(cell: Cell): cell is null | undefined | readonly [] {
  return cell === null || cell === undefined || (Array.isArray(cell) && cell.length === 0);
}

/** A cell as a spreadsheet takes it: bare numbers, ISO times, durations in seconds, lists joined by `; `. */
function bareCell(cell: Cell, kind: CellKind): string | number | boolean | null {
  if (isAbsentCell(cell)) return null;
  if (typeof cell === "number") return kind === "duration" ? cell / 1000 : cell;
  if (typeof cell !== "object") return cell;
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? null : cell.toISOString();
  if ("total" in cell) return cell.done;
  if ("literal" in cell) return bareCell(cell.plain, kind);
  if ("src" in cell) return cell.text ?? cell.alt;
  return cell.join("; ");
}

/** The head and the rows of a table for a spreadsheet. A column of progress becomes two: what is done, and of how many. */
export function plainTable({ columns, rows }: TableModel) {
  const header = columns.flatMap(({ title, kind }) => {
    if (kind === "progress") return [title, `${title} (of)`];
    return [kind === "duration" ? `${title} (s)` : title];
  });
  const cells = rows.map((row) =>
    columns.flatMap(({ kind }, at) => {
      const cell = row[at];
      const bare = bareCell(cell, kind);
      if (kind !== "progress") return [bare];
      return [bare, typeof cell === "object" && cell !== null && "total" in cell ? cell.total : null];
    }),
  );
  return { header, rows: cells };
}
