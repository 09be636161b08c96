/** The `toCSV` method of tables. */
import type { Step } from "../core/node.js";

/** A table that can be written as CSV. */
interface Table {
  toCSV(): string;
  toCSV(path: string): Promise<string>;
}

/** Returns a table as CSV text, or writes it to a file and returns the path. */
export function csvStep(path: string | undefined): Step<Table, string> {
  return {
    label: path === undefined ? "CSV" : `CSV to ${path}`,
    run: async (table) => (path === undefined ? table.toCSV() : table.toCSV(path)),
    outcome: (text) => (path === undefined ? `${text.length} characters` : text),
  };
}
