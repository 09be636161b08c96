/** Runs code from an argument, a file or standard input. Stops at the first error. */

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import process from "node:process";
import { setImmediate as nextTurn } from "node:timers/promises";
import { takeUnawaited, unawaitedText } from "../../chain/core/unawaited.js";
import { fileErrorText } from "../../domain/file-error.js";
import { directStream } from "../../engine/output/output.js";
import { isPlainError } from "../../engine/output/plain-error.js";
import type {
  CellError,
  CellResult,
  EvaluateOptions,
  Session,
  StackFrame,
  UncaughtEvent,
} from "../../engine/session/cell.js";
import { cellErrorModel } from "../../render/model/error-model.js";
import { modelOf } from "../../render/model/model.js";
import { cellsInPlace } from "../../repl/commands/cells.js";
import { endIfFromClosed } from "./closed-pipe.js";
import { entriesOf } from "./entries.js";
import { cellErrorJson, jsonOf } from "./json.js";
import { TerminalHost, writeThrough } from "./terminal-host.js";

/** The source of the code. */
export type CodeSource =
  | { readonly kind: "code"; readonly code: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "stdin"; readonly input: AsyncIterable<Buffer | string> };

/** Options of {@link runCode}. */
export interface RunCodeOptions {
  readonly session: Session;
  readonly source: CodeSource;
  /** Whether stdout gets exactly one JSON value, the last. Default: false. */
  readonly json?: boolean;
  /** Whether types are checked before the code runs. Default: for files. */
  readonly check?: boolean;
  /** Arguments in `process.argv` after the code's name. */
  readonly args?: readonly string[];
}

/** Exit codes; `unsettled` (an await that never settles) and `listenerFailed` (of uncaught exceptions) are Node's. */
export const exitCodes = {
  done: 0,
  failed: 1,
  listenerFailed: 7,
  unsettled: 13,
  timedOut: 124,
  interrupted: 130,
} as const;

/**
 * Runs the code, shows each result, and returns the exit code. The session stays open for timers and floating promises;
 * their errors are shown with the user's lines and end the process, like Node's.
 */
export async function runCode(options: RunCodeOptions): Promise<number> {
  const { session, source, json = false, args = [] } = options;
  const host = json ? new JsonCodeHost() : new TerminalCodeHost(source.kind !== "file");
  if (json) await redirectToStderr();
  process.argv = [process.execPath, nameOf(source), ...args];
  const onSignal = () => session.interrupt();
  process.on("SIGINT", onSignal);
  let isChecked = false;
  const onStuck = () => {
    if (!isChecked) {
      isChecked = true;
      // An interrupt may have stopped the code: its message from the other thread is read in one more turn of the loop.
      setImmediate(() => {});
      return;
    }
    host.rejectSource("stopped", new Error(stuckText(session.waitsAt)));
    process.exit(exitCodes.unsettled);
  };
  process.on("beforeExit", onStuck);
  let hasThrown = false;
  process.once("exit", () => {
    const left = takeUnawaited();
    // Code that failed may have built chains that it would have awaited later.
    if (!hasThrown) directStream(process.stderr).write(unawaitedText(left));
  });
  try {
    const exitCode = await runCells(options, host);
    hasThrown = exitCode !== exitCodes.done;
    return exitCode;
  } catch (error) {
    if (error instanceof SourceUnreadable) host.rejectSource(error.message, error.cause);
    else host.fail(error);
    return exitCodes.failed;
  } finally {
    process.off("beforeExit", onStuck);
    process.off("SIGINT", onSignal);
    process.on("SIGINT", endInterrupted);
  }
}

/** Ctrl-C after the end of the code exits; code with its own listener decides itself. */
function endInterrupted(): void {
  if (process.listenerCount("SIGINT") === 1) process.exit(exitCodes.interrupted);
}

function stuckText(frame: StackFrame | undefined): string {
  const where = frame === undefined ? "" : ` at ${frame.cell}:${frame.line}:${frame.column}`;
  return `an await never settles${where}`;
}

