import type { DisplayModel } from "../domain/display/display.js";
import type { Session } from "../engine/session/cell.js";

/** Where the cursor stands in a chain: the team and project that are written before it. Absent: those of the context. */
export interface NamePlace {
  readonly team?: string | number;
  readonly project?: string | number;
}

/** Names that the instance knows, for completion inside strings. Each is asked for at most once for a place. */
export interface NameSource {
  teams(place: NamePlace): Promise<readonly string[]>;
  projects(place: NamePlace): Promise<readonly string[]>;
  classes(place: NamePlace): Promise<readonly string[]>;
  tags(place: NamePlace): Promise<readonly string[]>;
  datasets(place: NamePlace): Promise<readonly string[]>;
  logins(place: NamePlace): Promise<readonly string[]>;
}

/** The instance that the prompt stands for. */
export interface ReplInstance {
  /** As the prompt names it: `local`, or the host. */
  readonly label: string;
  readonly isLocal: boolean;
  /** Where its pages are; undefined where there are none, or not yet. */
  address?(): string | undefined;
  /** The login it is used with and what else the banner says, for example `my_username · team 8`. Needs no request. */
  readonly account?: string;
  /** What `.instance` shows; may ask the server. */
  describe?(): Promise<DisplayModel>;
}

/** Counters that `.time` shows the growth of. */
export interface CallCounts {
  readonly requests: number;
  readonly retries: number;
}

/** A chain with writes that nobody awaited. */
export interface Unawaited {
  /** What it would have done, as `team 8 › create job "lemons"`. */
  readonly label: string;
  /** Where it was built, as `cell 3:1`. */
  readonly where?: string;
  /** Whether steps before its last one wrote, as parts of other chains. */
  readonly isBegun?: boolean;
}

/** The terminal's keyboard, as `process.stdin` is. */
export interface ReplInput extends NodeJS.ReadableStream {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
}

/** The terminal's screen, as `process.stdout` is. */
export interface ReplOutput extends NodeJS.WritableStream {
  readonly columns?: number;
  readonly rows?: number;
  readonly isTTY?: boolean;
}

/** What the prompt is opened with. */
export interface ReplOptions {
  /** Opens the session; called when the prompt is on the screen. */
  readonly session: () => Promise<Session>;
  readonly instance: ReplInstance;
  readonly input: ReplInput;
  readonly output: ReplOutput;
  readonly version: string;
  /** One JSON line an entry, mode 0600. Undefined keeps the history in memory alone. */
  readonly historyFile?: string;
  /** Values that are never written anywhere: tokens and passwords known so far. */
  readonly secrets?: () => readonly string[];
  readonly names?: NameSource;
  readonly counts?: () => CallCounts | undefined;
  readonly unawaited?: () => Promise<readonly Unawaited[]>;
  /** Words of the prompt that the help lists, each with its first sentence. */
  readonly words?: readonly string[];
  /** Run after the prompt is painted, in idle slices: what will be needed soon. */
  readonly warmUp?: readonly (() => unknown)[];
  /** Said before the first prompt in place of the banner. Empty says nothing. */
  readonly banner?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Opens an address in the user's browser. */
  readonly open?: (address: string) => Promise<boolean>;
}
