/** Stack frames in the user's files. */
import { readFileSync } from "node:fs";
import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import { isOwnFile } from "../../base/own-frames.js";
import { displayPath } from "../modules/display-path.js";
import { Lines } from "../pipeline/positions.js";
import type { StackFrame } from "../session/cell.js";

const keptTexts = 20;
const texts = new Map<string, Lines | undefined>();

/** Whether a file belongs to the user, not to Node, a package or this package. */
export function isUserFile(file: string): boolean {
  if (!file.startsWith("file:") && !isAbsolute(file)) return false;
  return !file.includes("/node_modules/") && !file.includes("\\node_modules\\") && !isOwnFile(file);
}

/** Returns the frame of a place in a file; undefined if the address is not a file. */
export function fileFrame(file: string, line: number, column: number): StackFrame | undefined {
  if (!file.startsWith("file:") && !isAbsolute(file)) return undefined;
  const path = file.startsWith("file:") ? fileURLToPath(file) : file;
  const text = textOf(path)?.line(line);
  const frame = { cell: displayPath(path), line, column };
  return text === undefined ? frame : { ...frame, text };
}

function textOf(path: string): Lines | undefined {
  if (texts.has(path)) return texts.get(path);
  let lines: Lines | undefined;
  try {
    lines = new Lines(readFileSync(path, "utf8"));
  } catch {
    lines = undefined;
  }
  texts.set(path, lines);
  const [oldest] = texts.keys();
  if (texts.size > keptTexts && oldest !== undefined) texts.delete(oldest);
  return lines;
}
