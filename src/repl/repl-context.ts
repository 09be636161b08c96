/** The state and services that the prompt's commands share. */
import type { CellResult, Session } from "../engine/session/cell.js";
import type { Editor } from "./editor/editor.js";
import type { Ran, Runner } from "./evaluation.js";
import type { ReplOptions } from "./options.js";
import type { Results } from "./screen/results.js";
import type { Screen } from "./screen/screen.js";
import type { Transcript } from "./screen/transcript.js";

/** How an entry is run. */
export interface EnterOptions {
  readonly isTimed?: boolean;
  /** Whether it stays out of what `.save` writes. */
  readonly isPrivate?: boolean;
  /** The code together with the entry that it goes on with: what is kept of both. */
  readonly whole?: string;
}

/** What a command may do something with. */
export interface ReplContext {
  readonly options: ReplOptions;
  readonly session: Session;
  readonly screen: Screen;
  readonly results: Results;
  readonly editor: Editor;
  readonly runner: Runner;
  readonly transcript: Transcript;
  readonly color: boolean;
  /** Whether the time of each entry is printed. */
  isTimed: boolean;
  /** The last entry that ran a chain. */
  lastChain: string | undefined;
  /** Variables that were given to a password option: `.save` leaves out what they hold. */
  readonly secretNames: readonly string[];
  /**
   * Runs an entry as if it had been typed: shows what it came to, gives it its number. `isPrivate` keeps it out of what
   * `.save` writes.
   */
  enter(code: string, options?: EnterOptions): Promise<CellResult["status"]>;
  /** Adds to the history what was not typed at the prompt itself. */
  remember(code: string): void;
  /** What `_` is. */
  readonly last: unknown;
}

/** How long a run took, and what it asked of the server. */
export function timeLine({ ms, requests, retries }: Ran): string {
  const time = ms < 10 ? `${ms.toFixed(1)} ms` : ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
  const calls = requests === 0 ? "" : `, ${requests} ${requests === 1 ? "request" : "requests"}`;
  const again = retries === 0 ? "" : `, ${retries} ${retries === 1 ? "retry" : "retries"}`;
  return time + calls + again;
}
