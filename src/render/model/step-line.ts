/** Lines of a run's trace. */
import type { ProgressModel } from "../../domain/display/display.js";
import type { ProgressEvent, StepEvent } from "../../domain/lazy.js";

/** Returns the line of a step that started or ended; an empty note is left out. */
export function stepLine({ label, state }: StepEvent, note: string): ProgressModel {
  const done = state === "done" ? 1 : 0;
  return withNote({ kind: "progress", label, done, state: state === "started" ? "running" : state }, note);
}

/** Returns the line of a step that reports its progress. */
export function progressLine({ label, done, total, note = "" }: ProgressEvent): ProgressModel {
  return withNote({ kind: "progress", label, done, total, state: "running" }, note);
}

function withNote(line: ProgressModel, note: string): ProgressModel {
  return note === "" ? line : { ...line, note };
}
