/** The user's own modules in the eyes of the checker: which were changed, and what is wrong with them. */
import { readFileSync } from "node:fs";
import { nameOfFile } from "../modules/file-name.js";
import { stampOf } from "../modules/source-module.js";
import type { UserSettings } from "../modules/user-settings.js";
import { inUserNames } from "../output/user-names.js";
import { Lines } from "../pipeline/positions.js";
import type { Diagnostic } from "../session/cell.js";
import type { LspDiagnostic } from "./lsp-shapes.js";

/** Remembers files by their time and size. */
export class WatchedFiles {
  readonly #stamps = new Map<string, string>();
  /** The stamps with which a file, and all that was asked about with it, had no errors. */
  readonly #right = new Map<string, string>();

  /** Watches `files` too; gives all watched ones that were changed since the last call. */
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

  areRight(files: readonly string[]): boolean {
    return files.every((file) => this.#right.has(file) && this.#right.get(file) === this.#stamps.get(file));
  }

  noteRight(files: readonly string[]): void {
    for (const file of files) this.#right.set(file, this.#stamps.get(file) ?? "");
  }
}

/** Whether a module is checked: TypeScript is, JavaScript where the settings ask for it. */
export function isChecked(file: string, settings: UserSettings | undefined): boolean {
  if (/\.[cm]?tsx?$/.test(file)) return !/\.d\.[cm]?ts$/.test(file);
  return settings?.options.checkJs === true && /\.[cm]?jsx?$/.test(file);
}

/** Findings in a module, each with its line. */
export function fileDiagnostics(file: string, items: readonly LspDiagnostic[]): Diagnostic[] {
  const errors = items.filter(({ severity }) => severity === 1);
  if (errors.length === 0) return [];
  const lines = new Lines(readFileSync(file, "utf8"));
  return errors.map(({ code, message, range: { start, end } }) => ({
    severity: "error",
    code,
    message: inUserNames(message.replace(/\.$/, "")),
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
    place: { file: nameOfFile(file), text: lines.line(start.line + 1) ?? "" },
  }));
}
