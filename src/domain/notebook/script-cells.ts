/** Splits scripts into cells. */
import { countNewlines } from "../../base/text/lines.js";

/** Separates the cells of a script, as in editors. A later cell may declare a name again. */
export const cellMark = "// %%";

/** Returns the cells of a script; the whole text if it has no separators. */
export function cellsOfScript(text: string): string[] {
  return text
    .split(/^\/\/ ?%%.*$/m)
    .map((cell) => cell.replace(/^\n+/, "").trimEnd())
    .filter((cell) => cell !== "");
}

/** Returns the same cells, each preceded by empty lines so that its line numbers are those of the file. */
export function cellsInPlace(text: string): string[] {
  const cells: string[] = [];
  let before = 0;
  for (const part of text.split(/^(?=\/\/ ?%%.*$)/m)) {
    const cell = part.replace(/^\/\/ ?%%.*$/m, "");
    if (cell.trim() !== "") cells.push("\n".repeat(before) + cell);
    before += countNewlines(part);
  }
  return cells;
}
