/**
 * The types that front ends use to evaluate cells.
 *
 * Where JavaScript leaves the meaning of a cell open: a later cell may declare a name again, with a new type. Functions
 * of all cells see the latest value of a variable. If the new initializer throws, the variable keeps its former value.
 * Resources of a top-level `using` are disposed of when the cell ends, and their names end too. A name that shadows a
 * global is visible only to cells. Top-level `this` is undefined, and code is strict.
 */
import type { DisplayModel } from "../../domain/display/display.js";
import type { ErrorLocation } from "../../domain/display/error-locations.js";
import type { HostContext } from "../../domain/display/host-context.js";
import type { NameSource } from "../names/name-source.js";

/** Receives a cell's output, in the order in which it was written. */
export interface OutputSink {
  write(stream: "stdout" | "stderr", text: string): void;
  /**
   * Takes a call of the stream's `write` unchanged (bytes, encoding, callback) and returns what `write` would. Default:
   * bytes are decoded per stream, and the text is passed to {@link write}.
   */
  pass?(stream: "stdout" | "stderr", parts: readonly unknown[]): boolean;
  /**
   * Shows an error outside of the cell's own control flow, for example an unhandled rejection or a throw in a timer,
   * possibly after the cell has ended. Default: writes a few lines to stderr.
   */
  uncaught?(error: CellError, event: UncaughtEvent): void;
}

/**
 * The process event that reported the error; either ends a Node program that has no listener for it. `listener`: a
 * listener of the code threw, which always ends a Node program.
 */
export type UncaughtEvent = "uncaughtException" | "unhandledRejection" | "listener";

/** Options of {@link Session.evaluate}. */
export interface EvaluateOptions {
  readonly sink: OutputSink;
  /** Name of the cell in errors, for example `cell 3` or `setup.ts`. Default: `cell N`. */
  readonly name?: string;
  /** Whether types are checked before the cell runs. Default: the session's setting. */
  readonly check?: boolean;
  /**
   * Whether a promise or chain that the cell evaluates to is awaited. With `false` it is returned unchanged. Default:
   * true.
   */
  readonly awaitValue?: boolean;
  /** The front end's services for the cell's code; the engine adds the signal. */
  readonly hostContext?: Omit<HostContext, "signal">;
}

/**
 * The kind of the last statement: no expression; a name or path of names (`run`, `state.run`); a call; any other
 * expression.
 */
export type CellForm = "none" | "name" | "call" | "other";

/** A message of the type checker; lines and columns are those of the cell, 1-based, in UTF-16 units. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  /** TypeScript's error code, for example 2345. */
  readonly code: number;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** The imported file and line that the message is about; undefined if it is about the cell. */
  readonly source?: { readonly file: string; readonly text: string };
}

/** A stack frame in the user's code, in a cell or in a file. */
export type StackFrame = ErrorLocation;

/** An error of a cell. `thrown` is the thrown value, unchanged; it may be anything. */
export interface CellError {
  readonly phase: "parse" | "check" | "run";
  readonly name: string;
  readonly message: string;
  /** The next step for the user. */
  readonly hint?: string;
  /** The user's frames, innermost first. */
  readonly frames: readonly StackFrame[];
  /** All messages of the parser or checker, in those phases. */
  readonly diagnostics: readonly Diagnostic[];
  readonly thrown?: unknown;
}

/** The result of a cell. */
export type CellResult =
  /** `value` is wrapped in this object, since awaiting the result must not await the value. */
  | {
      readonly status: "ok";
      readonly value: unknown;
      readonly form: CellForm;
      /** The chain that produced the value, or whose plan is shown. */
      readonly chain?: unknown;
      /** Shown instead of the value: the plan of a chain that was only named. */
      readonly shown?: DisplayModel;
      readonly warnings: readonly Diagnostic[];
    }
  | { readonly status: "error"; readonly error: CellError }
  | { readonly status: "interrupted" }
  /** The cell called `process.exit`. */
  | { readonly status: "exited"; readonly exitCode: number };

