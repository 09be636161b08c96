/** `slylab -e CODE`, `slylab FILE.ts`, `slylab -`: code that nobody types. */
import { realpathSync } from "node:fs";
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

/** Runs the code and gives the exit code; code that failed ends the process. */
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
  const source = sourceOf(file, code);
  const script = source.kind === "file" ? realPath(source.path) : undefined;
  const session = openCliSession({ check: isChecked, exits: true, ...(script === undefined ? {} : { file: script }) });
  // The checker starts while the code is read.
  if (isChecked) session.warmUp();
  const exitCode = await runCode({ session, source, args: all, json, check: isChecked });
  // What was stopped or failed leaves timers and sockets behind: only what ended well may wait for them.
  if (exitCode !== 0) process.exit(exitCode);
  return exitCode;
}

/** Where the file is, links followed as Node does; undefined where there is none. */
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
