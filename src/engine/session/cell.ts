/**
 * A cell and what comes of it: all that front ends know of evaluation.
 *
 * What a cell means where JavaScript leaves it open: a name may be declared again by a later cell and takes its new type;
 * functions of all cells see what a name holds now, not what it held when they were made; a name whose new initialiser
 * throws stays what it was. What `using` names at the top of a cell is disposed of when the cell ends, and the name ends
 * with it. A name that shadows a global one is seen by cells alone. `this` at the top is undefined, code is strict.
 * Decorators are refused.
 */

import type { DisplayModel } from "../../domain/display/display.js";
import type { ErrorPlace } from "../../domain/display/error-places.js";
import type { HostContext } from "../../domain/display/host-context.js";

/** Where a cell's output goes. Called in the order in which the cell wrote. */
export interface OutputSink {
  write(stream: "stdout" | "stderr", text: string): void;
  /**
   * Takes a call of the stream's own `write` as it is: bytes, encoding, callback; answers as that would. Default: text is
   * given to {@link write}, bytes are decoded stream by stream.
   */
  pass?(stream: "stdout" | "stderr", parts: readonly unknown[]): boolean;
  /**
   * Shows a fault outside of the cell's own flow, as a rejection that nobody handles or a throw in a timer; it may come
   * after the cell's end. Default: a few lines written to stderr.
   */
  fault?(error: CellError, event: FaultEvent): void;
}

/** The event of the process by which a fault came: Node ends a program at either, unless it listens itself. */
export type FaultEvent = "uncaughtException" | "unhandledRejection";

/** How one cell is run. */
export interface EvaluateOptions {
  readonly sink: OutputSink;
  /** How errors name the cell, as `cell 3` or `setup.ts`. Default: `cell N`. */
  readonly name?: string;
  /** Whether types are checked before anything runs. Default: as the session was opened. */
  readonly check?: boolean;
  /**
   * Whether a promise, or a chain by the rules of the prompt, is awaited as the cell's value. Default true.
   * With false the value is given as it is.
   */
  readonly settle?: boolean;
  /** What the front end lends to the cell; the engine adds the signal. */
  readonly hostContext?: Omit<HostContext, "signal">;
}

/**
 * What the last statement is: nothing of value; a name or a path of names (`run`, `state.run`); something that calls its
 * way to a value; any other expression.
 */
export type CellForm = "none" | "name" | "call" | "other";

/** One thing that the checker says, in the cell's own lines (1-based) and columns (1-based, UTF-16 units). */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  /** TypeScript's number, as 2345. */
  readonly code: number;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** The module of the user's that it is about, and the line's text; absent where that is the cell. */
  readonly place?: { readonly file: string; readonly text: string };
}

/** One frame of the user's own code, in a cell or in a file. */
export type Frame = ErrorPlace;

/** A fault of the user's cell. `thrown` is what was thrown, as it is; it may be anything. */
export interface CellError {
  readonly phase: "parse" | "check" | "run";
  readonly name: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** Where, innermost first; none of our frames. */
  readonly frames: readonly Frame[];
  /** All findings of the checker or the parser, for those phases. */
  readonly diagnostics: readonly Diagnostic[];
  readonly thrown?: unknown;
}

/** What came of a cell; a fault of the user's is a result too. */
export type CellResult =
  /** `value` is boxed by the object around it: a thenable in it was not run unless settled. */
  | {
      readonly status: "ok";
      readonly value: unknown;
      readonly form: CellForm;
      /** The chain that ran to the value, or whose plan is shown. */
      readonly chain?: unknown;
      /** Shown in place of the value: the plan of a chain that was only named. */
      readonly shown?: DisplayModel;
      readonly warnings: readonly Diagnostic[];
    }
  | { readonly status: "error"; readonly error: CellError }
  | { readonly status: "interrupted" }
  /** The cell called `process.exit`. */
  | { readonly status: "exited"; readonly exitCode: number };

/** One name that may stand at the cursor. */
export interface CompletionItem {
  readonly text: string;
  /** As the language server says it: `method`, `property`, `string`, `keyword` … */
  readonly kind: string;
  readonly detail?: string;
}

/** What may stand between `start` and `end`, offsets in UTF-16 units of the code asked about. */
export interface Completion {
  readonly start: number;
  readonly end: number;
  readonly items: readonly CompletionItem[];
}

/** The call that the cursor is in. */
export interface SignatureHelp {
  /** As `waitFor(status: JobStatus, options?: WaitOptions): JobsChain`. */
  readonly label: string;
  readonly documentation?: string;
  /** The part of the label that the cursor's argument fills. */
  readonly parameter?: { readonly start: number; readonly end: number; readonly documentation?: string };
}

/** What a name is and what its docstring says, as markdown. */
export interface Inspection {
  readonly type: string;
  readonly documentation?: string;
}

/** Whether a text is a whole cell, wants more lines, or can never become one. */
export type Completeness =
  | { readonly status: "complete" }
  | { readonly status: "incomplete"; readonly indent: string }
  | { readonly status: "invalid" };

/** One evaluating session: there is one a process. It never throws for a fault of the user's. */
export interface Session {
  /** Whether a cell runs now. */
  readonly busy: boolean;
  /** What a worker gives to `requestInterrupt` of interrupt.ts to stop a cell while the main thread spins. */
  readonly interruptBuffer: SharedArrayBuffer;
  /** Where the running cell waits; undefined where it does not. */
  readonly waitsAt?: Frame | undefined;
  /** Cells are run one at a time, in the order in which they are given. */
  evaluate(code: string, options: EvaluateOptions): Promise<CellResult>;
  /** Stops what runs now; with `cell`, only if that evaluation (1-based count) is the one that runs. */
  interrupt(cell?: number): void;
  /** Runs no user code. */
  complete(code: string, offset: number): Promise<Completion>;
  /** Runs no user code. */
  signature(code: string, offset: number): Promise<SignatureHelp | undefined>;
  /** Runs no user code. */
  inspect(code: string, offset: number): Promise<Inspection | undefined>;
  /** Judged by the parser alone. */
  isComplete(code: string): Completeness;
  /**
   * Defines a name, for example `_`, that later cells can use for a value of the host. Its type is `type`; by default it is the
   * awaited type of the last cell's value, and with `"unawaited"` that type as it is.
   */
  define(name: string, value: unknown, type?: "unawaited" | (string & {})): void;
  /** Whether a cell of the user's has declared this name. */
  declares(name: string): boolean;
  /** Starts the checker before it is first needed. */
  warmUp(): void;
  /** Forgets every name. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** How a session is opened. */
export interface SessionOptions {
  /** Where imports resolve, and where `tsconfig.json` is looked for. Default: the working folder. */
  readonly cwd?: string;
  /** Whether `process.exit` ends the process at once, as in a script. Default false: it ends the cell, see {@link CellResult}. */
  readonly exits?: boolean;
  /** The script whose text is run, an absolute path: imports resolve from it, and `import.meta` is its own. */
  readonly file?: string;
  /** Default true. */
  readonly check?: boolean;
  /** Loads the names that every cell has without an import; called when a cell first uses one. */
  readonly loadWords?: () => Promise<Readonly<Record<string, unknown>>>;
  /** Where the types of those names are, and which of its exports are words: the library's own `index.d.ts`. */
  readonly words?: { readonly declarations: string; readonly names: readonly string[] };
}