/** A completion for the name at the cursor. */
export interface CompletionItem {
  readonly text: string;
  /** The language server's kind, for example `method`, `property`, `string` or `keyword`. */
  readonly kind: string;
  readonly detail?: string;
}

/** Completions that replace the code from `start` to `end` (offsets in UTF-16 units). */
export interface Completion {
  readonly start: number;
  readonly end: number;
  readonly items: readonly CompletionItem[];
}

/** The signature of the call at the cursor. */
export interface SignatureHelp {
  /** For example `waitFor(status: JobStatus, options?: WaitOptions): JobsChain`. */
  readonly label: string;
  readonly documentation?: string;
  /** The part of the label for the current argument. */
  readonly parameter?: { readonly start: number; readonly end: number; readonly documentation?: string };
}

/** The type of a name, and its docstring as markdown. */
export interface Inspection {
  readonly type: string;
  readonly documentation?: string;
}

/** Whether a text is a complete cell, needs more lines, or is invalid however it continues. */
export type Completeness =
  | { readonly status: "complete" }
  | { readonly status: "incomplete"; readonly indent: string }
  | { readonly status: "invalid" };

/** An evaluating session, one per process. Errors of the user's code are results; they are not thrown. */
export interface Session {
  /** Whether a cell is running. */
  readonly busy: boolean;
  /** Passed to `requestInterrupt` by a worker to stop a cell while the main thread is busy. */
  readonly interruptBuffer: SharedArrayBuffer;
  /** Position at which the running cell waits; undefined if it does not. */
  readonly waitsAt?: StackFrame | undefined;
  /** Runs a cell. Cells run one at a time, in the order of the calls. */
  evaluate(code: string, options: EvaluateOptions): Promise<CellResult>;
  /**
   * Stops the running cell; with `cell` (1-based count of evaluations), only if that one is running. Returns whether there
   * was one.
   */
  interrupt(cell?: number): boolean;
  /** Returns the completions at an offset. Runs no user code. */
  complete(code: string, offset: number): Promise<Completion>;
  /** Returns the signature of the call at an offset. Runs no user code. */
  signature(code: string, offset: number): Promise<SignatureHelp | undefined>;
  /** Returns the type and docstring of the name at an offset. Runs no user code. */
  inspect(code: string, offset: number): Promise<Inspection | undefined>;
  /** Determines whether a text is a complete cell, by parsing it. */
  isComplete(code: string): Completeness;
  /**
   * Defines a variable with a value of the host, for example `_`. Its type is `type`; by default it is the awaited type
   * of the last cell's value, with `"unawaited"` that type unchanged.
   */
  define(name: string, value: unknown, type?: "unawaited" | (string & {})): void;
  /** Whether a cell has declared this name. */
  declares(name: string): boolean;
  /** Starts the type checker before it is needed. */
  warmUp(): void;
  /** Removes all variables. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Options of `openSession`. */
export interface SessionOptions {
  /** The folder from which imports resolve and `tsconfig.json` is searched. Default: the working folder. */
  readonly cwd?: string;
  /**
   * Whether `process.exit` ends the process, as in a script. Default: false, it ends the cell, see {@link CellResult}.
   */
  readonly exits?: boolean;
  /** The absolute path of the script that is run; imports resolve from it, and `import.meta` describes it. */
  readonly file?: string;
  /** Whether types are checked. Default: true. */
  readonly check?: boolean;
  /** Loads the names that cells have without an import. Called when a cell first uses one. */
  readonly loadLibrary?: () => Promise<Readonly<Record<string, unknown>>>;
  /** The declaration file of those names (the library's `index.d.ts`), and which of its exports are available. */
  readonly library?: { readonly declarations: string; readonly names: readonly string[] };
  /** Reads names on the instance, for completion in strings. Default: no such completion. */
  readonly instanceNames?: NameSource;
}
