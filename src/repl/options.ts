import type { DisplayModel } from "../domain/display/display.js";
import type { Session } from "../engine/session/cell.js";

/** The instance that the prompt uses. */
export interface ReplInstance {
  /** Its name in the prompt: `local` or the host. */
  readonly label: string;
  readonly isLocal: boolean;
  /** Returns the address of its web pages; undefined if there are none, or not yet. */
  address?(): string | undefined;
  /** The login, and what else the banner shows, for example `my_username · team 8`. Needs no request. */
  readonly account?: string;
  /** Returns what `.instance` shows; may send requests. */
  describe?(): Promise<DisplayModel>;
}

/** Request counters, for `.time`. */
export interface CallCounts {
  readonly requests: number;
  readonly retries: number;
}

/** A writing chain that was never awaited. */
export interface Unawaited {
  /** Its steps, for example `team 8 › create job "lemons"`. */
  readonly label: string;
  /** The line that created it, for example `cell 3:1`. */
  readonly where?: string;
  /** Whether its earlier steps have written, as parts of other chains. */
  readonly isBegun?: boolean;
}

/** The terminal's input, for example `process.stdin`. */
export interface ReplInput extends NodeJS.ReadableStream {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
}

/** The terminal's output, for example `process.stdout`. */
export interface ReplOutput extends NodeJS.WritableStream {
  readonly columns?: number;
  readonly rows?: number;
  readonly isTTY?: boolean;
}

/** Options of `startRepl`. */
export interface ReplOptions {
  /** Opens the session; called after the prompt is shown. */
  readonly session: () => Promise<Session>;
  readonly instance: ReplInstance;
  readonly input: ReplInput;
  readonly output: ReplOutput;
  readonly version: string;
  /** File with one JSON line per entry, mode 0600; undefined keeps the history in memory. */
  readonly historyFile?: string;
  /** Tokens and passwords known so far, which are never written to a file. */
  readonly secrets?: () => readonly string[];
  readonly counts?: () => CallCounts | undefined;
  readonly unawaited?: () => Promise<readonly Unawaited[]>;
  /** The names that are available without an import. */
  readonly libraryNames?: readonly string[];
  /** Tasks to run while the user is idle: they load what will be needed soon. */
  readonly warmUp?: readonly (() => unknown)[];
  /** Shown before the first prompt instead of the banner; an empty string shows nothing. */
  readonly banner?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Opens an address in the user's browser. */
  readonly open?: (address: string) => Promise<boolean>;
}
