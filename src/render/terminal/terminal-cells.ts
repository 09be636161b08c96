/** Measures and draws the cells of a table in a terminal. */
import type { Cell, CellKind, Column, ProgressCell } from "../../domain/display/display.js";
import { cellText, isAbsent, isImage, isLiteral, isProgress, progressText } from "../model/cells.js";
import { statusStyle } from "../model/status.js";
import { safeText } from "../text/safe-text.js";
import { cutText, textWidth, wrapText } from "../text/text-width.js";
import { isHexColor, type Paint, swatch } from "./color.js";
import type { ColumnNeed } from "./layout.js";

/** The style of drawn cells: the ink, whether swatches are colored, and the maximum number of lines. */
export interface CellStyle {
  readonly paint: Paint;
  readonly color: boolean;
  readonly maxLines: number;
}

const barWidth = { full: 10, short: 4 };

/** Whether cells of a kind may be wrapped. Other kinds are never cut. */
function isElastic(kind: CellKind): boolean {
  return kind === "text" || kind === "code" || kind === "image";
}

/** The text of a cell and its width, which is expensive to measure. */
export interface CellText {
  readonly text: string;
  readonly width: number;
}

/** The content of a column; `texts` are those of {@link columnTexts}. */
export interface ColumnContent {
  readonly title: string;
  readonly cells: readonly Cell[];
  readonly texts: readonly CellText[];
  readonly color: boolean;
  /** Whether notes next to bars are shown completely; otherwise they may be omitted. */
  readonly notes: boolean;
}

/** Returns the widths that a column needs. */
export function columnNeed(
  column: Omit<Column, "title">,
  { title, cells, texts, color, notes }: ColumnContent,
): ColumnNeed {
  const titleWidth = textWidth(title);
  const longestWord = Math.max(0, ...title.split(" ").map(textWidth));
  let widest = 0;
  let least = 0;
  let comfortable = 0;
  for (const [index, { width }] of texts.entries()) {
    const cell = cells[index];
    if (isProgress(cell)) {
      const count = progressText({ done: cell.done, total: cell.total }).length;
      widest = Math.max(widest, barWidth.full + 1 + (notes ? width : count));
      comfortable = Math.max(comfortable, barWidth.short + 1 + count);
      least = Math.max(least, count);
    } else {
      widest = Math.max(widest, width + ornamentWidth(cell, column.kind, color));
    }
  }
  const natural = Math.max(titleWidth, widest, 1);
  const hidePriority = column.hidePriority ?? 0;
  if (column.kind === "progress" && !notes) {
    return {
      natural,
      comfortable: Math.max(comfortable, longestWord),
      least: Math.max(least, longestWord),
      hidePriority,
    };
  }
  if (!isElastic(column.kind)) {
    const fixed = Math.max(widest, longestWord, 1);
    return { natural, comfortable: fixed, least: fixed, hidePriority };
  }
  return {
    natural,
    unbroken: Math.max(0, ...texts.flatMap(({ text }) => text.split(/\s/).map(textWidth))),
    comfortable: Math.max(longestWord, Math.min(widest, 20)),
    least: Math.max(Math.min(longestWord, 10), Math.min(widest, 8)),
    hidePriority,
  };
}

function ornamentWidth(cell: Cell, kind: CellKind, color: boolean): number {
  if (kind === "status" && typeof cell === "string") return 2;
  return color && kind === "color" && isHexColor(cell) ? 3 : 0;
}

/** Returns the lines of a cell, each exactly `width` columns wide. */
export function drawCell(
  cell: Cell,
  { kind, right }: { readonly kind: CellKind; readonly right: boolean },
  content: CellText,
  width: number,
  style: CellStyle,
): string[] {
  const { text } = content;
  const { paint } = style;
  if (isAbsent(cell)) return [aligned(paint("dim", text), width - 1, right)];
  if (isProgress(cell)) return progressLines(cell, width, paint);
  const room = width - content.width;
  if (kind === "status" && !isLiteral(cell)) return [drawStatus(text, room - 2, paint)];
  if (kind === "color" && style.color && isHexColor(cell)) return [aligned(`${swatch(cell)} ${text}`, room - 3, right)];
  // Content that must not be cut may exceed the terminal's width, where it wraps.
  if (room >= 0 || !isElastic(kind)) return [aligned(paintCell(text, cell, kind, paint), room, right)];
  // Limits the text before wrapping, since cells can contain megabytes; a letter may be several characters.
  const head = text.slice(0, Math.min(text.length, width * style.maxLines * 8));
  return clipLines(wrapText(head, width), width, style.maxLines).map((line) =>
    aligned(paintCell(line, cell, kind, paint), width - textWidth(line), right),
  );
}

