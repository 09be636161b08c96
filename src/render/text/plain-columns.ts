/** The width of text without a terminal: in a kernel's outputs, and in files. */
import process from "node:process";
import { isatty, WriteStream } from "node:tty";
import { isInConsole, isInTerminalClient } from "../../base/jupyter-client.js";

/** The width of outputs that also have a rich form, for example in JupyterLab. */
const usual = 100;
/** The default width of a terminal. */
const consoleColumns = 80;
/** The minimum width of a readable table. */
const least = 20;

/**
 * Returns `COLUMNS` of the environment. If it is not set, not an integer or below 20: the current width of the terminal
 * of `jupyter console` or `jupyter run`; 80 in consoles whose width is unknown, since they show only text and wrap
 * wider lines; otherwise 100.
 */
export function plainColumns(): number {
  const text = process.env.COLUMNS?.trim() ?? "";
  const columns = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (columns >= least) return columns;
  const ofTerminal = isInTerminalClient() ? terminalColumns() : 0;
  if (ofTerminal >= least) return ofTerminal;
  return isInConsole() ? consoleColumns : usual;
}

let terminal: WriteStream | undefined;

/** Returns the width of the terminal of descriptor 1, which the kernel's cells do not write to; 0 if it is not a terminal. */
function terminalColumns(): number {
  if (!isatty(1)) return 0;
  terminal ??= new WriteStream(1);
  return terminal.getWindowSize()[0];
}
