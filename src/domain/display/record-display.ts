import { countText } from "../../base/text/count-text.js";
import { csvText } from "../../base/text/csv.js";
import { kinds } from "../arguments/kinds.js";
import { parseArgument } from "../arguments/parse-arguments.js";
import { badArgument } from "../errors.js";
import { fileErrorText } from "../file-error.js";
import { plainTable } from "./cell.js";
import { Chart, chartColumn, chartOfTable } from "./chart.js";
import {
  type Cell,
  type CellKind,
  type Column,
  type DisplayModel,
  display,
  type RecordModel,
  type TableModel,
} from "./display.js";
import { showInHosts } from "./host-forms.js";

/** A column of a table of records, with the field or computed value that it shows. */
export interface RecordColumn<T> extends Column {
  /** Returns the column's cell for one record. */
  value(record: T): Cell;
}

/** Describes how to draw a list of records of one class as a table. */
export interface RecordClass<T> {
  /** Plural noun, for example `labeling jobs`. */
  readonly plural: string;
  readonly columns: readonly RecordColumn<T>[];
  /** Returns a line to show below the table. */
  note?(records: readonly T[]): string | undefined;
}

/** Returns a count with its noun: `1 labeling job`, `2 labeling jobs`. */
export function recordCount(count: number, { plural }: Pick<RecordClass<unknown>, "plural">): string {
  return countText(count, singularOf(plural), plural);
}

/** Returns the singular of a plural noun: `labeling job`, `activity`, `object class`. */
export function singularOf(plural: string): string {
  return plural
    .replace(/people$/, "person")
    .replace(/ies$/, "y")
    .replace(/(?<=class)es$/, "")
    .replace(/(?<!s)s\b/, "");
}

/** Builds the table of `records` from the columns of their class. */
export function tableOf<T>(recordClass: RecordClass<T>, records: readonly T[], title?: string): TableModel {
  const note = recordClass.note?.(records);
  return {
    kind: "table",
    ...(title === undefined ? {} : { title }),
    columns: recordClass.columns.map(({ value: _value, ...column }) => column),
    rows: records.map((record) => recordClass.columns.map((column) => column.value(record))),
    ...(note === undefined ? {} : { note }),
    empty: `no ${recordClass.plural}`,
  };
}

/** Formats a table as CSV: plain numbers, ISO times, and text that no spreadsheet runs as a formula. */
export function tableCsv(table: TableModel): string {
  const { header, rows } = plainTable(table);
  return csvText(header, rows);
}

/**
 * A frozen array of records that is displayed as a table.
 * Methods that create arrays (`map`, `filter`) return plain arrays.
 */
export class RecordList<T> extends Array<T> {
  static {
    showInHosts(RecordList);
  }

  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** @internal Creates the frozen list of `records`. */
  static collect<T>(recordClass: RecordClass<T>, records: Iterable<T>): RecordList<T> {
    const list = new RecordList<T>();
    for (const record of records) list.push(record);
    Object.defineProperty(list, display, { value: () => tableOf(recordClass, list), enumerable: false });
    return Object.freeze(list) as RecordList<T>;
  }

  declare [display]: () => DisplayModel;

  /**
   * Formats the table as CSV, one line per record: plain numbers, ISO times, durations in seconds. Text that a spreadsheet
   * would run as a formula gets a leading apostrophe.
   */
  toCSV(): string;
  /** Writes the table as CSV to a file; returns its absolute path. */
  toCSV(path: string): Promise<string>;
  toCSV(path?: string): string | Promise<string> {
    const text = tableCsv(tableIn(this));
    return path === undefined ? text : saveText("toCSV", path, text);
  }

  /** Returns the records in a plain array, for `JSON.stringify`. */
  toJSON(): T[] {
    return [...this];
  }

  /**
   * Draws a numeric column as a bar chart.
   *
   * @param column - title of the column, ignoring case. Default: the first numeric column
   * @throws {ArgumentError} no numeric column has this title
   */
  chart(column?: string): Chart {
    const table = tableIn(this);
    return new Chart(chartOfTable(table, chartColumn(table.columns, column)));
  }
}

function tableIn(list: { [display]: () => DisplayModel }): TableModel {
  const model = list[display]();
  if (model.kind === "table") return model;
  return { kind: "table", columns: [], rows: [] };
}

/** Writes text to a file atomically; returns the absolute path. @throws {ArgumentError} the file cannot be written */
export async function saveText(method: string, path: unknown, text: string): Promise<string> {
  const file = parseArgument(method, "path", kinds.file, path);
  const { writeFileAtomic } = await import("../../base/files/write-file-atomic.js");
  try {
    return await writeFileAtomic(file, text);
  } catch (error) {
    throw badArgument(method, "path", `cannot write ${file}: ${fileErrorText(error)}`, "choose another path");
  }
}

/** Builds a record model from an object's own fields, in order; kinds are derived from names and values. */
export function recordOf(title: string, fields: object): RecordModel {
  return {
    kind: "record",
    title,
    fields: Object.entries(fields)
      .filter(([, value]) => typeof value !== "function")
      .map(([name, value]: [string, unknown]) => ({
        label: name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase(),
        kind: kindOf(name, value),
        value: cellOf(value),
      })),
  };
}

function kindOf(name: string, value: unknown): CellKind {
  if (value instanceof Date || name.endsWith("At")) return "time";
  if (name === "id" || name.endsWith("Id")) return "id";
  if (name === "status" || name === "reviewStatus") return "status";
  if (name === "size" || name === "bytes") return "bytes";
  if (typeof value === "boolean") return "flag";
  return typeof value === "number" ? "count" : "text";
}

function cellOf(value: unknown): Cell {
  if (value === undefined || value === "") return null;
  if (value === null || typeof value !== "object" || value instanceof Date) return value as Cell;
  if (Array.isArray(value) && value.every((item) => typeof item === "string" || typeof item === "number")) return value;
  return JSON.stringify(value);
}