async function runCells(
  { session, source, check = source.kind === "file" }: RunCodeOptions,
  host: CodeHost,
): Promise<number> {
  let count = 0;
  for await (const code of cellsOf(source, session)) {
    count += 1;
    const name = source.kind === "file" ? source.path : source.kind === "stdin" ? `stdin ${count}` : "-e";
    const result = await session.evaluate(code, { ...host.cellOptions(code, name), check, name });
    if (result.status === "error") {
      endIfFromClosed(result.error.thrown);
      if (await isTakenByListeners(result.error)) break;
    }
    const exitCode = host.take(result, code, name);
    if (exitCode !== undefined) return exitCode;
  }
  return host.end();
}

/** Throws the error again outside of the cell if the code listens for uncaught exceptions: Node then calls the listeners. */
async function isTakenByListeners({ phase, thrown }: CellError): Promise<boolean> {
  const listens = process.listenerCount("uncaughtException") > 1 || process.hasUncaughtExceptionCaptureCallback();
  if (phase !== "run") return false;
  if (!listens) {
    Reflect.apply(process.emit, process, ["uncaughtExceptionMonitor", thrown, "uncaughtException"]);
    return false;
  }
  process.nextTick(() => {
    throw thrown;
  });
  await nextTurn();
  return true;
}

async function* cellsOf(source: CodeSource, session: Session): AsyncGenerator<string, void, undefined> {
  switch (source.kind) {
    case "code":
      yield source.code;
      return;
    case "file":
      yield* cellsInPlace(await textOf(source.path));
      return;
    case "stdin":
      yield* entriesOf(readable(source.input), (code) => session.isComplete(code));
  }
}

/** The code could not be read. */
class SourceUnreadable extends Error {}

async function textOf(path: string): Promise<string> {
  try {
    // A byte order mark may precede a shebang line.
    return (await readFile(path, "utf8")).replace(/^\ufeff/, "");
  } catch (cause) {
    throw new SourceUnreadable(`cannot read ${path.trim() === "" ? `'${path}'` : path}`, { cause });
  }
}

async function* readable(input: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer | string, void, undefined> {
  try {
    for await (const chunk of input) yield chunk;
  } catch (cause) {
    throw new SourceUnreadable("cannot read standard input", { cause });
  }
}

function nameOf(source: CodeSource): string {
  return source.kind === "file" ? resolve(source.path) : source.kind === "stdin" ? "-" : "[eval]";
}

/** Receives output and results. */
interface CodeHost {
  cellOptions(code: string, name: string): Pick<EvaluateOptions, "sink" | "hostContext">;
  /** Shows a result; returns the exit code if the run ends. */
  take(result: CellResult, code: string, name: string): number | undefined;
  /** Reports that there is nothing to run. */
  rejectSource(what: string, reason: unknown): void;
  /** Reports an error that is not the code's, for example a missing package. */
  fail(error: unknown): void;
  /** Called after the last cell; returns the exit code. */
  end(): number;
}

/** Prints tables to a terminal or tab-separated lines to a pipe, and errors to stderr. */
class TerminalCodeHost implements CodeHost {
  readonly #terminal = new TerminalHost();
  readonly #printsValues: boolean;
  #code = "";

  /** Values are printed for typed code, not for files. */
  constructor(printsValues: boolean) {
    this.#printsValues = printsValues;
  }

  cellOptions(code: string, name: string) {
    this.#code = code;
    const { sink, hostContext } = this.#terminal.cellOptions();
    const uncaught = (error: CellError, event: UncaughtEvent) => {
      if (process.listenerCount(event) > 1) return;
      endIfFromClosed(error.thrown);
      this.#terminal.printError(cellErrorModel(error, this.#code, name));
      process.exit(uncaughtExitCode(error, event));
    };
    return { sink: { ...sink, uncaught }, hostContext };
  }

  take(result: CellResult, code: string, name: string): number | undefined {
    this.#terminal.closeTrace();
    switch (result.status) {
      case "ok":
        for (const { line, column, message } of result.warnings) {
          this.#terminal.printError({
            kind: "text",
            tone: "warning",
            text: `${name}:${line}:${column} warning: ${message}`,
          });
        }
        if (!this.#printsValues) return undefined;
        if (result.shown !== undefined) this.#terminal.print(result.shown);
        // Strings are printed without quotes, for other programs.
        else if (typeof result.value === "string") this.#terminal.print({ kind: "text", text: result.value });
        else if (result.value !== undefined) this.#terminal.print(modelOf(result.value));
        return undefined;
      case "error":
        this.#terminal.printError(cellErrorModel(result.error, code, name));
        return exitCodeOf(result.error);
      case "interrupted":
        this.#terminal.printError({ kind: "text", tone: "warning", text: "interrupted" });
        return exitCodes.interrupted;
      case "exited":
        return result.exitCode;
    }
  }

  rejectSource(what: string, reason: unknown): void {
    this.#terminal.closeTrace();
    this.#terminal.printError({ kind: "error", name: "slylab", message: `${what}: ${fileErrorText(reason)}` });
  }

  fail(error: unknown): void {
    this.#terminal.printError(modelOf(error));
  }

  end(): number {
    return exitCodes.done;
  }
}

