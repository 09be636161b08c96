/** The type checker's interface; `checker-lsp.ts` implements it with TypeScript's language server. */
import type { UserSettings } from "../modules/user-settings.js";
import type { ParsedCell } from "../pipeline/prepare.js";
import type { Completion, Diagnostic, Inspection, SignatureHelp } from "../session/cell.js";

/** Checks cells against earlier ones. Runs no user code. */
export interface Checker {
  /** Starts the checker before it is needed. */
  warmUp(): void;
  /**
   * Returns the errors in a cell, by the lines and columns of its text, and in `files`, the user's modules that it
   * imports.
   */
  check(code: string, cell: ParsedCell, files?: readonly string[]): Promise<readonly Diagnostic[]>;
  /** Adds the declarations of a cell that ran, except `lost`, names that got no value. */
  keep(cell: ParsedCell, lost: ReadonlySet<string>): void;
  /**
   * Gives a variable the type of the last kept cell's value, awaited unless `isAwaited` is false. Returns false if that
   * would slow down every later check.
   */
  nameValue(name: string, isAwaited?: boolean): boolean;
  complete(code: string, offset: number): Promise<Completion>;
  signature(code: string, offset: number): Promise<SignatureHelp | undefined>;
  inspect(code: string, offset: number): Promise<Inspection | undefined>;
  /** Applies changed settings to later requests. */
  configure(settings: UserSettings): Promise<void>;
  /** Removes all cells. */
  forget(): void;
  close(): Promise<void>;
}
