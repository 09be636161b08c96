/** The cells of a file. Pure. */

/** Marks the cells of a script, as editors know it: names may be declared again in a later cell. */
export const cellMark = "// %%";

/** The cells of a script that was saved, or of one that has no marks: itself. */
export function cellsOfScript(text: string): string[] {
  return text
    .split(/^\/\/ ?%%.*$/m)
    .map((cell) => cell.replace(/^\n+/, "").trimEnd())
    .filter((cell) => cell !== "");
}

/** The same, each with as many empty lines before it as make its lines those of the file. */
export function cellsInPlace(text: string): string[] {
  const cells: string[] = [];
  let before = 0;
  for (const part of text.split(/^(?=\/\/ ?%%.*$)/m)) {
    const cell = part.replace(/^\/\/ ?%%.*$/m, "");
    if (cell.trim() !== "") cells.push("\n".repeat(before) + cell);
    before += part.split("\n").length - 1;
  }
  return cells;
}

/** The code cells of a notebook's text. */
export function cellsOfNotebook(text: string): string[] {
  const notebook: unknown = JSON.parse(text);
  const cells = typeof notebook === "object" && notebook !== null && "cells" in notebook ? notebook.cells : [];
  return (Array.isArray(cells) ? cells : []).flatMap((cell: unknown) => {
    if (typeof cell !== "object" || cell === null || !("cell_type" in cell) || cell.cell_type !== "code") return [];
    const source: unknown = "source" in cell ? cell.source : "";
    return [Array.isArray(source) ? source.join("") : String(source)];
  });
}
