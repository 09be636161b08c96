/** `slylab -e CODE`, `slylab FILE.ts`, `slylab -`: code that nobody types. */
import process from "node:process";
import { type CodeSource, runCode } from "../support/run-code.js";
import { openCliSession } from "../support/session.js";

/** What the command line says. */
export interface EvaluateCommandOptions {
  /** A path, or `-` for standard input; undefined with `eval`, or when standard input is no terminal. */
  readonly file: string | undefined;
  readonly args: readonly string[];
  readonly eval?: string;
  readonly json?: boolean;
  readonly check?: boolean;
}

/** Runs the code and gives the exit code. */
export async function evaluate({
  file,
  args,
  eval: code,
  json = false,
  check,
}: EvaluateCommandOptions): Promise<number> {
  const isFile = code === undefined && file !== undefined && file !== "-";
  const isChecked = check ?? isFile;
  // With code in an option, what stands behind it is an argument of that code.
  const all = code !== undefined && file !== undefined ? [file, ...args] : args;
  const session = openCliSession({ check: isChecked });
  // The checker starts while the code is read.
  if (isChecked) session.warmUp();
  const exitCode = await runCode({ session, source: sourceOf(file, code), args: all, json, check: isChecked });
  // What was stopped or failed leaves timers and sockets behind: only what ended well may wait for them.
  if (exitCode !== 0) process.exit(exitCode);
  return exitCode;
}

function sourceOf(file: string | undefined, code: string | undefined): CodeSource {
  if (code !== undefined) return { kind: "code", code };
  if (file === undefined || file === "-") return { kind: "stdin", input: process.stdin };
  return { kind: "file", path: file };
}
