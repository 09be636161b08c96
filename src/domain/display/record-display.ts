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

/** What a class of records says of itself, so that a list of them can be drawn. */
export interface RecordClass<T> {
  /** The word for several, as `labeling jobs`. */
  readonly plural: string;
  readonly columns: readonly Column[];
  row(record: T): TableModel["rows"][number];
}

/** The table of `records`, drawn by the columns of their class. */
export function tableOf<T>(recordClass: RecordClass<T>, records: readonly T[], title?: string): TableModel {
  return {
    kind: "table",
    ...(title === undefined ? {} : { title }),
    columns: recordClass.columns,
    rows: records.map((record) => recordClass.row(record)),
    empty: `no ${recordClass.plural}`,
  };
}

/**
 * A frozen array of records that shows itself as a table.
 * Methods that make arrays (`map`, `filter`) give plain arrays.
 */
export class RecordList<T> extends Array<T> {
  static {
    showInHosts(RecordList);
  }

  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** @internal The frozen list of `records`. */
  static collect<T>(recordClass: RecordClass<T>, records: Iterable<T>): RecordList<T> {
    const list = new RecordList<T>();
    for (const record of records) list.push(record);
    Object.defineProperty(list, display, { value: () => tableOf(recordClass, list), enumerable: false });
    return Object.freeze(list) as RecordList<T>;
  }

  declare [display]: () => DisplayModel;
}

/** The record model of an object's own fields, in their order: kinds are guessed from names and values. */
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
  if (name === "size") return "bytes";
  if (typeof value === "boolean") return "flag";
  return typeof value === "number" ? "count" : "text";
}

function cellOf(value: unknown): Cell {
  if (value === undefined || value === "") return null;
  if (value === null || typeof value !== "object" || value instanceof Date) return value as Cell;
  if (Array.isArray(value) && value.every((item) => typeof item === "string" || typeof item === "number")) return value;
  return JSON.stringify(value);
}
