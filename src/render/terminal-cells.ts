/** The cells of a terminal's table: how wide each wants to be, and its lines once the width is known. */
import type { Cell, CellKind, Column, ProgressCell } from "../domain/display.js";
import { cellText, isAbsent, isImage, isProgress, progressText } from "./cells.js";
import { type Ink, isHexColor, swatch } from "./colour.js";
import type { ColumnNeed } from "./layout.js";
import { statusLook } from "./status.js";
import { cutText, padText, textWidth, wrapText } from "./text-width.js";

/** How a table is drawn: with which ink, whether swatches may be coloured, and how many lines a cell may take. */
export interface CellStyle {
  readonly ink: Ink;
  readonly color: boolean;
  readonly maxLines: number;
}

const barWidth = { full: 10, short: 4 };

/** Kinds whose text may be wrapped. Everything else is never cut. */
function isElastic(kind: CellKind): boolean {
  return kind === "text" || kind === "code" || kind === "image";
}

/** What is drawn in one column; `texts` are those of {@link columnTexts}. */
export interface ColumnContent {
  readonly title: string;
  readonly cells: readonly Cell[];
  readonly texts: readonly string[];
  readonly color: boolean;
  /** Whether notes beside bars are to be shown whole; without, they may be left out. */
  readonly notes: boolean;
}

/** The widths that a column needs for its content. */
export function columnNeed(
  column: Omit<Column, "title">,
  { title, cells, texts, color, notes }: ColumnContent,
): ColumnNeed {
  const titleWidth = textWidth(title);
  const longestWord = Math.max(0, ...title.split(" ").map(textWidth));
  let widest = 0;
  let least = 0;
  let comfortable = 0;
  for (const [index, text] of texts.entries()) {
    const cell = cells[index];
    if (isProgress(cell)) {
      const count = progressText({ done: cell.done, total: cell.total }).length;
      widest = Math.max(widest, barWidth.full + 1 + (notes ? textWidth(text) : count));
      comfortable = Math.max(comfortable, barWidth.short + 1 + count);
      least = Math.max(least, count);
    } else {
      widest = Math.max(widest, textWidth(text) + ornamentWidth(cell, column.kind, color));
    }
  }
  const natural = Math.max(titleWidth, widest, 1);
  const weight = column.weight ?? 0;
  if (column.kind === "progress" && !notes) {
    return { natural, comfortable: Math.max(comfortable, longestWord), least: Math.max(least, longestWord), weight };
  }
  if (!isElastic(column.kind)) {
    const fixed = Math.max(widest, longestWord, 1);
    return { natural, comfortable: fixed, least: fixed, weight };
  }
  return {
    natural,
    comfortable: Math.max(longestWord, Math.min(natural, 20)),
    least: Math.max(Math.min(longestWord, 10), Math.min(natural, 8)),
    weight,
  };
}

function ornamentWidth(cell: Cell, kind: CellKind, color: boolean): number {
  if (kind === "status" && typeof cell === "string") return 2;
  return color && kind === "color" && isHexColor(cell) ? 3 : 0;
}

/** The lines of a cell, each exactly `width` columns wide. */
export function drawCell(
  cell: Cell,
  column: { readonly kind: CellKind; readonly right: boolean },
  text: string,
  width: number,
  style: CellStyle,
): string[] {
  const { kind, right } = column;
  const { ink } = style;
  const align = right ? "right" : "left";
  if (isAbsent(cell)) return [alignInk("-", width, align, (shown) => ink("dim", shown))];
  if (isProgress(cell)) return [drawProgress(cell, width, ink)];
  if (kind === "status") return [drawStatus(text, width, ink)];
  if (kind === "color" && isHexColor(cell)) {
    return [style.color ? `${swatch(cell)} ${padText(text, width - 3)}` : padText(text, width)];
  }
  const lines = wrapText(text, width);
  if (lines.length > style.maxLines) {
    lines.length = style.maxLines;
    const last = lines.length - 1;
    lines[last] = cutText(`${lines[last]}……`, Math.min(width, textWidth(lines[last] ?? "") + 1));
  }
  return lines.map((line) => alignInk(line, width, align, (shown) => inkCell(shown, cell, kind, ink)));
}

function alignInk(text: string, width: number, align: "left" | "right", paint: (text: string) => string): string {
  const gap = " ".repeat(Math.max(0, width - textWidth(text)));
  return align === "left" ? paint(text) + gap : gap + paint(text);
}

function inkCell(text: string, cell: Cell, kind: CellKind, ink: Ink): string {
  if (kind === "id") return ink("cyan", text);
  if (kind === "time") return ink("dim", text);
  if (kind === "flag") return ink(cell === true ? "green" : "dim", text);
  return isImage(cell) ? ink("cyan", text) : text;
}

function drawStatus(text: string, width: number, ink: Ink): string {
  const { tone, mark } = statusLook(text);
  return ink(tone, `${mark} ${text}`) + " ".repeat(Math.max(0, width - 2 - textWidth(text)));
}

/** A bar and its count; in a narrow column the note goes first, then the bar. */
export function drawProgress(cell: ProgressCell, width: number, ink: Ink): string {
  const count = progressText({ done: cell.done, total: cell.total });
  const note = progressText(cell).slice(count.length);
  const noteWidth = textWidth(note);
  const showsNote = noteWidth > 0 && width >= count.length + noteWidth + barWidth.short + 1;
  const room = width - count.length - 1 - (showsNote ? noteWidth : 0);
  const size = room < barWidth.short ? 0 : Math.min(room, barWidth.full);
  const bar = size === 0 ? "" : `${drawBar(cell.done, cell.total, size, ink)} `;
  const used = (size === 0 ? 0 : size + 1) + count.length + (showsNote ? noteWidth : 0);
  return bar + count + (showsNote ? ink("dim", note) : "") + " ".repeat(Math.max(0, width - used));
}

/** `▰▰▰▱▱▱`: full only when all is done, empty only when nothing is. */
export function drawBar(done: number, total: number, size: number, ink: Ink): string {
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
  const filled = share === 0 || share === 1 ? share * size : Math.min(size - 1, Math.max(1, Math.round(share * size)));
  return ink(share === 1 ? "green" : "blue", "▰".repeat(filled)) + ink("dim", "▱".repeat(size - filled));
}

/** The texts of all cells of one column. */
export function columnTexts(cells: readonly Cell[], kind: CellKind): string[] {
  return cells.map((cell) => (isAbsent(cell) ? "-" : cellText(cell, kind)));
}
