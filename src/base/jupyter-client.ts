/** What is known of the client that started this kernel: Jupyter's messages do not say it. */
import { readFileSync } from "node:fs";
import process from "node:process";

let command: string | undefined;

/** Whether `jupyter console` started this kernel: it wraps lines that are wider than the terminal. */
export function isInConsole(): boolean {
  command ??= parentCommand();
  return isConsoleCommand(command);
}

/** Whether a client that cannot change a display once it is shown started this kernel. */
export function isInTextClient(): boolean {
  command ??= parentCommand();
  return isTextCommand(command);
}

/** Whether a command line is that of `jupyter console`. */
export function isConsoleCommand(line: string): boolean {
  return /jupyter[-_ ]console/.test(line);
}

/** Whether a command line is that of a client without `update_display_data`. */
export function isTextCommand(line: string): boolean {
  return /jupyter[-_ ](console|qtconsole|run)\b|\bqtconsole\b|\bjupyter_client[./]runapp\b/.test(line);
}

/** Returns the parent process's command line; empty if unknown. */
function parentCommand(): string {
  try {
    return readFileSync(`/proc/${process.ppid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
