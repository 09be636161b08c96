/** Converts errors of cells to data. */
import { inspect, stripVTControlCharacters, types } from "node:util";
import { recordErrorLocations } from "../../domain/display/error-locations.js";
import { hintForMember } from "../../domain/display/missing-members.js";
import type { Lines } from "../pipeline/positions.js";
import type { Rejection } from "../pipeline/prepare.js";
import type { CellError, Diagnostic, StackFrame } from "../session/cell.js";
import { hintForUndefined } from "./hints.js";
import { isPlainError } from "./plain-error.js";

/** Describes why a cell was rejected before it ran. */
export function rejectionError(phase: "parse" | "check", refusal: Rejection, cell: string, user: Lines): CellError {
  const { diagnostics, hint } = refusal;
  const first = diagnostics[0];
  const error: CellError = {
    phase,
    name: phase === "parse" ? "SyntaxError" : findingName(first),
    message: first?.message ?? "the cell cannot be read",
    frames: first === undefined ? [] : [frameOf(cell, first, user)],
    diagnostics,
  };
  return hint === undefined ? error : { ...error, hint };
}

/** Names an error of the checker by its TypeScript code. */
function findingName(finding: Diagnostic | undefined): string {
  return finding === undefined || finding.code === 0 ? "TypeScript" : `TS${finding.code}`;
}

function frameOf(cell: string, { line, column, source }: Diagnostic, user: Lines): StackFrame {
  if (source !== undefined) return { cell: source.file, line, column, text: source.text };
  const text = user.line(line);
  return text === undefined ? { cell, line, column } : { cell, line, column, text };
}

/** Converts a rejection to an Error with its name, hint, messages and place. */
export function errorOf({ name, message, hint, frames, diagnostics }: CellError): Error {
  const error = new Error(message);
  Object.defineProperty(error, "name", { value: name, configurable: true });
  const lines = frames.map(({ cell, line, column }) => `\n    at ${cell}:${line}:${column}`);
  error.stack = `${name}: ${message}${lines.join("")}`;
  recordErrorLocations(error, frames);
  return Object.assign(error, { diagnostics }, hint === undefined ? {} : { hint });
}

/** Describes what a cell threw. */
export function thrownError(thrown: unknown, frames: readonly StackFrame[]): CellError {
  const error: CellError = {
    phase: "run",
    name: nameOf(thrown),
    message: messageOf(thrown),
    frames,
    diagnostics: [],
    thrown,
  };
  const hint = hintOf(thrown) ?? hintForMessage(error);
  return hint === undefined ? error : { ...error, hint };
}

function hintForMessage({ name, message, frames }: CellError): string | undefined {
  if (name === "ReferenceError") return hintForUndefined(message, frames[0]?.text);
  return name === "TypeError" ? hintForMember(message, frames[0]?.text) : undefined;
}

function nameOf(thrown: unknown): string {
  if (!isPlainError(thrown)) return "Thrown";
  const name = read(() => thrown.name) || "Error";
  // A subclass that set no name of its own calls itself `Error`.
  return (name === "Error" && read(() => thrown.constructor.name)) || name;
}

function messageOf(thrown: unknown): string {
  if (isPlainError(thrown)) {
    const message = read(() => thrown.message);
    // Node colors the lines of an assertion where stderr is a terminal.
    return "code" in thrown && thrown.code === "ERR_ASSERTION" ? stripVTControlCharacters(message) : message;
  }
  if (typeof thrown === "object" && thrown !== null) {
    const json = types.isProxy(thrown) ? "" : read(() => JSON.stringify(thrown) ?? "");
    // Circular values have no JSON, and `{}` says nothing about an object without enumerable properties.
    return json === "" || json === "{}" ? read(() => inspect(thrown)) : json;
  }
  return read(() => (typeof thrown === "string" ? thrown : String(thrown)));
}

function hintOf(thrown: unknown): string | undefined {
  if (!isPlainError(thrown) || !("hint" in thrown)) return undefined;
  const { hint } = thrown;
  return typeof hint === "string" ? hint : undefined;
}

/** Converts a property to a string; returns "" if its getter throws. */
function read(get: () => unknown): string {
  try {
    return String(get());
  } catch {
    return "";
  }
}
