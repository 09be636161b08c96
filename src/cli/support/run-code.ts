/** Runs code that nobody types: an argument, a file, standard input. Stops at the first fault. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import process from "node:process";
import { takeUnawaited, unawaitedText } from "../../chain/core/unawaited.js";
import { directStream } from "../../engine/output/output.js";
import type {
  CellError,
  CellResult,
  EvaluateOptions,
  FaultEvent,
  Session,
  StackFrame,
} from "../../engine/session/cell.js";
import { faultModel } from "../../render/model/error-model.js";
import { modelOf } from "../../render/model/model.js";
import { cellsInPlace } from "../../repl/commands/cells.js";
import { entriesOf } from "./entries.js";
import { faultJson, jsonOf } from "./json.js";
import { TerminalHost, writeThrough } from "./terminal-host.js";

/** Where the code is. */
export type CodeSource =
  | { readonly kind: "code"; readonly code: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "stdin"; readonly input: AsyncIterable<Buffer | string> };

/** How code is run. */
export interface RunCodeOptions {
  readonly session: Session;
  readonly source: CodeSource;
  /** Whether stdout gets one JSON value, the last, and nothing else. Default false. */
  readonly json?: boolean;
  /** Whether types are checked before anything runs. Default: of files. */
  readonly check?: boolean;
  /** What the code finds in `process.argv` behind its own name. */
  readonly args?: readonly string[];
}

/** Exit codes of the command line; `unsettled` is Node's own for an await that nothing can end. */
export const exitCodes = { done: 0, failed: 1, unsettled: 13, timedOut: 124, interrupted: 130 } as const;

/**
 * Runs the code, shows what each cell came to, and gives the exit code. The session stays open, since code may run on in
 * timers and floating promises: its errors are told in the user's lines, and end the process as Node's do.
 */
export async function runCode(options: RunCodeOptions): Promise<number> {
  const { session, source, json = false, args = [] } = options;
  const host = json ? new JsonHost() : new StageHost(source.kind !== "file");
  process.argv = [process.execPath, nameOf(source), ...args];
  const onSignal = () => session.interrupt();
  process.on("SIGINT", onSignal);
  const onStuck = () => {
    host.refuse("stopped", new Error(stuckText(session.waitsAt)));
    process.exit(exitCodes.unsettled);
  };
  process.on("beforeExit", onStuck);
  process.once("exit", () => directStream(process.stderr).write(unawaitedText(takeUnawaited())));
  try {
    return await runCells(options, host);
  } catch (error) {
    if (error instanceof SourceUnreadable) host.refuse(error.message, error.cause);
    else host.fail(error);
    return exitCodes.failed;
  } finally {
    process.off("beforeExit", onStuck);
    process.off("SIGINT", onSignal);
    process.on("SIGINT", endInterrupted);
  }
}

/** What runs on after the code ends with the process; code that listens for the signal decides by itself. */
function endInterrupted(): void {
  if (process.listenerCount("SIGINT") === 1) process.exit(exitCodes.interrupted);
}

function stuckText(place: StackFrame | undefined): string {
  const where = place === undefined ? "" : ` at ${place.cell}:${place.line}:${place.column}`;
  return `the code awaits something that never comes${where}`;
}

