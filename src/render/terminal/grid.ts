/** A grid of drawn cells → the lines of a table. */
import { createRequire } from "node:module";
import type { Ink } from "./color.js";

/** The cells of a row, each as its lines: all as wide as the cell's column, as many as those of its neighbours. */
export type GridRow = readonly (readonly string[])[];

/** A table, drawn but for its frame. */
export interface Grid {
  readonly widths: readonly number[];
  readonly head?: GridRow;
  /** Called at most once; may draw a row only when it is asked for. */
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

// cli-table3 is quadratic in the rows: 50 take some 20 ms, 1,000 a quarter of a second.
const maxRowsOfLibrary = 50;

// The letters that cli-table3 measures as terminals draw them. Marks, joiners, emoji and the scripts of India and
// South-East Asia it measures wrong, and would cut.
const measuredAlike =
  /^(?:\x1b\[[\d;]*m|[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0391-\u03ff\u0400-\u0482\u048a-\u052f\u2010-\u2027\u2190\u2192\u23ce\u2500-\u25ff\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3])*$/;

/** The table's text. What fits a screen is drawn by cli-table3, the rest by a writer that is linear; they look alike. */
export function drawGrid(grid: Grid, ink: Ink): string {
  if (grid.count > maxRowsOfLibrary) return drawByHand(grid, ink);
  const rows = [...grid.rows()];
  const screen = { ...grid, rows: () => rows };
  const isMeasured = [grid.head ?? [], ...rows].every((row) => row.every((cell) => cell.every(isMeasuredAlike)));
  return isMeasured ? drawByLibrary(screen, ink) : drawByHand(screen, ink);
}

function isMeasuredAlike(line: string): boolean {
  return measuredAlike.test(line);
}

type TableClass = typeof import("cli-table3");
let tableClass: TableClass | undefined;

// Loaded at the first table, synchronously: a module that only errors are printed by must not cost a prompt 10 ms.
function loadTable(): TableClass {
  if (tableClass !== undefined) return tableClass;
  const loaded: TableClass = createRequire(import.meta.url)("cli-table3");
  tableClass = loaded;
  return loaded;
}

/** Draws by cli-table3. Every cell is safe, wrapped and padded before, since it does none of the three reliably. */
export function drawByLibrary({ widths, head, rows }: Grid, ink: Ink): string {
  const upright = ink("dim", border.left);
  const table = new (loadTable())({
    chars: { ...border, left: upright, middle: upright, right: upright },
    style: { head: [], border: [], compact: true, "padding-left": 1, "padding-right": 1 },
    colWidths: widths.map((width) => width + 2),
    ...(head === undefined ? {} : { head: head.map((cell) => cell.join("\n")) }),
  });
  for (const row of rows()) table.push(row.map((cell) => cell.join("\n")));
  const lines = table.toString().split("\n");
  // A border is drawn with one code for the whole line; as `chars` it would have one a letter.
  return lines.map((line) => (/^[╭├╰]/.test(line) ? ink("dim", line) : line)).join("\n");
}

/** Draws the same table in time linear in the rows. */
export function drawByHand({ widths, head, rows, count }: Grid, ink: Ink): string {
  const upright = ink("dim", border.left);
  const between = ` ${upright} `;
  const rule = (left: string, middle: string, right: string) =>
    ink("dim", left + widths.map((width) => border.top.repeat(width + 2)).join(middle) + right);
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

/** The cells of a row brought to one height: blank lines above (for a head) or below. */
export function levelRow(cells: GridRow, widths: readonly number[], blank: "above" | "below"): GridRow {
  let height = 1;
  for (const cell of cells) if (cell.length > height) height = cell.length;
  if (height === 1) return cells;
  return cells.map((cell, index) => {
    const filler = Array<string>(height - cell.length).fill(" ".repeat(widths[index] ?? 0));
    return blank === "above" ? [...filler, ...cell] : [...cell, ...filler];
  });
}
