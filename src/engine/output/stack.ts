/** Maps stack traces to the user's own lines. */
import { types } from "node:util";
import { isOwnFile } from "../../base/own-frames.js";
import { errorLocationsOf, recordErrorLocations } from "../../domain/display/error-locations.js";
import type { OffsetMap } from "../pipeline/edits.js";
import type { Lines } from "../pipeline/positions.js";
import type { StackFrame } from "../session/cell.js";
import type { ScriptText } from "../session/function-texts.js";
import { scriptScheme } from "./output.js";
import { isPlainError } from "./plain-error.js";
import { fileFrame, isUserFile } from "./user-files.js";
import { restoreNamesInError, withUserNames } from "./user-names.js";

/** A cell's text and the mapping from the script that ran. */
export interface CellSource {
  /** The cell's name in errors. */
  readonly name: string;
  readonly user: Lines;
  readonly script: Lines;
  readonly toUser: OffsetMap;
  readonly siteOffset: (siteId: number) => number;
  /** The text without types that the script was generated from. */
  readonly javascript: string;
  readonly toJavaScript: OffsetMap;
}

// Functions of older cells lose their frames in traces.
const keptSources = 500;

/** Maps stacks for the cells of a session, from {@link install} to {@link remove}. */
export class Stacks {
  readonly #sources = new Map<string, CellSource>();
  /** Modules whose text differs from their file, by URL. */
  readonly #modules = new Map<string, CellSource>();
  /** Awaits that an error passed through; V8 cannot see callers across the hooks of an await. */
  readonly #awaitsOf = new WeakMap<object, StackFrame[]>();
  /** Frames of the throws of objects without a stack. */
  readonly #throwPlaces = new WeakMap<object, StackFrame>();
  /** The frame of the last thrown primitive value. */
  #lastPrimitiveThrow: { readonly value: unknown; readonly frame: StackFrame } | undefined;
  #original: typeof Error.prepareStackTrace | undefined;

  /** Returns the file name of a cell's script for V8. */
  fileName(cell: number): string {
    return `${scriptScheme}${cell}`;
  }

