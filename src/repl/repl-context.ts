/** The state and services that the prompt's commands share. */
import { countText } from "../base/text/count-text.js";
import type { CellResult, Session } from "../engine/session/cell.js";
import type { Editor } from "./editor/editor.js";
import type { EntryOutcome, Runner } from "./evaluation.js";
import type { ReplOptions } from "./options.js";
import type { Results } from "./screen/results.js";
import type { Screen } from "./screen/screen.js";
import type { Transcript } from "./screen/transcript.js";

/** Options of {@link ReplContext.enter}. */
export interface EnterOptions {
  readonly isTimed?: boolean;
  /** Whether `.save` omits it. */
  readonly isPrivate?: boolean;
  /** The code including the entry that it continues; this is what is saved. */
  readonly fullCode?: string;
}

/** The state and services of the prompt. */
export interface ReplContext {
  readonly options: ReplOptions;
  readonly session: Session;
  readonly screen: Screen;
  readonly results: Results;
  readonly editor: Editor;
  readonly runner: Runner;
  readonly transcript: Transcript;
  readonly color: boolean;
  /** Whether the time of every entry is shown. */
  isTimed: boolean;
  /** The last entry that ran a chain. */
  lastChain: string | undefined;
  /** Variables that were passed as passwords; `.save` omits their values. */
  readonly secretNames: readonly string[];
  /**
   * Runs an entry as if it had been typed: shows its value and gives it a number. With `isPrivate`, `.save` omits it.
   */
  enter(code: string, options?: EnterOptions): Promise<CellResult["status"]>;
  /** Adds an entry to the history that was not typed at the prompt. */
  remember(code: string): void;
  /** The value of `_`. */
  readonly last: unknown;
}

/** Formats a run's duration and number of requests. */
export function timeLine({ ms, requests, retries }: EntryOutcome): string {
  const time = ms < 10 ? `${ms.toFixed(1)} ms` : ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
  const calls = requests === 0 ? "" : `, ${countText(requests, "request")}`;
  const again = retries === 0 ? "" : `, ${countText(retries, "retry", "retries")}`;
  return time + calls + again;
}
