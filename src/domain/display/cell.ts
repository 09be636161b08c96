/** Converts table cells to plain values for programs and spreadsheets. */
import type { Cell, CellKind, TableModel } from "./display.js";

/** Whether `cell` is null, undefined or an empty list. */
export function isAbsentCell(cell: Cell): cell is null | undefined | readonly [] {
  return cell === null || cell === undefined || (Array.isArray(cell) && cell.length === 0);
}

/** Converts a cell for a spreadsheet: plain numbers, ISO times, durations in seconds, lists joined by `; `. */
function plainCell(cell: Cell, kind: CellKind): string | number | boolean | null {
  if (isAbsentCell(cell)) return null;
  if (typeof cell === "number") return kind === "duration" ? cell / 1000 : cell;
  if (typeof cell !== "object") return cell;
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? null : cell.toISOString();
  if ("total" in cell) return cell.done;
  if ("literal" in cell) return plainCell(cell.plain, kind);
  if ("src" in cell) return cell.text ?? cell.alt;
  return cell.join("; ");
}

/** Converts a table to a header and rows for a spreadsheet. A progress column becomes two: done and total. */
export function plainTable({ columns, rows }: TableModel) {
  const header = columns.flatMap(({ title, kind }) => {
    if (kind === "progress") return [title, `${title} (of)`];
    return [kind === "duration" ? `${title} (s)` : title];
  });
  const cells = rows.map((row) =>
    columns.flatMap(({ kind }, at) => {
      const cell = row[at];
      const plain = plainCell(cell, kind);
      if (kind !== "progress") return [plain];
      return [plain, typeof cell === "object" && cell !== null && "total" in cell ? cell.total : null];
    }),
  );
  return { header, rows: cells };
}
