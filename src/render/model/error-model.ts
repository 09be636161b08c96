/** Converts errors to display models. */

import { inspect, stripVTControlCharacters, types } from "node:util";
import { type DisplayModel, display, type ErrorModel, isDisplayable } from "../../domain/display/display.js";
import type { ErrorLocation } from "../../domain/display/error-locations.js";
import { errorLocationsOf } from "../../domain/display/error-locations.js";

/** The place in the user's code. */
export type ErrorSource = NonNullable<ErrorModel["source"]>;

/** Returns the model of an error: its own if it has one, otherwise name, message, causes and collected errors. */
export function errorModel(error: Error, source?: ErrorSource): ErrorModel {
  const base = modelWithoutLocation(error);
  if (source !== undefined || base.source !== undefined) return withSource(base, source);
  // Reading the stack lets the engine record the place.
  void error.stack;
  return withFrames(base, errorLocationsOf(error));
}

function modelWithoutLocation(error: Error): ErrorModel {
  const own = isDisplayable(error) ? error[display]() : undefined;
  return own?.kind === "error" ? own : bareModel(error);
}

/** Adds a place to a model that has none. */
function withSource(base: ErrorModel, source: ErrorSource | undefined): ErrorModel {
  return source === undefined || base.source !== undefined ? base : { ...base, source };
}

/** Adds the innermost line and its callers. */
function withFrames(base: ErrorModel, frames: readonly FaultFrame[]): ErrorModel {
  const source = sourceOf(frames.find(({ text }) => text !== undefined) ?? frames[0]);
  const calls = frames.slice(1, 5).map(callLine);
  const parts: DisplayModel[] = [...(base.parts ?? [])];
  if (calls.length > 0) parts.unshift({ kind: "text", text: calls.join("\n"), tone: "dim" });
  const withLocation = base.source === undefined ? withSource(base, source) : base;
  return parts.length === 0 ? withLocation : { ...withLocation, parts };
}

function bareModel(error: Error): ErrorModel {
  const parts = [...properties(error), ...collected(error), ...causes(error)];
  const message = String(error.message ?? "");
  const isAssertion = "code" in error && error.code === "ERR_ASSERTION";
  const base: ErrorModel = {
    kind: "error",
    name: nameOf(error),
    // Node colors the lines of an assertion where stderr is a terminal.
    message: isAssertion ? stripVTControlCharacters(message) : message,
    ...(isAssertion ? { isLong: true } : {}),
    ...("hint" in error && typeof error.hint === "string" ? { hint: error.hint } : {}),
  };
  return parts.length === 0 ? base : { ...base, parts };
}

/** Properties that are shown elsewhere or repeat the message. */
const shownElsewhere = new Set(["name", "message", "stack", "cause", "errors", "hint", "diagnostics"]);
const toldOfAssertions = new Set(["generatedMessage", "code", "actual", "expected", "operator", "diff"]);

/** Returns further properties that the user's code or Node set on the error. */
function properties(error: Error): DisplayModel[] {
  const isAssertion = "code" in error && error.code === "ERR_ASSERTION";
  const own: Record<string, unknown> = {};
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(error))) {
    if (descriptor.enumerable !== true || !("value" in descriptor) || shownElsewhere.has(key)) continue;
    if (!(isAssertion && toldOfAssertions.has(key))) own[key] = descriptor.value;
  }
  if (Object.keys(own).length === 0) return [];
  return [{ kind: "text", text: inspect(own, { depth: 3, breakLength: 80, maxArrayLength: 20 }), tone: "code" }];
}

function nameOf(error: Error): string {
  const name = typeof error.name === "string" && error.name !== "" ? error.name : "Error";
  const className: unknown = error.constructor?.name;
  // A subclass that does not set its name has the name `Error`.
  return name === "Error" && typeof className === "string" && className !== "" ? className : name;
}

const maxCollected = 6;

function collected(error: Error): DisplayModel[] {
  if (!("errors" in error) || !Array.isArray(error.errors)) return [];
  const lines = error.errors.slice(0, maxCollected).map((one: unknown) => `- ${oneLine(one)}`);
  const more = error.errors.length - lines.length;
  if (more > 0) lines.push(`… ${more} more`);
  return lines.length === 0 ? [] : [{ kind: "text", text: lines.join("\n") }];
}

