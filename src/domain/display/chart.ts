/** Draws a numeric column of a table as a bar chart. */
import { shown } from "../arguments/shown.js";
import { badArgument } from "../errors.js";
import { isAbsentCell } from "./cell.js";
import { type Cell, type CellKind, type ChartModel, type Column, display, type TableModel } from "./display.js";
import { showInHosts } from "./host-forms.js";

/** The kinds of columns that a chart can draw. */
const numeric: ReadonlySet<CellKind> = new Set([
  "count",
  "number",
  "percent",
  "money",
  "bytes",
  "duration",
  "progress",
]);

/**
 * Finds the column of a chart by its title, ignoring case. Default: the first numeric column.
 *
 * @throws {ArgumentError} no numeric column has this title; the hint lists the numeric columns
 */
export function chartColumn(columns: readonly Column[], title: unknown): Column {
  const numericColumns = columns.filter(({ kind }) => numeric.has(kind));
  const wanted = typeof title === "string" ? title.trim().toLowerCase() : undefined;
  const found =
    title === undefined ? numericColumns[0] : numericColumns.find((column) => column.title.toLowerCase() === wanted);
  if (found !== undefined) return found;
  const is = title === undefined ? "is missing" : `is ${shown(title)}`;
  const hint =
    numericColumns.length === 0
      ? "this table has no numbers"
      : `use one of: ${numericColumns.map((one) => one.title).join(", ")}`;
  throw badArgument("chart", "column", `column ${is}, expected the title of a numeric column`, hint);
}

/**
 * A bar chart of named values. Shown as text in a terminal, as SVG in HTML, and as a Vega-Lite specification to front
 * ends that support it.
 */
export class Chart {
  static {
    showInHosts(Chart);
  }

  readonly #model: ChartModel;

  constructor(model: ChartModel) {
    this.#model = model;
    Object.freeze(this);
  }

  /** Names and values of the bars. */
  get values(): readonly { readonly name: string | number; readonly value: number }[] {
    return this.#model.series.flatMap(({ points }) => points.map(({ x, y }) => ({ name: x, value: y })));
  }

  /** Returns the chart's title, axes and series. */
  toJSON(): ChartModel {
    return this.#model;
  }

  [display](): ChartModel {
    return this.#model;
  }
}

/**
 * Builds the chart of one column of a table. The bars are named by the first text column, or the first column. Durations use hours, minutes or seconds; shares use percent. Rows without a number are skipped.
 */
export function chartOfTable(table: TableModel, column: Column): ChartModel {
  const at = table.columns.indexOf(column);
  const named = table.columns.find(({ kind }) => kind === "text") ?? table.columns[0]!;
  const labelAt = table.columns.indexOf(named);
  const values = table.rows.map((row) => numberOf(row[at]));
  const { unit, size } = unitOf(column.kind, values);
  const names = uniqueNames(table.rows.map((row) => nameOf(row[labelAt])));
  return {
    kind: "chart",
    form: "bar",
    ...(table.title === undefined ? {} : { title: table.title }),
    xTitle: named.title,
    yTitle: unit === "" ? column.title : `${column.title} (${unit})`,
    series: [
      {
        name: column.title,
        points: values.flatMap((value, row) => (value === undefined ? [] : [{ x: names[row]!, y: value / size }])),
      },
    ],
  };
}

function numberOf(cell: Cell): number | undefined {
  if (typeof cell === "number") return Number.isFinite(cell) ? cell : undefined;
  return typeof cell === "object" && cell !== null && "done" in cell ? cell.done : undefined;
}

function nameOf(cell: Cell): string {
  if (isAbsentCell(cell)) return "-";
  return Array.isArray(cell) ? cell.join(", ") : String(cell);
}

// Bars with equal names would be merged.
function uniqueNames(names: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

function unitOf(kind: CellKind, values: readonly (number | undefined)[]): { unit: string; size: number } {
  if (kind === "percent") return { unit: "%", size: 0.01 };
  if (kind === "bytes") return { unit: "MB", size: 1e6 };
  if (kind !== "duration") return { unit: "", size: 1 };
  const max = Math.max(0, ...values.map((value) => value ?? 0));
  if (max >= 2 * 3_600_000) return { unit: "h", size: 3_600_000 };
  return max >= 120_000 ? { unit: "min", size: 60_000 } : { unit: "s", size: 1000 };
}
