/** Properties of the client that sent the current cell, which Jupyter's messages do not contain. */
import { readFileSync } from "node:fs";
import process from "node:process";

let command: string | undefined;
let isFromConsole = false;

/** Sets whether the current cell was sent by a console that connected to this kernel, as `--existing` does. */
export function setFromConsole(isConsole: boolean): void {
  isFromConsole = isConsole;
}

/** Whether cells come from `jupyter console` or `jupyter qtconsole`, which wrap wide lines. */
export function isInConsole(): boolean {
  command ??= parentCommand();
  return isFromConsole || isConsoleCommand(command);
}

/** Whether the client that started this kernel prints in the terminal that this process has too. */
export function isInTerminalClient(): boolean {
  command ??= parentCommand();
  return isTerminalCommand(command);
}

/** Whether cells come from a client that cannot change a display once it is shown. */
export function isInTextClient(): boolean {
  command ??= parentCommand();
  return isFromConsole || isTextCommand(command);
}

/** Whether cells come from `jupyter run`, which prints one output directly after the other. */
export function isInRun(): boolean {
  command ??= parentCommand();
  return isRunCommand(command);
}

/** Whether a command line is that of `jupyter run`. */
export function isRunCommand(line: string): boolean {
  return /jupyter[-_ ]run\b|\bjupyter_client[./]runapp\b/.test(line);
}

/** Whether a command line is that of `jupyter console` or `jupyter qtconsole`. */
export function isConsoleCommand(line: string): boolean {
  return /jupyter[-_ ](?:qt)?console\b|\bqtconsole\b/.test(line);
}

/** Whether a command line is that of a client that prints in a terminal. */
export function isTerminalCommand(line: string): boolean {
  return isRunCommand(line) || /jupyter[-_ ]console\b/.test(line);
}

/** Whether a command line is that of a client without `update_display_data`. */
export function isTextCommand(line: string): boolean {
  return isRunCommand(line) || isConsoleCommand(line);
}

/** Returns the parent process's command line; empty if unknown. */
function parentCommand(): string {
  try {
    return readFileSync(`/proc/${process.ppid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
