/** `slylab -e CODE`, `slylab FILE.ts` and `slylab -`. */
import { realpathSync } from "node:fs";
import process from "node:process";
import { type CodeSource, runCode } from "../support/run-code.js";
import { openCliSession } from "../support/session.js";

/** The arguments of the command. */
export interface EvaluateCommandOptions {
  /** A path, or `-` for standard input; undefined with `eval`, or if standard input is not a terminal. */
  readonly file: string | undefined;
  readonly args: readonly string[];
  readonly eval?: string;
  readonly json?: boolean;
  readonly check?: boolean;
}

/** Runs the code; returns the exit code. Exits if the code failed. */
export async function evaluate({
  file,
  args,
  eval: code,
  json = false,
  check,
}: EvaluateCommandOptions): Promise<number> {
  const isFile = code === undefined && file !== undefined && file !== "-";
  const isChecked = check ?? isFile;
  // With -e, a positional argument belongs to the code.
  const scriptArgs = code !== undefined && file !== undefined ? [file, ...args] : args;
  const source = sourceOf(file, code);
  const script = source.kind === "file" ? realPath(source.path) : undefined;
  const session = openCliSession({ check: isChecked, exits: true, ...(script === undefined ? {} : { file: script }) });
  // The checker starts while the code is read.
  if (isChecked) session.warmUp();
  const exitCode = await runCode({ session, source, args: scriptArgs, json, check: isChecked });
  // Timers and sockets of failed or stopped code must not delay the exit.
  if (exitCode !== 0) process.exit(exitCode);
  return exitCode;
}

/** Returns the file's path with links resolved, like Node; undefined if it does not exist. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function sourceOf(file: string | undefined, code: string | undefined): CodeSource {
  if (code !== undefined) return { kind: "code", code };
  if (file === undefined || file === "-") return { kind: "stdin", input: process.stdin };
  return { kind: "file", path: file };
}
