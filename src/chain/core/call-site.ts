/** Finds the line of the user's code that called a chain's method. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isOwnFile } from "../../base/own-frames.js";
import { hostContext } from "../../domain/display/host-context.js";

/** A place in the user's code, 1-based. */
export interface CallSite {
  /** A path, or the name of a cell, for example `cell 3`. */
  readonly file: string;
  /** Line in that file, 1-based. */
  readonly line: number;
  /** Column in that line, 1-based. */
  readonly column: number;
}

/** Formats a place, for example `cell 3:1:7`. */
export function siteText({ file, line, column }: CallSite): string {
  return `${file}:${line}:${column}`;
}

/** A captured stack. Capturing takes about 2 µs; V8 formats the text only when `stack` is first read. */
export interface CallMark {
  readonly stack?: string | undefined;
}

/** Captures the stack of the current call. */
export function markCall(): CallMark {
  const mark: CallMark = {};
  Error.captureStackTrace(mark, markCall);
  return mark;
}

// `at team (/me/a.ts:3:7)`, and `at async /me/a.ts:3:7`.
const inParentheses = /^\s*at .*? \((.+):(\d+):(\d+)\)$/;
const frameWithoutName = /^\s*at (?:async )?(.+):(\d+):(\d+)$/;

/** Returns the innermost frame of `mark` outside slylab and Node; undefined if there is none. */
export function readCall(mark: CallMark): CallSite | undefined {
  for (const line of (mark.stack ?? "").split("\n")) {
    const frame = inParentheses.exec(line) ?? frameWithoutName.exec(line);
    if (frame === null) continue;
    const file = frame[1]!;
    if (file.startsWith("node:") || isOwnFile(file)) continue;
    return { file: pathOf(file), line: Number(frame[2]), column: Number(frame[3]) };
  }
  return undefined;
}

/** Returns the source line at `site` from the host or the file; undefined if neither has it. */
export function sourceLine(site: CallSite): string | undefined {
  const fromHost = hostContext().sourceLine?.(site.file, site.line);
  if (fromHost !== undefined) return fromHost;
  try {
    return readFileSync(site.file, "utf8").split(/\r?\n/)[site.line - 1];
  } catch {
    // A cell, standard input, or a deleted file.
    return undefined;
  }
}

function pathOf(file: string): string {
  return file.startsWith("file:") ? fileURLToPath(file) : file;
}
