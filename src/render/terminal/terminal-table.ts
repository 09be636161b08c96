/** Draws tables and records in a terminal. */
import { countText } from "../../base/text/count-text.js";
import type { Cell, Column, RecordModel, TableModel } from "../../domain/display/display.js";
import { columnTitle, groupedDigits, isRightAligned } from "../model/cells.js";
import { rowsWithin } from "../model/rows.js";
import { safeText } from "../text/safe-text.js";
import { cutText, padText, textWidth, wrapText } from "../text/text-width.js";
import type { Paint } from "./color.js";
import { drawGrid, levelRow } from "./grid.js";
import { type ColumnPlan, frameWidth, planColumns } from "./layout.js";
import { type CellStyle, type CellText, columnNeed, columnTexts, drawCell, notePartWidth } from "./terminal-cells.js";

/** The space for a table. */
export interface TableSpace {
  readonly columns: number;
  readonly maxRows: number;
  readonly color: boolean;
  readonly paint: Paint;
  /** Taller tables repeat their header below, where it is seen. */
  readonly screenRows?: number | undefined;
}

// Table cells are kept short; records and pipes contain the whole text.
const maxLinesInTable = 3;

/** Returns the lines of a table: as a grid, or as records if the grid does not fit. */
export function drawTable(table: TableModel, space: TableSpace): string {
  const { paint } = space;
  const { shown: rows } = rowsWithin(table, space.maxRows);
  const more = table.rows.length - rows.length + (table.more ?? 0);
  const parts = table.title === undefined ? [] : [paint("bold", safeText(table.title))];
  if (rows.length === 0) {
    if (more === 0) parts.push(paint("dim", safeText(table.empty ?? "nothing")));
  } else {
    parts.push(drawRows({ ...table, rows }, space));
  }
  if (more > 0) parts.push(paint("dim", `… ${groupedDigits(more)} more`));
  if (table.note !== undefined) parts.push(...noteLines(table.note, space));
  return parts.join("\n");
}

function noteLines(text: string, { columns, paint }: TableSpace): string[] {
  return wrapText(safeText(text), columns).map((line) => paint("dim", line));
}

/** Tables with more columns than this hide the last ones until the rest fits; smaller ones become records instead. */
const wideColumns = 24;
/** More hidden columns than this are counted, not named. */
const maxNamed = 12;

/** Adds priorities to the columns of very wide tables; the first is never hidden. */
function withWeights(columns: readonly Column[]): readonly Column[] {
  if (columns.length <= wideColumns) return columns;
  return columns.map((column, index) => ({ ...column, hidePriority: column.hidePriority ?? (index === 0 ? 0 : 1) }));
}

function drawRows({ columns: allColumns, rows }: TableModel, space: TableSpace): string {
  const columns = withWeights(allColumns);
  const cells = columns.map((_column, index) => rows.map((row) => row[index]));
  const texts = columns.map((column, index) => columnTexts(cells[index] ?? [], column.kind));
  const titles = columns.map((column) => safeText(columnTitle(column)));
  const constant = columns.map((column, index) => index > 0 && isConstant(column, texts[index] ?? []));
  const needs = (notes: boolean) =>
    columns.map((column, index) =>
      columnNeed(
        constant[index] ? { ...column, hidePriority: constantPriority + (column.hidePriority ?? 0) } : column,
        {
          title: titles[index] ?? "",
          cells: cells[index] ?? [],
          texts: texts[index] ?? [],
          color: space.color,
          notes,
        },
      ),
    );
  // No column is hidden for notes next to bars; they move below the bars.
  const roomy = planColumns(needs(true), space.columns);
  const narrow = needs(false).map((need, index) => {
    const part = notePartWidth(cells[index] ?? []);
    const { natural, comfortable, least } = need;
    return {
      ...need,
      natural: Math.max(natural, part),
      comfortable: Math.max(comfortable, part),
      least: Math.max(least, part),
    };
  });
  const isLive = columns.some(({ hidePriority = 0 }) => hidePriority > 0 && hidePriority < 1);
  const plan =
    roomy?.hidden.length === 0
      ? roomy
      : (planColumns(narrow, space.columns) ?? (isLive ? planColumns(needs(false), space.columns) : undefined));
  if (plan === undefined) return drawAsRecords(columns, rows, space);
  const grid = gridOf({ columns, cells, texts, titles, plan }, space);
  const names = plan.hidden.map((index) => {
    const title = columns[index]?.title ?? "";
    // Times are only named, since they differ between runs.
    return constant[index] && columns[index]?.kind !== "time"
      ? `${title} (${cutText(texts[index]?.[0]?.text || "empty", maxConstant)})`
      : title;
  });
  return [withFoot(grid, space), ...hiddenNote(names, space)].join("\n");
}

/** Repeats the header of a drawn table that is taller than the screen. */
function withFoot(grid: string, { screenRows = Number.POSITIVE_INFINITY }: TableSpace): string {
  const lines = grid.split("\n");
  if (lines.length < screenRows) return grid;
  const headEnd = lines.findIndex((line) => line.includes("├"));
  if (headEnd > 0) lines.splice(-1, 0, ...lines.slice(headEnd, headEnd + 1), ...lines.slice(1, headEnd));
  return lines.join("\n");
}

// Higher than any column's priority: a constant column is hidden first, and its value is shown below the table.
const constantPriority = 1_000;
const maxConstant = 30;

/** Whether all rows have the same value, in a column that may be hidden: text, or with a priority. */
function isConstant({ kind, hidePriority = 0 }: Column, [first, ...others]: readonly CellText[]): boolean {
  if (first === undefined || others.length === 0 || kind === "progress" || kind === "image") return false;
  if (hidePriority === 0 && kind !== "text") return false;
  return others.every(({ text }) => text === first.text);
}

