/** Tables and records of the user's plain objects. */
import { inspect, types } from "node:util";
import type { Cell, CellKind, RecordModel, TableModel } from "../../domain/display/display.js";
import { isDisplayable } from "../../domain/display/display.js";
import type { RecordClass } from "../../domain/display/record-display.js";
import { isJobStatus } from "../../domain/records/job-status.js";
import { isHexColor } from "../terminal/color.js";

/** Whether a value is an object literal or parsed JSON. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return false;
  if (Symbol.toStringTag in value) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // A cell's literals may come from another realm with its own Object.prototype.
  return prototype === null || (typeof prototype === "object" && Object.getPrototypeOf(prototype) === null);
}

/** Returns the record class of `values` if all of them are instances of the same one. */
export function recordClassOf(values: readonly unknown[]): RecordClass<unknown> | undefined {
  const [first] = values;
  if (values.some((value) => types.isProxy(value)) || !isDisplayable(first)) return undefined;
  const constructorOf: unknown = Object.getPrototypeOf(first)?.constructor;
  return isRecordClass(constructorOf) && values.every((value) => value instanceof constructorOf)
    ? constructorOf
    : undefined;
}

function isRecordClass(constructorOf: unknown): constructorOf is RecordClass<unknown> & (new () => unknown) {
  return (
    typeof constructorOf === "function" &&
    "columns" in constructorOf &&
    Array.isArray(constructorOf.columns) &&
    constructorOf.columns.length > 0 &&
    constructorOf.columns.every((column) => typeof column?.value === "function")
  );
}

// With more keys, they are probably data rather than column names.
const maxColumns = 200;
// Longer nested values are shown as text instead of a cell.
const maxNested = 60;

/** Returns the table of `values`, with one column per key, if they are plain objects with mostly the same keys. */
export function objectTable(values: readonly unknown[]): TableModel | undefined {
  const rows: Record<string, unknown>[] = [];
  const keys = new Set<string>();
  let filled = 0;
  for (const value of values) {
    if (!isPlainObject(value)) return undefined;
    const names = Object.keys(value);
    if (names.length === 0 || hasGetter(value)) return undefined;
    filled += names.length;
    for (const name of names) keys.add(name);
    if (keys.size > maxColumns) return undefined;
    rows.push(value);
  }
  if (filled < (keys.size * rows.length) / 2) return undefined;
  return {
    kind: "table",
    columns: Array.from(keys, (key) => ({ title: key, kind: columnKind(key, rows) })),
    // Distinguishes a missing key from an undefined value.
    rows: rows.map((row) => Array.from(keys, (key) => (Object.hasOwn(row, key) ? cellOf(row[key]) : undefined))),
  };
}

/** Returns the record of a plain object; undefined if its values are nested too deeply for cells. */
export function objectRecord(value: Record<string, unknown>): RecordModel | undefined {
  const entries = hasGetter(value) ? [] : Object.entries(value);
  if (entries.length === 0 || Object.getOwnPropertySymbols(value).length > 0) return undefined;
  if (entries.some(([, part]) => isNested(part) && oneLine(part).length > maxNested)) return undefined;
  return {
    kind: "record",
    fields: entries.map(([label, part]) => ({ label, kind: kindOf(label, part), value: cellOf(part) })),
  };
}

function hasGetter(value: object): boolean {
  return Object.values(Object.getOwnPropertyDescriptors(value)).some(({ get }) => get !== undefined);
}

function columnKind(key: string, rows: readonly Record<string, unknown>[]): CellKind {
  const kinds = new Set<CellKind>();
  for (const row of rows) if (row[key] !== null && row[key] !== undefined) kinds.add(kindOf(key, row[key]));
  const [kind = "text"] = kinds;
  return kinds.size <= 1 ? kind : "text";
}

function kindOf(name: string, value: unknown): CellKind {
  if (types.isDate(value)) return "time";
  if (name === "id" || name.endsWith("Id")) return "id";
  if (typeof value === "boolean") return "flag";
  if (typeof value === "number" || typeof value === "bigint") return "count";
  if (typeof value !== "string") return isNested(value) ? "code" : "text";
  if (isJobStatus(value)) return "status";
  return isHexColor(value) ? "color" : "text";
}

function isNested(value: unknown): boolean {
  return (typeof value === "object" || typeof value === "function") && typeof cellOf(value) === "string";
}

/** Returns the cell of a value. Text that looks like another type is quoted. */
function cellOf(value: unknown): Cell {
  switch (typeof value) {
    case "string":
      return isAmbiguous(value) ? { literal: inspect(value), plain: value } : value;
    case "number":
      return Object.is(value, -0) ? { literal: "-0", plain: value } : value;
    case "boolean":
    case "undefined":
      return { literal: String(value), plain: value };
    case "bigint":
      return { literal: `${value}n`, plain: String(value) };
    case "symbol":
      return String(value);
    default:
      if (types.isProxy(value)) return cut(oneLine(value));
      if (value === null) return { literal: "null", plain: null };
      if (value instanceof Date) return value;
      return isWordList(value) ? { literal: listText(value), plain: value } : cut(oneLine(value));
  }
}

/** Whether unquoted text would look like another value or like none. */
function isAmbiguous(text: string): boolean {
  if (text === "" || text !== text.trim() || /^[[{('"`]/.test(text)) return true;
  if (/^(?:-|true|false|yes|no|null|undefined|NaN|-?Infinity|Symbol\(.*\))$/.test(text)) return true;
  return !Number.isNaN(Number(text.replace(/n$/, "")));
}

function isWordList(value: unknown): value is readonly (string | number)[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string" || typeof item === "number");
}

/** Formats a whole list: `['kiwi', 'lemon']`. */
function listText(list: readonly (string | number)[]): string {
  return `[${list.map((item) => inspect(item)).join(", ")}]`;
}

function oneLine(value: unknown): string {
  return inspect(value, { depth: 6, breakLength: Number.POSITIVE_INFINITY, compact: true, maxArrayLength: 6 });
}

function cut(line: string): string {
  return line.length <= maxNested ? line : `${line.slice(0, maxNested - 1)}…`;
}
