/** Writes the text of a notebook file: nbformat 4.5, formatted as by Jupyter. */
import type { JsonObject, Notebook, NotebookCell, Output } from "./cells.js";

/** Returns the text of a notebook file: format 4.5, keys sorted, indented by one space, like Jupyter. */
export function serializeNotebook({ cells, metadata }: Notebook): string {
  const file = { cells: cells.map(fileCell), metadata, nbformat: 4, nbformat_minor: 5 };
  return `${JSON.stringify(sortedJson(file), null, 1)}\n`;
}

function fileCell(cell: NotebookCell): JsonObject {
  const source = splitLines(cell.source);
  return cell.cell_type === "code" ? { ...cell, source, outputs: cell.outputs.map(fileOutput) } : { ...cell, source };
}

function fileOutput(output: Output): JsonObject {
  switch (output.output_type) {
    case "stream":
      return { ...output, text: splitLines(output.text) };
    case "display_data":
    case "execute_result":
      return { ...output, data: Object.fromEntries(Object.entries(output.data).map(fileData)) };
    case "error":
      return output;
  }
}

const splitTypes: ReadonlySet<string> = new Set(["application/javascript", "image/svg+xml"]);

function fileData([type, value]: [string, unknown]): [string, unknown] {
  const isSplit = typeof value === "string" && (type.startsWith("text/") || splitTypes.has(type));
  return [type, isSplit ? splitLines(value) : value];
}

/** Returns `value` with sorted object keys at every depth, like Jupyter. */
export function sortedJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedJson);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, sortedJson(one)]));
}

/** Splits text into lines including their ends, at the same characters as Python's `splitlines`, like Jupyter. */
function splitLines(text: string): string[] {
  return (
    text.match(
      /[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])|[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+$/g,
    ) ?? []
  );
}