function aligned(drawn: string, room: number, right: boolean): string {
  if (room <= 0) return drawn;
  return right ? " ".repeat(room) + drawn : drawn + " ".repeat(room);
}

/** Returns the first `maxLines` lines; the last one shows that more were cut. */
function clipLines(lines: readonly string[], width: number, maxLines: number): readonly string[] {
  if (lines.length <= maxLines) return lines;
  const last = lines[maxLines - 1] ?? "";
  return [...lines.slice(0, maxLines - 1), textWidth(last) < width ? `${last}…` : cutText(`${last} `, width)];
}

function paintCell(text: string, cell: Cell, kind: CellKind, paint: Paint): string {
  if (isLiteral(cell) && cell.plain == null) return paint("dim", text);
  if (kind === "id") return paint("cyan", text);
  if (kind === "time") return paint("dim", text);
  if (kind === "flag") return paint((isLiteral(cell) ? cell.plain : cell) === true ? "green" : "dim", text);
  return isImage(cell) ? paint("cyan", text) : text;
}

function drawStatus(text: string, room: number, paint: Paint): string {
  const { tone, symbol } = statusStyle(text);
  return aligned(paint(tone, `${symbol} ${text}`), room, false);
}

/** Returns a bar and its count, with the note below if it does not fit next to them. */
function progressLines(cell: ProgressCell, width: number, paint: Paint): string[] {
  const bar = drawProgress(cell, width, paint);
  if (cell.note === undefined || showsNote(cell, width)) return [bar];
  const lines: string[] = [];
  for (const part of noteParts(cell)) {
    const joined = `${lines.at(-1) ?? ""} ${part}`;
    // Keeps a number and its noun together, unless the column is narrower.
    if (lines.length > 0 && textWidth(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(...wrapText(part, width));
  }
  return [bar, ...lines.map((line) => aligned(paint("dim", line), width - textWidth(line), false))];
}

/** Returns the width of the widest part of the notes, for example of `2 accepted,`. */
export function notePartWidth(cells: readonly Cell[]): number {
  return Math.max(0, ...cells.flatMap((cell) => (isProgress(cell) ? noteParts(cell).map(textWidth) : [])));
}

/** Splits a note: `2 accepted,` and `1 rejected`. */
function noteParts({ note }: ProgressCell): string[] {
  return note === undefined || note === "" ? [] : safeText(note).split(/(?<=,) /);
}

function showsNote(cell: ProgressCell, width: number): boolean {
  if (cell.note === undefined) return false;
  return width >= textWidth(progressText(cell)) + barWidth.short + 1;
}

/** Draws a bar and its count. A narrow column omits first the note, then the bar. */
export function drawProgress(cell: ProgressCell, width: number, paint: Paint): string {
  const count = progressText({ done: cell.done, total: cell.total });
  const note = progressText(cell).slice(count.length);
  const noteWidth = textWidth(note);
  const isNoteShown = noteWidth > 0 && showsNote(cell, width);
  const room = width - count.length - 1 - (isNoteShown ? noteWidth : 0);
  const size = room < barWidth.short ? 0 : Math.min(room, barWidth.full);
  const bar = size === 0 ? "" : `${drawBar(cell.done, cell.total, size, paint)} `;
  const usedColumns = (size === 0 ? 0 : size + 1) + count.length + (isNoteShown ? noteWidth : 0);
  return bar + count + (isNoteShown ? paint("dim", note) : "") + " ".repeat(Math.max(0, width - usedColumns));
}

/** Draws `▰▰▰▱▱▱`: full only if everything is done, empty only if nothing is. */
export function drawBar(done: number, total: number, size: number, paint: Paint): string {
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
  const filled = share === 0 || share === 1 ? share * size : Math.min(size - 1, Math.max(1, Math.round(share * size)));
  return paint(share === 1 ? "green" : "blue", "▰".repeat(filled)) + paint("dim", "▱".repeat(size - filled));
}

/** Returns the texts of a column's cells. */
export function columnTexts(cells: readonly Cell[], kind: CellKind): CellText[] {
  return cells.map((cell) => {
    const text = isAbsent(cell) ? "-" : cellText(cell, kind);
    return { text, width: textWidth(text) };
  });
}
