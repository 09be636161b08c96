/** Comma-separated text (RFC 4180), safe to open in a spreadsheet. */

/** What may stand in a cell: numbers are written as they are, text is made safe, absence is an empty cell. */
export type CsvCell = string | number | boolean | null | undefined;

// A spreadsheet takes text that begins so for a formula, and runs it when the file is opened.
const formulaStart = /^[=+\-@\t\r]/;

/** A line of CSV without its line end. Text that a spreadsheet would take for a formula gets an apostrophe in front. */
export function csvLine(cells: readonly CsvCell[]): string {
  return cells.map(cellOf).join(",");
}

/** CSV of a header and rows; each line ends with CR LF. */
export function csvText(header: readonly string[], rows: Iterable<readonly CsvCell[]>): string {
  let text = `${csvLine(header)}\r\n`;
  for (const row of rows) text += `${csvLine(row)}\r\n`;
  return text;
}

function cellOf(cell: CsvCell): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell !== "string") return Number.isNaN(cell) ? "" : String(cell);
  const safe = formulaStart.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
