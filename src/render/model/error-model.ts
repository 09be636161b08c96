/** Errors and faults of cells → the model that tells people. */
import { inspect, types } from "node:util";
import { type DisplayModel, display, type ErrorModel, isDisplayable } from "../../domain/display/display.js";
import type { ErrorPlace } from "../../domain/display/error-places.js";
import { errorPlacesOf } from "../../domain/display/error-places.js";

/** Where in the user's own code. */
export type ErrorSource = NonNullable<ErrorModel["source"]>;

/** The model of an error: its own where it has one; else name, message, causes and collected errors. */
export function errorModel(error: Error, source?: ErrorSource): ErrorModel {
  const own = isDisplayable(error) ? error[display]() : undefined;
  const base = own?.kind === "error" ? own : bareModel(error);
  if (source !== undefined || base.source !== undefined)
    return base.source === undefined ? withSource(base, source) : base;
  // An error that nobody threw here: what ran the code knows the place, once the stack was asked for.
  void error.stack;
  return withFrames(base, errorPlacesOf(error));
}

function withSource(base: ErrorModel, source: ErrorSource | undefined): ErrorModel {
  return source === undefined ? base : { ...base, source };
}

/** Adds the innermost line, and who called. */
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

/** Properties that are told elsewhere, or say what the message says already. */
const told = new Set(["name", "message", "stack", "cause", "errors", "hint", "diagnostics"]);
const toldOfAssertions = new Set(["generatedMessage", "code", "actual", "expected", "operator", "diff"]);

/** What the user's code, or Node, put on the error beside its message. */
function properties(error: Error): DisplayModel[] {
  const isAssertion = "code" in error && error.code === "ERR_ASSERTION";
  const own: Record<string, unknown> = {};
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(error))) {
    if (descriptor.enumerable !== true || !("value" in descriptor) || told.has(key)) continue;
    if (!(isAssertion && toldOfAssertions.has(key))) own[key] = descriptor.value;
  }
  if (Object.keys(own).length === 0) return [];
  return [{ kind: "text", text: inspect(own, { depth: 3, breakLength: 80, maxArrayLength: 20 }), tone: "code" }];
}

function nameOf(error: Error): string {
  const name = typeof error.name === "string" && error.name !== "" ? error.name : "Error";
  const made: unknown = error.constructor?.name;
  // A subclass that set no name of its own calls itself `Error`.
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
  // Node's network errors of several addresses have a code and no message.
  return `${nameOf(value)}${value.message === "" ? "" : `: ${value.message}`}${value.message.includes(code.trim()) ? "" : code}`;
}

/** A fault of a cell, as the engine tells it; see `CellError` there. */
export interface CellFault {
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
    /** The module of the user's that it is about, and the line's text; absent where that is the cell. */
    readonly place?: { readonly file: string; readonly text: string };
  }[];
  readonly thrown?: unknown;
}

type FaultFrame = ErrorPlace;

/**
 * The model of a cell's fault, with the user's own line: of the innermost frame, or of the first finding.
 *
 * @param code - the cell's text, for the lines of findings
 * @param cell - how the cell is named, where a finding is shown and no frame names it
 */
export function faultModel(fault: CellFault, code: string, cell: string): ErrorModel {
  return fault.phase === "run" ? thrownModel(fault) : findingsModel(fault, code, cell);
}

function thrownModel(fault: CellFault): ErrorModel {
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

function findingsModel(fault: CellFault, code: string, cell: string): ErrorModel {
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
