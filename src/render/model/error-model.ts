/** Converts errors to display models. */
import { inspect, stripVTControlCharacters } from "node:util";
import { type DisplayModel, display, type ErrorModel, isDisplayable } from "../../domain/display/display.js";
import type { ErrorLocation } from "../../domain/display/error-locations.js";
import { errorLocationsOf, locationText } from "../../domain/display/error-locations.js";
import { type InnerErrorsOptions, innerErrors } from "./inner-errors.js";
import { isReadableError, nameOf } from "./readable-error.js";

/** The place in the user's code. */
export type ErrorSource = NonNullable<ErrorModel["source"]>;

/**
 * Returns the whole model of an error that is shown as a value: its own if it has one, otherwise name, message, causes and
 * collected errors.
 */
export function errorModel(error: Error, source?: ErrorSource): ErrorModel {
  const base = { ...modelWithoutLocation(error, { isWhole: true }), isWhole: true };
  if (source !== undefined || base.source !== undefined) return withSource(base, source);
  // Reading the stack lets the engine record the place.
  void error.stack;
  return withFrames(base, errorLocationsOf(error), true);
}

function modelWithoutLocation(error: Error, options: InnerErrorsOptions): ErrorModel {
  const ownModel = isDisplayable(error) ? error[display]() : undefined;
  return ownModel?.kind === "error" ? ownModel : bareModel(error, options);
}

/** Adds a place to a model that has none. */
function withSource(base: ErrorModel, source: ErrorSource | undefined): ErrorModel {
  return source === undefined || base.source !== undefined ? base : { ...base, source };
}

const maxCalls = 4;

/** Adds the innermost line and its callers. */
function withFrames(base: ErrorModel, frames: readonly ErrorLocation[], isWhole = false): ErrorModel {
  const source = sourceOf(frames.find(({ text }) => text !== undefined) ?? frames[0]);
  const calls = frames.slice(1, isWhole ? undefined : 1 + maxCalls).map((frame) => `  from ${locationText(frame)}`);
  if (!isWhole && frames.length > calls.length + 1) calls.push(`  … ${frames.length - calls.length - 1} more calls`);
  const parts: DisplayModel[] = [...(base.parts ?? [])];
  if (calls.length > 0) parts.unshift({ kind: "text", text: calls.join("\n"), tone: "dim" });
  const withLocation = base.source === undefined ? withSource(base, source) : base;
  return parts.length === 0 ? withLocation : { ...withLocation, parts };
}

function bareModel(error: Error, options: InnerErrorsOptions): ErrorModel {
  const parts = [...properties(error, options.isWhole === true), ...innerErrors(error, options)];
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
function properties(error: Error, isWhole: boolean): DisplayModel[] {
  const isAssertion = "code" in error && error.code === "ERR_ASSERTION";
  const ownFields: Record<string, unknown> = {};
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(error))) {
    if (descriptor.enumerable !== true || !("value" in descriptor) || shownElsewhere.has(key)) continue;
    if (!(isAssertion && toldOfAssertions.has(key))) ownFields[key] = descriptor.value;
  }
  if (Object.keys(ownFields).length === 0) return [];
  const limits = isWhole ? { depth: 8, maxArrayLength: 1000 } : { depth: 3, maxArrayLength: 20 };
  return [{ kind: "text", text: inspect(ownFields, { breakLength: 80, ...limits }), tone: "code" }];
}

/** An error of a cell; see `CellError` of the engine. */
export interface CellErrorData {
  readonly phase: "parse" | "check" | "run";
  readonly name: string;
  readonly message: string;
  readonly hint?: string;
  readonly frames: readonly ErrorLocation[];
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

/**
 * Returns the model of a cell's error, with the user's line: that of the innermost frame or of the first diagnostic.
 *
 * @param code - the cell's text, for the lines of diagnostics
 * @param cell - the cell's name, if no frame contains it
 */
export function cellErrorModel(error: CellErrorData, code: string, cell: string): ErrorModel {
  return error.phase === "run" ? thrownModel(error) : findingsModel(error, code, cell);
}

function thrownModel(error: CellErrorData): ErrorModel {
  const { thrown, frames, hint } = error;
  const isError = isReadableError(thrown);
  const source = sourceOf(frames.find(({ text }) => text !== undefined) ?? frames[0]);
  const base: ErrorModel = isError
    ? withSource(modelWithoutLocation(thrown, { frames }), source)
    : { kind: "error", name: error.name, message: error.message };
  return { ...withFrames(base, frames), ...(hint === undefined ? {} : { hint }) };
}

function sourceOf(frame: ErrorLocation | undefined): ErrorSource | undefined {
  if (frame?.text === undefined) return undefined;
  const { cell: file, line, column, text, functionName } = frame;
  return { file, line, column, text, ...(functionName === undefined ? {} : { functionName }) };
}

function findingsModel(error: CellErrorData, code: string, cell: string): ErrorModel {
  const lines = code.split(/\r?\n/);
  const [first, ...rest] = error.diagnostics;
  const frame = first ?? error.frames[0];
  const base: ErrorModel = {
    kind: "error",
    name: error.name,
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  };
  if (frame === undefined) return base;
  const file = first?.source?.file ?? cell;
  const text = first?.source?.text ?? lines[frame.line - 1] ?? "";
  const source = { file, line: frame.line, column: frame.column, text };
  const others = rest.map((one) => `${one.source?.file ?? cell}:${one.line}:${one.column} ${one.message}`);
  const parts: DisplayModel[] = others.length === 0 ? [] : [{ kind: "text", text: others.join("\n"), tone: "dim" }];
  return { ...base, source, ...(parts.length === 0 ? {} : { parts }) };
}
