/** Faults of a cell as data. */

import { inspect, types } from "node:util";
import { recordErrorPlaces } from "../../domain/display/error-places.js";
import type { Lines } from "../pipeline/positions.js";
import type { Refusal } from "../pipeline/prepare.js";
import type { CellError, Diagnostic, Frame } from "../session/cell.js";
import { adviceForName } from "./advice.js";

/** The error of a cell that was refused before it ran. */
export function refusalError(phase: "parse" | "check", refusal: Refusal, cell: string, user: Lines): CellError {
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

/** A finding of the checker is no error that JavaScript knows: it goes by TypeScript's number. */
function findingName(finding: Diagnostic | undefined): string {
  return finding === undefined || finding.code === 0 ? "TypeScript" : `TS${finding.code}`;
}

function frameOf(cell: string, { line, column, place }: Diagnostic, user: Lines): Frame {
  if (place !== undefined) return { cell: place.file, line, column, text: place.text };
  const text = user.line(line);
  return text === undefined ? { cell, line, column } : { cell, line, column, text };
}

/** A refusal as an error that shows all of it: name, hint, findings and where. */
export function errorOf({ name, message, hint, frames, diagnostics }: CellError): Error {
  const error = new Error(message);
  Object.defineProperty(error, "name", { value: name, configurable: true });
  const places = frames.map(({ cell, line, column }) => `\n    at ${cell}:${line}:${column}`);
  error.stack = `${name}: ${message}${places.join("")}`;
  recordErrorPlaces(error, frames);
  return Object.assign(error, { diagnostics }, hint === undefined ? {} : { hint });
}

/** The error of a cell that threw. */
export function thrownError(thrown: unknown, frames: readonly Frame[]): CellError {
  const error: CellError = {
    phase: "run",
    name: nameOf(thrown),
    message: messageOf(thrown),
    frames,
    diagnostics: [],
    thrown,
  };
  const hint = hintOf(thrown) ?? (error.name === "ReferenceError" ? adviceForName(error.message) : undefined);
  return hint === undefined ? error : { ...error, hint };
}

function nameOf(thrown: unknown): string {
  if (!isError(thrown)) return "Thrown";
  return read(() => thrown.name) || "Error";
}

function messageOf(thrown: unknown): string {
  if (isError(thrown)) return read(() => thrown.message);
  if (typeof thrown === "object" && thrown !== null) {
    const json = types.isProxy(thrown) ? "" : read(() => JSON.stringify(thrown) ?? "");
    // What holds itself has no JSON; what has no properties of its own says nothing by it.
    return json === "" || json === "{}" ? read(() => inspect(thrown)) : json;
  }
  return read(() => (typeof thrown === "string" ? thrown : String(thrown)));
}

function hintOf(thrown: unknown): string | undefined {
  if (!isError(thrown) || !("hint" in thrown)) return undefined;
  const { hint } = thrown;
  return typeof hint === "string" ? hint : undefined;
}

/** An error that may be asked for its properties: a proxy's traps are the user's code. */
function isError(thrown: unknown): thrown is Error {
  return !types.isProxy(thrown) && thrown instanceof Error;
}

/** What was thrown may be anything, with getters that throw in their turn. */
function read(get: () => unknown): string {
  try {
    return String(get());
  } catch {
    return "";
  }
}
