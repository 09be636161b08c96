/** How wide text is where no terminal says it: in a kernel's outputs, and in what a program writes to a file. */
import { readFileSync } from "node:fs";
import process from "node:process";

/** The width of outputs whose rich form is shown, such as in JupyterLab. */
const usual = 100;
/** The width of a terminal that nobody resized. */
const consoleColumns = 80;
/** Below this no table can be read. */
const least = 20;

/**
 * `COLUMNS` of the environment, in columns. Where it is not set, is not a whole number or is below 20: 80 in a kernel that
 * `jupyter console` started, which shows text only and wraps what is wider, else 100.
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

/** The command line of the process that started this one; empty where the system does not say it. */
function parentCommand(): string {
  try {
    return readFileSync(`/proc/${process.ppid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
