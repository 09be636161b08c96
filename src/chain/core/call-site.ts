/** Where the user's own code called a word of the chain. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ambient } from "../../domain/display/ambient.js";

/** A place in the user's code, 1-based. */
export interface CallSite {
  /** A path, or a cell's name as `cell 3`. */
  readonly file: string;
  /** Line in that file, 1-based. */
  readonly line: number;
  /** Column in that line, 1-based. */
  readonly column: number;
}

/** A stack that was captured and not read: about 2 µs. V8 makes its text at the first reading. */
export interface CallMark {
  readonly stack?: string | undefined;
}

/** Marks the present call. */
export function markCall(): CallMark {
  const mark: CallMark = {};
  Error.captureStackTrace(mark, markCall);
  return mark;
}

// `at team (/me/a.ts:3:7)`, and `at async /me/a.ts:3:7`.
const inParentheses = /^\s*at .*? \((.+):(\d+):(\d+)\)$/;
const bare = /^\s*at (?:async )?(.+):(\d+):(\d+)$/;

const ownFolder = new URL("..", import.meta.url).href;

/** The innermost frame of `mark` outside this folder and outside Node; undefined where there is none. */
export function readCall(mark: CallMark): CallSite | undefined {
  for (const line of (mark.stack ?? "").split("\n")) {
    const frame = inParentheses.exec(line) ?? bare.exec(line);
    if (frame === null) continue;
    const file = frame[1]!;
    if (file.startsWith("node:") || isOwn(file)) continue;
    return { file: pathOf(file), line: Number(frame[2]), column: Number(frame[3]) };
  }
  return undefined;
}

/** The text of the line at `site`, where a host lends it or a file has it. */
export function sourceLine(site: CallSite): string | undefined {
  const lent = ambient().sourceLine?.(site.file, site.line);
  if (lent !== undefined) return lent;
  try {
    return readFileSync(site.file, "utf8").split(/\r?\n/)[site.line - 1];
  } catch {
    // A cell, standard input, or a file that is gone: the place alone must do.
    return undefined;
  }
}

function isOwn(file: string): boolean {
  return file.startsWith(ownFolder) || file.startsWith(fileURLToPath(ownFolder));
}

function pathOf(file: string): string {
  return file.startsWith("file:") ? fileURLToPath(file) : file;
}
