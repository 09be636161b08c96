/** Frames in files of the user's own: modules that cells import, by the address that Node knows them by. */
import { readFileSync } from "node:fs";
import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import { nameOfFile } from "../modules/file-name.js";
import { Lines } from "../pipeline/positions.js";
import type { Frame } from "../session/cell.js";

const ownFolder = /^.*\/(?:dist|src)\//.exec(import.meta.url)?.[0] ?? import.meta.url;
const keptTexts = 20;
const texts = new Map<string, Lines | undefined>();

/** Whether a frame's file is the user's: neither Node's, nor a package's, nor ours. */
export function isUserFile(file: string): boolean {
  if (!file.startsWith("file:") && !isAbsolute(file)) return false;
  return !file.includes("/node_modules/") && !file.includes("\\node_modules\\") && !isOwn(file);
}

function isOwn(file: string): boolean {
  return file.startsWith("file:") ? file.startsWith(ownFolder) : file.startsWith(fileURLToPath(ownFolder));
}

/** A place in a file that runs as it is on disk; undefined where the address is no file's. */
export function fileFrame(file: string, line: number, column: number): Frame | undefined {
  if (!file.startsWith("file:") && !isAbsolute(file)) return undefined;
  const path = file.startsWith("file:") ? fileURLToPath(file) : file;
  const text = textOf(path)?.line(line);
  const frame = { cell: nameOfFile(path), line, column };
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

/** Forgets the texts of files: they may have been changed. */
export function forgetFileTexts(): void {
  texts.clear();
}
