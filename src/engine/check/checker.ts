/** What the session asks of a type checker; `checker-lsp.ts` answers with TypeScript's own server. */

import type { ParsedCell } from "../pipeline/prepare.js";
import type { Completion, Diagnostic, Inspection, SignatureHelp } from "../session/cell.js";

/** Checks cells against those before them. Runs no user code. */
export interface Checker {
  /** Starts what takes time to start. */
  warmUp(): void;
  /**
   * What is wrong with a cell, in the lines and columns of its own text, and with the user's own modules `files`, which it
   * imports; empty where nothing is.
   */
  check(code: string, cell: ParsedCell, files?: readonly string[]): Promise<readonly Diagnostic[]>;
  /** Keeps what a cell that ran declared, for the cells after it, but for names that got no value. */
  keep(cell: ParsedCell, lost: ReadonlySet<string>): void;
  /** Gives a name the type of the last kept cell's value, awaited or as it is; false where that would make every later check slow. */
  nameValue(name: string, isAwaited?: boolean): boolean;
  complete(code: string, offset: number): Promise<Completion>;
  signature(code: string, offset: number): Promise<SignatureHelp | undefined>;
  inspect(code: string, offset: number): Promise<Inspection | undefined>;
  /** Forgets every cell. */
  forget(): void;
  close(): Promise<void>;
}
