/** Shows the output and results of code that is not typed at a prompt: for people, or as JSON for other programs. */
import process from "node:process";
import { fileErrorText } from "../../domain/file-error.js";
import { directStream } from "../../engine/output/output.js";
import { isPlainError } from "../../engine/output/plain-error.js";
import type { CellError, CellResult, EvaluateOptions, UncaughtEvent } from "../../engine/session/cell.js";
import { cellErrorModel } from "../../render/model/error-model.js";
import { modelOf } from "../../render/model/model.js";
import { endIfFromClosed } from "./closed-pipe.js";
import { cellErrorJson, jsonOf } from "./json.js";
import { TerminalHost, writeThrough } from "./terminal-host.js";

/** Exit codes; `unsettled` (an await that never settles) and `listenerFailed` (of uncaught exceptions) are Node's. */
export const exitCodes = {
  done: 0,
  failed: 1,
  listenerFailed: 7,
  unsettled: 13,
  timedOut: 124,
  interrupted: 130,
} as const;

/** Receives output and results. */
export interface CodeHost {
  cellOptions(code: string, name: string): Pick<EvaluateOptions, "sink" | "hostContext">;
  /** Shows a result; returns the exit code if the run ends. */
  take(result: CellResult, code: string, name: string): number | undefined;
  /** Reports a failure without an error of a cell, for example an unreadable file. */
  reportFailure(what: string, reason: unknown): void;
  /** Reports an error that is not the code's, for example a missing package. */
  fail(error: unknown): void;
  /** Called after the last cell; returns the exit code. */
  end(): number;
}

/** Prints tables to a terminal or tab-separated lines to a pipe, and errors to stderr. */
export class TerminalCodeHost implements CodeHost {
  readonly #terminal = new TerminalHost();
  readonly #printsValues: boolean;
  #code = "";

  /** Values are printed for code of `-e` or standard input, not for files. */
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

  reportFailure(what: string, reason: unknown): void {
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
export class JsonCodeHost implements CodeHost {
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
        uncaught,
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

  reportFailure(what: string, reason: unknown): void {
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
      this.reportFailure("cannot write the value as JSON", error);
      return exitCodes.failed;
    }
  }
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