function causes(error: Error): DisplayModel[] {
  const lines: string[] = [];
  const seen = new Set<unknown>([error]);
  let outer = error;
  for (let cause = error.cause; cause !== undefined && !seen.has(cause) && lines.length < maxCollected; ) {
    seen.add(cause);
    if (!repeats(cause, outer)) lines.push(`caused by ${oneLine(cause)}`);
    if (!isReadableError(cause)) break;
    outer = cause;
    cause = cause.cause;
  }
  return lines.length === 0 ? [] : [{ kind: "text", text: lines.join("\n"), tone: "dim" }];
}

/** Whether the message of `outer` already contains everything about its cause. */
function repeats(cause: unknown, outer: Error): boolean {
  if (!isReadableError(cause)) return typeof cause === "string" && cause !== "" && outer.message.includes(cause);
  const isNamed = nameOf(cause) !== "Error" && nameOf(cause) !== nameOf(outer) && !outer.message.includes(cause.name);
  return !isNamed && !("code" in cause) && cause.message !== "" && outer.message.includes(cause.message);
}

function oneLine(value: unknown): string {
  if (!isReadableError(value)) return inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY });
  const code = "code" in value && typeof value.code === "string" ? ` (${value.code})` : "";
  // Node's network errors for several addresses have a code but no message.
  return `${nameOf(value)}${value.message === "" ? "" : `: ${value.message}`}${value.message.includes(code.trim()) ? "" : code}`;
}

/** An error of a cell; see `CellError` of the engine. */
export interface CellErrorData {
  readonly phase: "parse" | "check" | "run";
  readonly name: string;
  readonly message: string;
  readonly hint?: string;
  readonly frames: readonly FaultFrame[];
  readonly diagnostics: readonly {
    readonly severity: "error" | "warning";
    readonly code: number;
    readonly message: string;
    readonly line: number;
    readonly column: number;
    /** The imported file and line that it is about; undefined if it is about the cell. */
    readonly source?: { readonly file: string; readonly text: string };
  }[];
  readonly thrown?: unknown;
}

type FaultFrame = ErrorLocation;

/**
 * Returns the model of a cell's error, with the user's line: that of the innermost frame or of the first diagnostic.
 *
 * @param code - the cell's text, for the lines of diagnostics
 * @param cell - the cell's name, if no frame contains it
 */
export function faultModel(fault: CellErrorData, code: string, cell: string): ErrorModel {
  return fault.phase === "run" ? thrownModel(fault) : findingsModel(fault, code, cell);
}

function thrownModel(fault: CellErrorData): ErrorModel {
  const { thrown, frames, hint } = fault;
  const isError = isReadableError(thrown);
  const source = sourceOf(frames.find(({ text }) => text !== undefined) ?? frames[0]);
  const base: ErrorModel = isError
    ? withSource(modelWithoutLocation(thrown), source)
    : { kind: "error", name: fault.name, message: fault.message };
  return { ...withFrames(base, frames), ...(hint === undefined ? {} : { hint }) };
}

function sourceOf(frame: FaultFrame | undefined): ErrorSource | undefined {
  if (frame?.text === undefined) return undefined;
  const { cell: file, line, column, text, functionName } = frame;
  return { file, line, column, text, ...(functionName === undefined ? {} : { functionName }) };
}

function callLine({ cell, line, column, functionName }: FaultFrame): string {
  return `  from ${cell}:${line}:${column}${functionName === undefined ? "" : ` (${functionName})`}`;
}

function findingsModel(fault: CellErrorData, code: string, cell: string): ErrorModel {
  const lines = code.split(/\r?\n/);
  const [first, ...rest] = fault.diagnostics;
  const frame = first ?? fault.frames[0];
  const base: ErrorModel = {
    kind: "error",
    name: fault.name,
    message: fault.message,
    ...(fault.hint === undefined ? {} : { hint: fault.hint }),
  };
  if (frame === undefined) return base;
  const file = first?.source?.file ?? cell;
  const text = first?.source?.text ?? lines[frame.line - 1] ?? "";
  const source = { file, line: frame.line, column: frame.column, text };
  const others = rest.map((one) => `${one.source?.file ?? cell}:${one.line}:${one.column} ${one.message}`);
  const parts: DisplayModel[] = others.length === 0 ? [] : [{ kind: "text", text: others.join("\n"), tone: "dim" }];
  return { ...base, source, ...(parts.length === 0 ? {} : { parts }) };
}

/** Whether `value` is an error whose properties can be read without running traps of a Proxy. */
export function isReadableError(value: unknown): value is Error {
  return !types.isProxy(value) && value instanceof Error;
}