  add(cell: number, source: CellSource): void {
    this.#sources.set(this.fileName(cell), source);
    if (this.#sources.size <= keptSources) return;
    for (const oldest of this.#sources.keys()) {
      this.#sources.delete(oldest);
      break;
    }
  }

  /** Registers the source of a module. */
  addModule(url: string, source: CellSource): void {
    this.#modules.set(url, source);
  }

  /** Returns the registered scripts, newest first. */
  scripts(): ScriptText[] {
    return [...this.#sources.values()].reverse().map((source) => ({ ...source, script: source.script.text }));
  }

  install(): void {
    this.#original = Error.prepareStackTrace;
    Error.prepareStackTrace = (error, sites) => this.#prepare(error, sites);
  }

  remove(): void {
    if (this.#original === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
    else Error.prepareStackTrace = this.#original;
    this.#sources.clear();
  }

  /** Returns the frame of an await or throw; `siteId` is its index in the cell's script. */
  frameOfSite(source: CellSource, siteId: number): StackFrame {
    return frameAt(source, source.siteOffset(siteId));
  }

  /** Records where a value was thrown, since any value can be thrown and only errors have a stack. */
  recordThrow(value: unknown, source: CellSource, siteId: number): void {
    const frame = frameAt(source, source.siteOffset(siteId));
    if (!isObjectOrFunction(value)) {
      this.#lastPrimitiveThrow = { value, frame };
      return;
    }
    this.#throwPlaces.set(value, frame);
    // It may be thrown a second time.
    this.#awaitsOf.delete(value);
  }

  /** Forgets the last thrown primitive: a later cell may get an equal one from elsewhere. */
  forgetThrow(): void {
    this.#lastPrimitiveThrow = undefined;
  }

  /** Records that an error passed through an await. */
  recordAwait(error: unknown, source: CellSource, siteId: number): void {
    if (!isObjectOrFunction(error)) {
      if (this.#lastPrimitiveThrow === undefined || this.#lastPrimitiveThrow.value !== error)
        this.recordThrow(error, source, siteId);
      return;
    }
    const awaits = this.#awaitsOf.get(error) ?? [];
    // An error that is awaited again and again would collect places without end.
    if (awaits.length >= 20) return;
    awaits.push(frameAt(source, source.siteOffset(siteId)));
    this.#awaitsOf.set(error, awaits);
  }

  /** Returns the user's frames of an error, innermost first. */
  framesOf(error: unknown): readonly StackFrame[] {
    if (!isObjectOrFunction(error)) {
      return this.#lastPrimitiveThrow !== undefined && this.#lastPrimitiveThrow.value === error
        ? [this.#lastPrimitiveThrow.frame]
        : [];
    }
    // V8 formats a stack when it is first read.
    if (!types.isProxy(error) && error instanceof Error) void error.stack;
    this.rename(error);
    const thrown = this.#throwPlaces.get(error);
    const frames = thrown === undefined ? [...errorLocationsOf(error)] : [thrown];
    if (isPlainError(error) && error instanceof SyntaxError) frames.unshift(...this.#importErrorFrame(error));
    for (const frame of this.#awaitsOf.get(error) ?? []) {
      if (!frames.some((other) => isSameLine(other, frame))) frames.push(frame);
    }
    return frames;
  }

  /** Replaces generated names in an error's message by the user's. */
  rename(error: unknown): void {
    restoreNamesInError(error, () => this.scripts());
  }

  /** Returns the frame of a failed import of a name, which Node writes before the stack, with a caret below the name. */
  #importErrorFrame({ stack }: Error): StackFrame[] {
    const match = /^(file:\S+):(\d+)\n[^\n]*\n( *)\^/.exec(String(stack));
    const frame =
      match?.[1] === undefined ? undefined : this.locate(match[1], Number(match[2]), (match[3] ?? "").length + 1);
    return frame === undefined ? [] : [frame];
  }

  /** Replaces V8's script names by cell, line and column: `node:test` prints those names as the places of tests. */
  withUserPlaces(text: string): string {
    return text.replace(/slylab-cell:\d+(?::(\d+):(\d+))?/g, (place, line?: string, column?: string) => {
      const source = this.#sources.get(/^[^:]*:\d+/.exec(place)?.[0] ?? "");
      if (source === undefined) return place;
      if (line === undefined) return source.name;
      const frame = frameAt(
        source,
        source.toUser(source.script.offsetAt({ line: Number(line), column: Number(column) })),
      );
      return `${source.name}:${frame.line}:${frame.column}`;
    });
  }

  /** Whether a cell's code is on the call stack. */
  isCellOnStack(): boolean {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 200;
    const here = new Error();
    Error.stackTraceLimit = limit;
    return this.framesOf(here).length > 0;
  }

  /** Maps a line and column of a script to the user's text. */
  locate(fileName: string, line: number, column: number): StackFrame | undefined {
    const source = this.#sources.get(fileName) ?? this.#modules.get(fileName);
    if (source === undefined) return fileFrame(fileName, line, column);
    return frameAt(source, source.toUser(source.script.offsetAt({ line, column })));
  }

  #prepare(error: Error, sites: NodeJS.CallSite[]): string {
    const lines: string[] = [];
    const frames: StackFrame[] = [];
    for (const site of sites) {
      const file = site.getFileName() ?? "";
      if (!file.startsWith(scriptScheme) && !isUserFile(file)) {
        if (!isOwnFile(file) && file !== "node:vm") lines.push(String(site));
        continue;
      }
      const location = this.locate(file, site.getLineNumber() ?? 1, site.getColumnNumber() ?? 1);
      if (location === undefined) continue;
      const name = functionName(site);
      const frame = name === undefined ? location : { ...location, functionName: name };
      frames.push(frame);
      lines.push(describeFrame(frame));
      // The callers of a cell are the session and the front end.
      if (site.getFunctionName() === "slylabCell") break;
    }
    recordErrorLocations(error, frames);
    this.rename(error);
    return [describeError(error), ...lines.map((line) => `    at ${line}`)].join("\n");
  }
}

/** Formats a frame as in a stack trace. */
export function describeFrame({ cell, line, column, functionName }: StackFrame): string {
  const location = `${cell}:${line}:${column}`;
  return functionName === undefined ? location : `${functionName} (${location})`;
}

function functionName(site: NodeJS.CallSite): string | undefined {
  const name = site.getFunctionName();
  if (name === null || name === "" || name === "slylabCell") return undefined;
  const userName = withUserNames(name);
  if (site.isConstructor()) return `new ${userName}`;
  return site.isAsync() ? `async ${userName}` : userName;
}

function describeError(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}

function isObjectOrFunction(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function isSameLine(a: StackFrame, b: StackFrame): boolean {
  return a.cell === b.cell && a.line === b.line;
}

function frameAt(source: CellSource, offset: number): StackFrame {
  const { line, column } = source.user.positionAt(offset);
  const text = source.user.line(line);
  const frame = { cell: source.name, line, column };
  return text === undefined ? frame : { ...frame, text };
}