async function runCells(
  { session, source, check = source.kind === "file" }: RunCodeOptions,
  host: Host,
): Promise<number> {
  let count = 0;
  for await (const code of cellsOf(source, session)) {
    count += 1;
    const name = source.kind === "file" ? source.path : source.kind === "stdin" ? `stdin ${count}` : "-e";
    const result = await session.evaluate(code, { ...host.lent(code, name), check, name });
    const exitCode = host.take(result, code, name);
    if (exitCode !== undefined) return exitCode;
  }
  return host.end();
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

/** The code could not be read; any other error is not the source's. */
class SourceUnreadable extends Error {}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new SourceUnreadable(`cannot read ${path}`, { cause });
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

/** Where output and results go. */
interface Host {
  lent(code: string, name: string): Pick<EvaluateOptions, "sink" | "hostContext">;
  /** Shows a result; gives the exit code where it is the last. */
  take(result: CellResult, code: string, name: string): number | undefined;
  /** Says that there is nothing to run. */
  refuse(what: string, reason: unknown): void;
  /** Reports an error that is not the code's, such as a package that is not installed. */
  fail(error: unknown): void;
  /** After the last cell; gives the exit code. */
  end(): number;
}

/** Tables for a terminal, tab-separated lines for a pipe; what went wrong on stderr. */
class StageHost implements Host {
  readonly #stage = new TerminalHost();
  readonly #printsValues: boolean;
  #code = "";

  /** A script prints what it prints; the values of what is typed are printed too. */
  constructor(printsValues: boolean) {
    this.#printsValues = printsValues;
  }

  lent(code: string, name: string) {
    this.#code = code;
    const { sink, hostContext } = this.#stage.lent();
    const fault = (error: CellError, event: FaultEvent) => {
      if (process.listenerCount(event) > 1) return;
      this.#stage.complain(faultModel(error, this.#code, name));
      process.exit(exitCodeOf(error));
    };
    return { sink: { ...sink, fault }, hostContext };
  }

  take(result: CellResult, code: string, name: string): number | undefined {
    this.#stage.settle();
    switch (result.status) {
      case "ok":
        for (const { line, column, message } of result.warnings) {
          this.#stage.complain({
            kind: "text",
            tone: "warning",
            text: `${name}:${line}:${column} warning: ${message}`,
          });
        }
        if (!this.#printsValues) return undefined;
        if (result.shown !== undefined) this.#stage.print(result.shown);
        // A text is printed as it is, for the next program; at the prompt it would be in quotes.
        else if (typeof result.value === "string") this.#stage.print({ kind: "text", text: result.value });
        else if (result.value !== undefined) this.#stage.print(modelOf(result.value));
        return undefined;
      case "error":
        this.#stage.complain(faultModel(result.error, code, name));
        return exitCodeOf(result.error);
      case "interrupted":
        this.#stage.complain({ kind: "text", tone: "warning", text: "interrupted" });
        return exitCodes.interrupted;
      case "exited":
        return result.exitCode;
    }
  }

  refuse(what: string, reason: unknown): void {
    this.#stage.settle();
    this.#stage.complain({ kind: "error", name: "slylab", message: `${what}: ${reasonOf(reason)}` });
  }

  fail(error: unknown): void {
    this.#stage.complain(modelOf(error));
  }

  end(): number {
    return exitCodes.done;
  }
}

/** One JSON value on stdout; all that the code prints goes to stderr. */
class JsonHost implements Host {
  readonly #stdout = directStream(process.stdout);
  readonly #stderr = directStream(process.stderr);
  #last: unknown;
  #isDone = false;

  lent(): Pick<EvaluateOptions, "sink" | "hostContext"> {
    const fault = (error: CellError, event: FaultEvent) => {
      if (process.listenerCount(event) > 1) return;
      // Of the values on stdout there is to be one.
      (this.#isDone ? this.#stderr : this.#stdout).write(`${faultJson(error)}\n`);
      process.exit(exitCodeOf(error));
    };
    const write = (text: string) => void this.#stderr.write(text);
    const show = (value: unknown) => write(`${jsonOf(value)}\n`);
    return {
      sink: {
        write: (_stream, text) => write(text),
        pass: (_stream, parts) => writeThrough(this.#stderr, parts),
        fault,
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
        this.#stdout.write(`${faultJson(result.error)}\n`);
        return exitCodeOf(result.error);
      case "interrupted":
        this.#stdout.write(`${JSON.stringify({ error: { name: "Interrupted", message: "interrupted" } })}\n`);
        return exitCodes.interrupted;
      case "exited":
        return result.exitCode;
    }
  }

  refuse(what: string, reason: unknown): void {
    this.#stdout.write(`${JSON.stringify({ error: { name: "Error", message: `${what}: ${reasonOf(reason)}` } })}\n`);
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
      this.refuse("the value cannot be written as JSON", error);
      return exitCodes.failed;
    }
  }
}

/** A wait that ran out of time has a code of its own, however deep in the causes it is. */
function exitCodeOf({ thrown }: CellError): number {
  const seen = new Set<unknown>();
  for (let error = thrown; error instanceof Error && !seen.has(error); error = error.cause) {
    seen.add(error);
    if ("code" in error && error.code === "timeout") return exitCodes.timedOut;
  }
  return exitCodes.failed;
}

function reasonOf(reason: unknown): string {
  if (!(reason instanceof Error)) return String(reason);
  if ("code" in reason && reason.code === "ENOENT") return "no such file";
  if ("code" in reason && reason.code === "EISDIR") return "it is a folder";
  return reason.message;
}
