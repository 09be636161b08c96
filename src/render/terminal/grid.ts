/** Draws the lines of a table from its cells. */
import { createRequire } from "node:module";
import type { Paint } from "./color.js";

/** The cells of a row. Each cell is a list of lines as wide as its column; all have the same number of lines. */
export type GridRow = readonly (readonly string[])[];

/** A table without its borders. */
export interface Grid {
  readonly widths: readonly number[];
  readonly head?: GridRow;
  /** Called at most once; may draw rows lazily. */
  readonly rows: () => Iterable<GridRow>;
  readonly count: number;
}

const border = {
  top: "─",
  "top-mid": "┬",
  "top-left": "╭",
  "top-right": "╮",
  bottom: "─",
  "bottom-mid": "┴",
  "bottom-left": "╰",
  "bottom-right": "╯",
  left: "│",
  "left-mid": "├",
  mid: "─",
  "mid-mid": "┼",
  right: "│",
  "right-mid": "┤",
  middle: "│",
} as const;

// cli-table3 is quadratic in the number of rows: 50 take about 20 ms, 1,000 a quarter of a second.
const maxRowsOfLibrary = 50;

// Characters that cli-table3 measures correctly. It would cut marks, joiners, emoji, and scripts of India and Southeast
// Asia.
const measuredAlike =
  /^(?:\x1b\[[\d;]*m|[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0391-\u03ff\u0400-\u0482\u048a-\u052f\u2010-\u2027\u2190\u2192\u23ce\u2500-\u25ff\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3])*$/;

/** Draws a table: by cli-table3 if it fits a screen, otherwise by linear code with the same result. */
export function drawGrid(grid: Grid, paint: Paint): string {
  if (grid.count > maxRowsOfLibrary) return drawByHand(grid, paint);
  const rows = [...grid.rows()];
  const screen = { ...grid, rows: () => rows };
  const isMeasured = [grid.head ?? [], ...rows].every((row) => row.every((cell) => cell.every(isMeasuredAlike)));
  return isMeasured ? drawByLibrary(screen, paint) : drawByHand(screen, paint);
}

function isMeasuredAlike(line: string): boolean {
  return measuredAlike.test(line);
}

type TableClass = typeof import("cli-table3");
let tableClass: TableClass | undefined;

// Loaded synchronously with the first table: it takes 10 ms, which the prompt's start must not wait for.
function loadTable(): TableClass {
  if (tableClass !== undefined) return tableClass;
  const loaded: TableClass = createRequire(import.meta.url)("cli-table3");
  tableClass = loaded;
  return loaded;
}

/** Draws with cli-table3. The cells are already safe, wrapped and padded, which it does not do reliably. */
export function drawByLibrary({ widths, head, rows }: Grid, paint: Paint): string {
  const upright = paint("dim", border.left);
  const table = new (loadTable())({
    chars: { ...border, left: upright, middle: upright, right: upright },
    style: { head: [], border: [], compact: true, "padding-left": 1, "padding-right": 1 },
    colWidths: widths.map((width) => width + 2),
    ...(head === undefined ? {} : { head: head.map((cell) => cell.join("\n")) }),
  });
  for (const row of rows()) table.push(row.map((cell) => cell.join("\n")));
  const lines = table.toString().split("\n");
  // Colors a border line at once; in `chars` each character would be colored separately.
  return lines.map((line) => (/^[╭├╰]/.test(line) ? paint("dim", line) : line)).join("\n");
}

/** Draws the same table in linear time. */
export function drawByHand({ widths, head, rows, count }: Grid, paint: Paint): string {
  const upright = paint("dim", border.left);
  const between = ` ${upright} `;
  const rule = (left: string, middle: string, right: string) =>
    paint("dim", left + widths.map((width) => border.top.repeat(width + 2)).join(middle) + right);
  const lines = [rule(border["top-left"], border["top-mid"], border["top-right"])];
  const push = (row: GridRow) => {
    const height = row[0]?.length ?? 0;
    for (let line = 0; line < height; line += 1) {
      lines.push(`${upright} ${row.map((cell) => cell[line]).join(between)} ${upright}`);
    }
  };
  if (head !== undefined) {
    push(head);
    if (count > 0) lines.push(rule(border["left-mid"], border["mid-mid"], border["right-mid"]));
  }
  for (const row of rows()) push(row);
  lines.push(rule(border["bottom-left"], border["bottom-mid"], border["bottom-right"]));
  return lines.join("\n");
}

/** Extends the cells of a row to the same height with blank lines above (headings) or below. */
export function levelRow(cells: GridRow, widths: readonly number[], blank: "above" | "below"): GridRow {
  let height = 1;
  for (const cell of cells) if (cell.length > height) height = cell.length;
  if (height === 1) return cells;
  return cells.map((cell, index) => {
    const filler = Array<string>(height - cell.length).fill(" ".repeat(widths[index] ?? 0));
    return blank === "above" ? [...filler, ...cell] : [...cell, ...filler];
  });
}