/** Prints one JSON value to stdout and all output of the code to stderr. */
class JsonCodeHost implements CodeHost {
  readonly #stdout = directStream(process.stdout);
  readonly #stderr = directStream(process.stderr);
  #last: unknown;
  #isDone = false;

  cellOptions(): Pick<EvaluateOptions, "sink" | "hostContext"> {
    const uncaught = (error: CellError, event: UncaughtEvent) => {
      if (process.listenerCount(event) > 1) return;
      endIfFromClosed(error.thrown);
      // stdout must get only one value.
      (this.#isDone ? this.#stderr : this.#stdout).write(`${cellErrorJson(error)}\n`);
      process.exit(uncaughtExitCode(error, event));
    };
    const write = (text: string) => void this.#stderr.write(text);
    const show = (value: unknown) => write(`${jsonOf(value)}\n`);
    return {
      sink: {
        write: (_stream, text) => write(text),
        pass: (_stream, parts) => writeThrough(this.#stderr, parts),
        uncaught: uncaught,
      },
      hostContext: {
        show: (value) => {
          show(value);
          return { update: show };
        },
      },
    };
  }

  take(result: CellResult): number | undefined {
    switch (result.status) {
      case "ok":
        if (result.value !== undefined) this.#last = result.value;
        return undefined;
      case "error":
        this.#stdout.write(`${cellErrorJson(result.error)}\n`);
        return exitCodeOf(result.error);
      case "interrupted":
        this.#stdout.write(`${JSON.stringify({ error: { name: "Interrupted", message: "interrupted" } })}\n`);
        return exitCodes.interrupted;
      case "exited":
        return result.exitCode;
    }
  }

  rejectSource(what: string, reason: unknown): void {
    this.#stdout.write(
      `${JSON.stringify({ error: { name: "Error", message: `${what}: ${fileErrorText(reason)}` } })}\n`,
    );
  }

  fail(error: unknown): void {
    this.#stdout.write(`${jsonOf({ error })}\n`);
  }

  end(): number {
    this.#isDone = true;
    try {
      this.#stdout.write(`${jsonOf(this.#last)}\n`);
      return exitCodes.done;
    } catch (error) {
      this.rejectSource("cannot write the value as JSON", error);
      return exitCodes.failed;
    }
  }
}

/** Makes child processes, threads and `fs` write to stderr what they would write to stdout. */
async function redirectToStderr(): Promise<void> {
  const [{ redirectOutput }, { redirectWorkers }] = await Promise.all([
    import("../../kernel/children/redirect.js"),
    import("../../kernel/children/redirect-workers.js"),
  ]);
  const descriptors = () => [2, 2] as const;
  const stderr = directStream(process.stderr);
  redirectOutput({ before: () => undefined, descriptors, after: () => undefined }, (_name, bytes) => {
    stderr.write(bytes);
  });
  redirectWorkers({ descriptors });
}

function uncaughtExitCode(error: CellError, event: UncaughtEvent): number {
  return event === "listener" ? exitCodes.listenerFailed : exitCodeOf(error);
}

/** Returns the exit code of an error; a timeout among its causes has its own code. */
function exitCodeOf({ thrown }: CellError): number {
  const seen = new Set<unknown>();
  for (let error = thrown; isPlainError(error) && !seen.has(error); error = error.cause) {
    seen.add(error);
    if ("code" in error && error.code === "timeout") return exitCodes.timedOut;
  }
  return exitCodes.failed;
}
