/** Faults of a cell as data. */

import type { Lines } from "../pipeline/positions.js";
import type { Refusal } from "../pipeline/prepare.js";
import type { CellError, Frame } from "../session/cell.js";

/** The error of a cell that was refused before it ran. */
export function refusalError(phase: "parse" | "check", refusal: Refusal, cell: string, user: Lines): CellError {
  const { diagnostics, hint } = refusal;
  const first = diagnostics[0];
  const error: CellError = {
    phase,
    name: phase === "parse" ? "SyntaxError" : "TypeError",
    message: first?.message ?? "the cell cannot be read",
    frames: first === undefined ? [] : [frameOf(cell, first.line, first.column, user)],
    diagnostics,
  };
  return hint === undefined ? error : { ...error, hint };
}

function frameOf(cell: string, line: number, column: number, user: Lines): Frame {
  const text = user.line(line);
  return text === undefined ? { cell, line, column } : { cell, line, column, text };
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
  const hint = hintOf(thrown);
  return hint === undefined ? error : { ...error, hint };
}

function nameOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return "Thrown";
  return read(() => thrown.name) || "Error";
}

function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return read(() => thrown.message);
  if (typeof thrown === "object" && thrown !== null) {
    return read(() => JSON.stringify(thrown) ?? "an object");
  }
  return read(() => (typeof thrown === "string" ? thrown : String(thrown)));
}

function hintOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !("hint" in thrown)) return undefined;
  const { hint } = thrown;
  return typeof hint === "string" ? hint : undefined;
}

/** What was thrown may be anything, with getters that throw in their turn. */
function read(get: () => unknown): string {
  try {
    return String(get());
  } catch {
    return "";
  }
}
