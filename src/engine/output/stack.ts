/** Where errors happened, in the user's own lines: cells keep their texts here, and each stack that is read is mapped. */

import { types } from "node:util";
import { errorPlacesOf, recordErrorPlaces } from "../../domain/display/error-places.js";
import type { OffsetMap } from "../pipeline/edits.js";
import type { Lines } from "../pipeline/positions.js";
import type { Frame } from "../session/cell.js";
import type { ScriptText } from "../session/function-texts.js";
import { fileFrame, isUserFile } from "./user-files.js";
import { inUserNames, renameInError } from "./user-names.js";

/** A cell's text and the way to it from the script that ran. */
export interface CellSource {
  /** How the user knows the cell. */
  readonly name: string;
  readonly user: Lines;
  readonly script: Lines;
  readonly toUser: OffsetMap;
  readonly siteOffset: (site: number) => number;
  /** The text without types that the script was made of. */
  readonly javascript: string;
  readonly toJavaScript: OffsetMap;
}

const scheme = "slylab-cell:";
const ownFolder = /^.*\/(?:dist|src)\//.exec(import.meta.url)?.[0] ?? import.meta.url;
// Functions of old cells outlive this: their frames are then left out, which costs a line of a trace at most.
const keptSources = 500;

/** Maps stacks for the cells of a session, from {@link install} to {@link remove}. */
export class Stacks {
  readonly #sources = new Map<string, CellSource>();
  /** Modules whose text is not that of their file, by their address. */
  readonly #modules = new Map<string, CellSource>();
  /** Awaits that an error came through: V8 cannot see callers through the hooks of an await. */
  readonly #trails = new WeakMap<object, Frame[]>();
  #thrown: { readonly value: unknown; readonly frame: Frame } | undefined;
  #before: typeof Error.prepareStackTrace | undefined;

  /** The name under which V8 is to know the script of a cell. */
  fileName(cell: number): string {
    return `${scheme}${cell}`;
  }

  add(cell: number, source: CellSource): void {
    this.#sources.set(this.fileName(cell), source);
    if (this.#sources.size <= keptSources) return;
    for (const oldest of this.#sources.keys()) {
      this.#sources.delete(oldest);
      break;
    }
  }

  /** Remembers what a module's text was made of. */
  addModule(url: string, source: CellSource): void {
    this.#modules.set(url, source);
  }

  /** The scripts that are kept, the newest first. */
  scripts(): ScriptText[] {
    return [...this.#sources.values()].reverse().map((source) => ({ ...source, script: source.script.text }));
  }

  install(): void {
    this.#before = Error.prepareStackTrace;
    Error.prepareStackTrace = (error, sites) => this.#prepare(error, sites);
  }

  remove(): void {
    if (this.#before === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
    else Error.prepareStackTrace = this.#before;
    this.#sources.clear();
  }

  /** The place of an await, or of something thrown. */
  placeOf(source: CellSource, site: number): Frame {
    return frameAt(source, source.siteOffset(site));
  }

  /** Remembers where a value was thrown, since it may be anything and carry no stack. */
  noteThrow(value: unknown, source: CellSource, site: number): void {
    this.#thrown = { value, frame: frameAt(source, source.siteOffset(site)) };
  }

  /** Remembers that an error came through an await. */
  noteAwait(error: unknown, source: CellSource, site: number): void {
    if (typeof error !== "object" || error === null) return;
    const trail = this.#trails.get(error) ?? [];
    // An error that is awaited in a loop would make it longer without end.
    if (trail.length >= 20) return;
    trail.push(frameAt(source, source.siteOffset(site)));
    this.#trails.set(error, trail);
  }

  /** The user's own frames of an error, innermost first. */
  framesOf(error: unknown): readonly Frame[] {
    const thrown = this.#thrown !== undefined && this.#thrown.value === error ? [this.#thrown.frame] : [];
    if (typeof error !== "object" || error === null) return thrown;
    // Reading the stack makes V8 ask for it, if nobody has read it yet.
    if (!types.isProxy(error) && error instanceof Error) void error.stack;
    this.rename(error);
    const frames = [...errorPlacesOf(error)];
    if (error instanceof SyntaxError) frames.unshift(...this.#linkPlace(error));
    for (const frame of this.#trails.get(error) ?? []) {
      if (!frames.some((other) => isSamePlace(other, frame))) frames.push(frame);
    }
    return frames.length > 0 ? frames : thrown;
  }

  /** Puts the user's names in the place of generated ones in an error's message. */
  rename(error: unknown): void {
    renameInError(error, () => this.scripts());
  }

  /** Where modules do not fit together: Node writes the place before the stack, with a caret under the name. */
  #linkPlace({ stack }: Error): Frame[] {
    const match = /^(file:\S+):(\d+)\n[^\n]*\n( *)\^/.exec(String(stack));
    const place =
      match?.[1] === undefined ? undefined : this.locate(match[1], Number(match[2]), (match[3] ?? "").length + 1);
    return place === undefined ? [] : [place];
  }

  /** Whether code of a cell is what called. */
  isCellOnStack(): boolean {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 200;
    const here = new Error();
    Error.stackTraceLimit = limit;
    return this.framesOf(here).length > 0;
  }

  /** The place in the user's text that a line and column of a script came from. */
  locate(fileName: string, line: number, column: number): Frame | undefined {
    const source = this.#sources.get(fileName) ?? this.#modules.get(fileName);
    if (source === undefined) return fileFrame(fileName, line, column);
    return frameAt(source, source.toUser(source.script.offsetAt({ line, column })));
  }

  #prepare(error: Error, sites: NodeJS.CallSite[]): string {
    const lines: string[] = [];
    const frames: Frame[] = [];
    for (const site of sites) {
      const file = site.getFileName() ?? "";
      if (!file.startsWith(scheme) && !isUserFile(file)) {
        if (!file.startsWith(ownFolder) && file !== "node:vm") lines.push(String(site));
        continue;
      }
      const place = this.locate(file, site.getLineNumber() ?? 1, site.getColumnNumber() ?? 1);
      if (place === undefined) continue;
      const name = functionName(site);
      const frame = name === undefined ? place : { ...place, functionName: name };
      frames.push(frame);
      lines.push(describeFrame(frame));
      // What called the cell is the session, and below it the front end.
      if (site.getFunctionName() === "slylabCell") break;
    }
    recordErrorPlaces(error, frames);
    this.rename(error);
    return [describeError(error), ...lines.map((line) => `    at ${line}`)].join("\n");
  }
}

/** A frame as a line of a trace has it. */
export function describeFrame({ cell, line, column, functionName }: Frame): string {
  const place = `${cell}:${line}:${column}`;
  return functionName === undefined ? place : `${functionName} (${place})`;
}

function functionName(site: NodeJS.CallSite): string | undefined {
  const name = site.getFunctionName();
  if (name === null || name === "" || name === "slylabCell") return undefined;
  const own = inUserNames(name);
  if (site.isConstructor()) return `new ${own}`;
  return site.isAsync() ? `async ${own}` : own;
}

function describeError(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}

function isSamePlace(a: Frame, b: Frame): boolean {
  return a.cell === b.cell && a.line === b.line;
}

function frameAt(source: CellSource, offset: number): Frame {
  const { line, column } = source.user.positionAt(offset);
  const text = source.user.line(line);
  const frame = { cell: source.name, line, column };
  return text === undefined ? frame : { ...frame, text };
}
