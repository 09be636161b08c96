/** Converts errors to display models. */
import { inspect, types } from "node:util";
import { type DisplayModel, display, type ErrorModel, isDisplayable } from "../../domain/display/display.js";
import type { ErrorPlace } from "../../domain/display/error-places.js";
import { errorPlacesOf } from "../../domain/display/error-places.js";

/** The place in the user's code. */
export type ErrorSource = NonNullable<ErrorModel["source"]>;

/** Returns the model of an error: its own if it has one, otherwise name, message, causes and collected errors. */
export function errorModel(error: Error, source?: ErrorSource): ErrorModel {
  const own = isDisplayable(error) ? error[display]() : undefined;
  const base = own?.kind === "error" ? own : bareModel(error);
  if (source !== undefined || base.source !== undefined)
    return base.source === undefined ? withSource(base, source) : base;
  // Reading the stack lets the engine record the place.
  void error.stack;
  return withFrames(base, errorPlacesOf(error));
}

function withSource(base: ErrorModel, source: ErrorSource | undefined): ErrorModel {
  return source === undefined ? base : { ...base, source };
}

/** Adds the innermost line and its callers. */
function withFrames(base: ErrorModel, frames: readonly FaultFrame[]): ErrorModel {
  const source = sourceOf(frames.find(({ text }) => text !== undefined) ?? frames[0]);
  const calls = frames.slice(1, 5).map(callLine);
  const parts: DisplayModel[] = [...(base.parts ?? [])];
  if (calls.length > 0) parts.unshift({ kind: "text", text: calls.join("\n"), tone: "dim" });
  const placed = base.source === undefined ? withSource(base, source) : base;
  return parts.length === 0 ? placed : { ...placed, parts };
}

function bareModel(error: Error): ErrorModel {
  const parts = [...properties(error), ...collected(error), ...causes(error)];
  const base: ErrorModel = {
    kind: "error",
    name: nameOf(error),
    message: String(error.message ?? ""),
    ...("code" in error && error.code === "ERR_ASSERTION" ? { isLong: true } : {}),
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
  const made: unknown = error.constructor?.name;
  // A subclass that does not set its name has the name `Error`.
  return name === "Error" && typeof made === "string" && made !== "" ? made : name;
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
  for (let cause = error.cause; cause !== undefined && !seen.has(cause) && lines.length < maxCollected; ) {
    seen.add(cause);
    lines.push(`caused by ${oneLine(cause)}`);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return lines.length === 0 ? [] : [{ kind: "text", text: lines.join("\n"), tone: "dim" }];
}

function oneLine(value: unknown): string {
  if (!(value instanceof Error)) return inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY });
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
    readonly place?: { readonly file: string; readonly text: string };
  }[];
  readonly thrown?: unknown;
}

type FaultFrame = ErrorPlace;

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
  const isError = !types.isProxy(thrown) && thrown instanceof Error;
  const source = sourceOf(frames.find(({ text }) => text !== undefined) ?? frames[0]);
  const base: ErrorModel =
    isError && source !== undefined
      ? errorModel(thrown, source)
      : { kind: "error", name: fault.name, message: fault.message, ...(isError ? bareModel(thrown) : {}) };
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
  const place = first ?? fault.frames[0];
  const base: ErrorModel = {
    kind: "error",
    name: fault.name,
    message: fault.message,
    ...(fault.hint === undefined ? {} : { hint: fault.hint }),
  };
  if (place === undefined) return base;
  const file = first?.place?.file ?? cell;
  const text = first?.place?.text ?? lines[place.line - 1] ?? "";
  const source = { file, line: place.line, column: place.column, text };
  const others = rest.map((one) => `${one.place?.file ?? cell}:${one.line}:${one.column} ${one.message}`);
  const parts: DisplayModel[] = others.length === 0 ? [] : [{ kind: "text", text: others.join("\n"), tone: "dim" }];
  return { ...base, source, ...(parts.length === 0 ? {} : { parts }) };
}
