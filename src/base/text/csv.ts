/** Comma-separated text (RFC 4180), safe to open in a spreadsheet. */

/** A CSV cell. Numbers are written unchanged, text is escaped, null and undefined give an empty cell. */
export type CsvCell = string | number | boolean | null | undefined;

// Spreadsheets run text that starts with one of these as a formula when the file is opened.
const formulaStart = /^[=+\-@\t\r]/;

/** Formats one line of CSV, without a line end. Text that a spreadsheet would run as a formula gets a leading apostrophe. */
export function csvLine(cells: readonly CsvCell[]): string {
  return cells.map(cellText).join(",");
}

/** Formats a header and rows as CSV; each line ends with CR LF. */
export function csvText(header: readonly string[], rows: Iterable<readonly CsvCell[]>): string {
  let text = `${csvLine(header)}\r\n`;
  for (const row of rows) text += `${csvLine(row)}\r\n`;
  return text;
}

function cellText(cell: CsvCell): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell !== "string") return Number.isNaN(cell) ? "" : String(cell);
  const safe = formulaStart.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
