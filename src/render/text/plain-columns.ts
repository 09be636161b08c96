/** The width of text without a terminal: in a kernel's outputs, and in files. */
import process from "node:process";
import { isInConsole } from "../../base/jupyter-client.js";

/** The width of outputs that also have a rich form, for example in JupyterLab. */
const usual = 100;
/** The default width of a terminal. */
const consoleColumns = 80;
/** The minimum width of a readable table. */
const least = 20;

/**
 * Returns `COLUMNS` of the environment. If it is not set, not an integer or below 20: 80 in `jupyter
 * console`, since that shows only text and wraps wider lines, otherwise 100.
 */
export function plainColumns(): number {
  const text = process.env.COLUMNS?.trim() ?? "";
  const columns = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (columns >= least) return columns;
  return isInConsole() ? consoleColumns : usual;
}
