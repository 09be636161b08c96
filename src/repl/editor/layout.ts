/** Lays out an entry in rows. */
import { textWidth } from "../../render/text/text-width.js";
import { type PromptTone, toneEnd, toneStart } from "../color.js";
import { glyphsOf } from "./glyphs.js";

/** Rows to draw, and the cursor among them. */
export interface ScreenFrame {
  readonly rows: readonly string[];
  readonly cursor: { readonly row: number; readonly column: number };
}

/** The text to lay out. */
export interface EntryLayout {
  readonly text: string;
  readonly cursor: number;
  /** Styled text before the first line. */
  readonly prompt: string;
  readonly promptColumns: number;
  /** Styled text before every other line, as wide as the prompt. */
  readonly continuation: string;
  /** The tone of each UTF-16 unit; undefined without color. */
  readonly tones: readonly PromptTone[] | undefined;
  readonly columns: number;
}

/** Wraps an entry at `columns`. */
export function layOut(layout: EntryLayout): ScreenFrame {
  const rows: string[] = [];
  let cursor = { row: 0, column: layout.promptColumns };
  let offset = 0;
  for (const [index, line] of layout.text.split("\n").entries()) {
    let row = index === 0 ? layout.prompt : layout.continuation;
    let column = layout.promptColumns;
    let tone: PromptTone = "plain";
    const breakRow = () => {
      rows.push(tone === "plain" ? row : row + toneEnd);
      row = tone === "plain" ? "" : toneStart(tone);
      column = 0;
    };
    for (const glyph of glyphsOf(line)) {
      if (column + glyph.columns > layout.columns) breakRow();
      if (offset === layout.cursor) cursor = { row: rows.length, column };
      const next = layout.tones?.[offset] ?? "plain";
      if (next !== tone) {
        if (tone !== "plain") row += toneEnd;
        row += toneStart(next);
        tone = next;
      }
      row += glyph.text;
      column += glyph.columns;
      offset += glyph.units;
    }
    // A cursor after a full row moves to the next one.
    if (offset === layout.cursor) {
      if (column >= layout.columns) breakRow();
      cursor = { row: rows.length, column };
    }
    rows.push(tone === "plain" ? row : row + toneEnd);
    offset += 1;
  }
  return { rows, cursor };
}

/** Cuts a frame to `maxRows` rows around its cursor. */
export function clip(frame: ScreenFrame, maxRows: number): ScreenFrame {
  if (frame.rows.length <= maxRows) return frame;
  const first = Math.min(Math.max(0, frame.cursor.row - Math.floor(maxRows / 2)), frame.rows.length - maxRows);
  return {
    rows: frame.rows.slice(first, first + maxRows),
    cursor: { row: frame.cursor.row - first, column: frame.cursor.column },
  };
}

/** Arranges words in columns like `ls`: down, then across. Returns how many did not fit in `maxRows`. */
export function arrangeInColumns(
  cells: readonly string[],
  columns: number,
  maxRows: number,
): { readonly rows: readonly (readonly number[])[]; readonly width: number; readonly hiddenCount: number } {
  const width = Math.min(columns, Math.max(1, ...cells.map(textWidth)) + 2);
  const across = Math.max(1, Math.floor(columns / width));
  const height = Math.min(maxRows, Math.ceil(cells.length / across));
  const shown = Math.min(cells.length, height * across);
  const rows = Array.from({ length: height }, (_, row) => {
    return Array.from({ length: across }, (__, column) => column * height + row).filter((index) => index < shown);
  });
  return { rows, width, hiddenCount: cells.length - shown };
}
