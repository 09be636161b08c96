/** Converts any value to its display model. */
import { inspect, types } from "node:util";
import { type DisplayModel, display, isDisplayable, type TextModel } from "../../domain/display/display.js";
import { tableOf } from "../../domain/display/record-display.js";
import { isLazy, lazy } from "../../domain/lazy.js";
import { errorModel } from "./error-model.js";
import { isDisplayModel } from "./model-shape.js";
import { isPlainObject, objectRecord, objectTable, recordClassOf } from "./plain-model.js";
import { isReadableError } from "./readable-error.js";

/**
 * Returns the model of `value`: its own if it has one (a chain: its description); a table for an array of similar
 * records or objects; a record for a plain object; an error model for an error; otherwise text as in Node's REPL. Runs
 * no chain, no promise, and no getter of a plain object.
 */
export function modelOf(value: unknown): DisplayModel {
  try {
    // Node inspects a proxy's target; everything else would run its traps.
    if (types.isProxy(value)) return inspected(value);
    return ownModel(value) ?? plainModel(value) ?? inspected(value);
  } catch (reason) {
    // A proxy's trap or a display or inspect method of the user threw.
    const message = reason instanceof Error ? reason.message : String(reason);
    return { kind: "text", text: `a value that cannot be shown: ${message}`, tone: "dim" };
  }
}

function ownModel(value: unknown): DisplayModel | undefined {
  if (isLazy(value)) return value[lazy].describe();
  if (!isDisplayable(value)) return undefined;
  const model = value[display]();
  // An error that is the shown value, not what ended the cell, is shown with all its lines.
  return model.kind === "error" ? { ...model, isWhole: true } : model;
}

function plainModel(value: unknown): DisplayModel | undefined {
  if (isReadableError(value)) return errorModel(value);
  if (Array.isArray(value)) return listModel(value);
  if (value instanceof Set) return listModel([...value]);
  if (value instanceof Map) return mapModel(value);
  if (!isPlainObject(value)) return undefined;
  return isDisplayModel(value) ? value : objectRecord(value);
}

function listModel(values: readonly unknown[]): DisplayModel | undefined {
  if (values.length === 0) return undefined;
  const recordClass = recordClassOf(values);
  return recordClass === undefined ? objectTable(values) : tableOf(recordClass, values);
}

function mapModel(values: ReadonlyMap<unknown, unknown>): DisplayModel | undefined {
  if (values.size === 0) return undefined;
  return objectTable(Array.from(values, ([key, value]) => ({ key, value })));
}

/** Returns the text of a value as in Node's REPL. */
export function inspected(value: unknown): TextModel {
  return { kind: "text", text: inspect(value, { depth: 4, breakLength: 80 }), tone: "code" };
}