function hiddenNote(hidden: readonly string[], space: TableSpace): string[] {
  if (hidden.length === 0) return [];
  const named = hidden.length > maxNamed ? "" : `: ${hidden.join(", ")}`;
  return noteLines(`… ${countText(hidden.length, "column")} hidden${named}`, space);
}

interface DrawnTable {
  readonly columns: readonly Column[];
  readonly cells: readonly (readonly Cell[])[];
  readonly texts: readonly (readonly CellText[])[];
  readonly titles: readonly string[];
  readonly plan: ColumnPlan;
}

function gridOf({ columns, cells, texts, titles, plan }: DrawnTable, { paint, color }: TableSpace): string {
  const style: CellStyle = { paint, color, maxLines: maxLinesInTable };
  const { widths } = plan;
  const shown = plan.shown.flatMap((index, at) => {
    const column = columns[index];
    const columnCells = cells[index] ?? [];
    return column === undefined
      ? []
      : {
          kind: column.kind,
          right: isRightAligned(column.kind, columnCells),
          title: titles[index] ?? "",
          cells: columnCells,
          texts: texts[index] ?? [],
          width: widths[at] ?? 0,
        };
  });
  const head = shown.map(({ title, right, width }) =>
    wrapText(title, width).map((line) => {
      const padded = padText(line, width, right ? "right" : "left");
      return padded.replace(line, () => paint("bold", line));
    }),
  );
  const count = shown[0]?.cells.length ?? 0;
  // Lazily: 10,000 rows at once would be 100,000 strings.
  function* rows() {
    for (let row = 0; row < count; row += 1) {
      const cells = shown.map((column) =>
        drawCell(column.cells[row], column, column.texts[row] ?? noText, column.width, style),
      );
      yield levelRow(cells, widths, "below");
    }
  }
  return drawGrid({ widths, head: levelRow(head, widths, "above"), rows, count }, paint);
}

const noText: CellText = { text: "", width: 0 };

function drawAsRecords(columns: readonly Column[], rows: readonly (readonly Cell[])[], space: TableSpace): string {
  const groups = rows.map((row) =>
    columns.map((column, index) => ({ ...column, label: column.title, value: row[index] })),
  );
  return drawFieldGroups(groups, space).join("\n");
}

/** Draws a record in two columns; values are below their labels if that does not fit. */
export function drawRecord(record: RecordModel, space: TableSpace): string {
  const fields = record.fields.slice(0, Math.max(space.maxRows, 1));
  const more = record.fields.length - fields.length;
  const parts = record.title === undefined ? [] : [space.paint("bold", safeText(record.title))];
  parts.push(fields.length === 0 ? space.paint("dim", "nothing") : drawFields(fields, space));
  if (more > 0) parts.push(space.paint("dim", `… ${groupedDigits(more)} more`));
  if (record.note !== undefined) parts.push(...noteLines(record.note, space));
  return parts.join("\n");
}

type FieldGroup = RecordModel["fields"];

function drawFields(fields: FieldGroup, space: TableSpace): string {
  return drawFieldGroups([fields], space).join("\n");
}

/** Draws each group of fields as a box; all boxes have the same widths. */
function drawFieldGroups(groups: readonly FieldGroup[], { columns, color, paint }: TableSpace): string[] {
  const style: CellStyle = { paint, color, maxLines: Number.POSITIVE_INFINITY };
  const fields = groups.flat();
  const labels = fields.map(fieldLabel);
  const needs = (notes: boolean) =>
    fields.map(({ kind, value }) =>
      columnNeed({ kind }, { title: "", cells: [value], texts: columnTexts([value], kind), color, notes }),
    );
  const natural = Math.max(...needs(true).map((need) => need.natural));
  const least = Math.max(...needs(false).map((need) => need.least), Math.min(natural, 12));
  const longestWord = Math.max(...labels.flatMap((label) => label.split(" ").map(textWidth)));
  const labelWidths = [Math.max(...labels.map(textWidth)), longestWord];
  const labelWidth = labelWidths.find((width) => columns - frameWidth(2) - width >= least);
  if (labelWidth === undefined) return groups.map((group) => drawStacked(group, columns, style));
  const widths = [labelWidth, Math.min(natural, columns - frameWidth(2) - labelWidth)];
  return groups.map((group) => {
    const rows = group.map((field) => {
      const label = wrapText(fieldLabel(field), labelWidth).map((line) =>
        padText(line, labelWidth).replace(line, () => paint("bold", line)),
      );
      return levelRow([label, drawValue(field, widths[1] ?? 0, style)], widths, "below");
    });
    return drawGrid({ widths, rows: () => rows, count: rows.length }, paint);
  });
}

// Used if two columns do not fit.
function drawStacked(fields: FieldGroup, columns: number, style: CellStyle): string {
  return fields
    .flatMap((field) => [
      ...wrapText(fieldLabel(field), columns).map((line) => style.paint("bold", line)),
      ...drawValue(field, Math.max(columns - 2, 1), style).map((line) => `  ${line.trimEnd()}`),
    ])
    .join("\n");
}

function fieldLabel({ label, kind }: FieldGroup[number]): string {
  return safeText(columnTitle({ title: label, kind }));
}

function drawValue({ kind, value }: FieldGroup[number], width: number, style: CellStyle): string[] {
  return drawCell(value, { kind, right: false }, columnTexts([value], kind)[0] ?? noText, width, style);
}
