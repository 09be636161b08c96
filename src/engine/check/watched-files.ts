/** Tracks the user's modules for the checker: changes and errors. */
import { readFileSync } from "node:fs";
import { displayPath } from "../modules/display-path.js";
import { stampOf } from "../modules/source-module.js";
import type { UserSettings } from "../modules/user-settings.js";
import { withUserNames } from "../output/user-names.js";
import { Lines } from "../pipeline/positions.js";
import type { Diagnostic } from "../session/cell.js";
import type { LspDiagnostic } from "./lsp-shapes.js";

/** Remembers files by time and size. */
export class WatchedFiles {
  readonly #stamps = new Map<string, string>();
  /** Stamps with which a file, and the files checked with it, had no errors. */
  readonly #right = new Map<string, string>();

  /** Adds `files` and returns all watched files that changed since the last call. */
  takeChanged(files: readonly string[]): string[] {
    const changed: string[] = [];
    for (const [file, stamp] of this.#stamps) {
      const now = stampOf(file);
      if (now === stamp) continue;
      this.#stamps.set(file, now);
      changed.push(file);
    }
    for (const file of files) if (!this.#stamps.has(file)) this.#stamps.set(file, stampOf(file));
    if (changed.length > 0) this.#right.clear();
    return changed;
  }

  haveNoErrors(files: readonly string[]): boolean {
    return files.every((file) => this.#right.has(file) && this.#right.get(file) === this.#stamps.get(file));
  }

  noteNoErrors(files: readonly string[]): void {
    for (const file of files) this.#right.set(file, this.#stamps.get(file) ?? "");
  }
}

/** Whether a module is checked: TypeScript always, JavaScript if the settings enable `checkJs`. */
export function isChecked(file: string, settings: UserSettings | undefined): boolean {
  if (/\.[cm]?tsx?$/.test(file)) return !/\.d\.[cm]?ts$/.test(file);
  return settings?.options.checkJs === true && /\.[cm]?jsx?$/.test(file);
}

/** Converts the server's errors in a module. */
export function fileDiagnostics(file: string, items: readonly LspDiagnostic[]): Diagnostic[] {
  const errors = items.filter(({ severity }) => severity === 1);
  if (errors.length === 0) return [];
  const lines = new Lines(readFileSync(file, "utf8"));
  return errors.map(({ code, message, range: { start, end } }) => ({
    severity: "error",
    code,
    message: withUserNames(message.replace(/\.$/, "")),
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
    source: { file: displayPath(file), text: lines.line(start.line + 1) ?? "" },
  }));
}
