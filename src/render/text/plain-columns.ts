/** The width of text without a terminal: in a kernel's outputs, and in files. */
import { readFileSync } from "node:fs";
import process from "node:process";

/** The width of outputs that also have a rich form, for example in JupyterLab. */
const usual = 100;
/** The default width of a terminal. */
const consoleColumns = 80;
/** The minimum width of a readable table. */
const least = 20;

/**
 * Returns `COLUMNS` of the environment. If it is not set, not an integer or below 20: 80 in a kernel that `jupyter
 * console` started, since that shows only text and wraps wider lines, otherwise 100.
 */
export function plainColumns(): number {
  const text = process.env.COLUMNS?.trim() ?? "";
  const columns = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (columns >= least) return columns;
  isConsole ??= isConsoleCommand(parentCommand());
  return isConsole ? consoleColumns : usual;
}

let isConsole: boolean | undefined;

/** Whether a command line is that of `jupyter console`. */
export function isConsoleCommand(command: string): boolean {
  return /jupyter[-_ ]console/.test(command);
}

/** Returns the parent process's command line; empty if unknown. */
function parentCommand(): string {
  try {
    return readFileSync(`/proc/${process.ppid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
