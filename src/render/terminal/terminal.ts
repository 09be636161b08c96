/** Renders a display model for a terminal. */
import type { DisplayModel, ProgressModel, TextModel } from "../../domain/display/display.js";
import { noteBesideBar, progressText } from "../model/cells.js";
import { highlightCode } from "../text/highlight.js";
import { safeLines, safeText } from "../text/safe-text.js";
import { cutText, textWidth, wrapText } from "../text/text-width.js";
import { type Paint, type Tone, terminalPaint } from "./color.js";
import { drawBar } from "./terminal-cells.js";
import { drawChart } from "./terminal-chart.js";
import { drawError } from "./terminal-error.js";
import { drawRecord, drawTable, type TableSpace } from "./terminal-table.js";

/** Options of {@link renderTerminal}. */
export interface TerminalOptions {
  /** The terminal's width; content is wider only if it must not be cut. */
  readonly columns: number;
  readonly color: boolean;
  /** Replaces the inks with and without color. */
  readonly paint?: Paint;
  /** Maximum number of table rows; further rows are counted. Default: 50; `Infinity` draws all. */
  readonly maxRows?: number;
  /** The terminal's height; taller tables repeat their header below. Default: they do not. */
  readonly screenRows?: number;
}

/** Renders `model` for a terminal. All text is made safe. No trailing newline. */
export function renderTerminal(model: DisplayModel, options: TerminalOptions): string {
  const { columns, color, maxRows = 50, screenRows, paint = terminalPaint(color) } = options;
  return draw(model, { columns: Math.max(columns, 8), color, maxRows, paint, screenRows });
}

function draw(model: DisplayModel, space: TableSpace): string {
  switch (model.kind) {
    case "table":
      return drawTable(model, space);
    case "record":
      return drawRecord(model, space);
    case "text":
      return drawText(model, space);
    case "progress":
      return drawProgressLine(model, space.columns, space.paint);
    case "chart":
      return drawChart(model, space);
    case "markup":
      return safeLines(model.text).join("\n");
    case "error":
      return drawError(model, space, draw);
    case "sheet":
      return drawTable(model.table, space);
    case "stack":
      return drawStack(model.parts, space);
  }
}

function drawStack(parts: readonly DisplayModel[], space: TableSpace): string {
  let text = "";
  for (const [index, part] of parts.entries()) {
    const drawn = draw(part, space);
    // One-line parts, such as the steps of a trace, are not separated by blank lines; tables are.
    const isClose = index > 0 && isLine(part) && isLine(parts[index - 1]);
    text += index === 0 ? drawn : `${isClose ? "\n" : "\n\n"}${drawn}`;
  }
  return text;
}

function isLine(part: DisplayModel | undefined): boolean {
  return part?.kind === "text" || part?.kind === "progress";
}

const tones: Readonly<Record<NonNullable<TextModel["tone"]>, Tone>> = {
  plain: "plain",
  code: "plain",
  good: "green",
  warning: "yellow",
  bad: "red",
  dim: "dim",
};

function drawText({ text, tone = "plain" }: TextModel, { columns, paint }: TableSpace): string {
  // A tab in code is indentation; in other text it is made visible.
  if (tone === "code") return highlightCode(safeLines(text.replaceAll("\t", "  ")).join("\n"), paint);
  const lines = safeLines(text);
  return lines
    .flatMap((line) => wrapText(line, columns))
    .map((line) => paint(tones[tone], line))
    .join("\n");
}

const marks: Readonly<Record<ProgressModel["state"], readonly [tone: Tone, mark: string]>> = {
  running: ["blue", "◌"],
  done: ["green", "✓"],
  failed: ["red", "✗"],
};

/**
 * Draws a step: `✓ create job "lemons" → 37`, `◌ wait for on_review ▰▰▰▱▱▱ 3/6 labeler_1 3/6`. A running one is cut to a
 * line of `columns`; an ended one, which stays, continues below.
 */
export function drawProgressLine(model: ProgressModel, columns: number, paint: Paint): string {
  if (model.state !== "running") return drawEnded(model, Math.max(columns - 2, 4), paint);
  const note = noteBesideBar(model);
  const { start, room } = progressStart(model, columns, paint);
  return note === undefined || room < 2 ? start : `${start} ${paint("dim", cutText(safeText(note), room))}`;
}

function drawEnded(model: ProgressModel, room: number, paint: Paint): string {
  const [tone, mark] = marks[model.state];
  const lines = wrapText(safeText(model.label), room);
  const note = safeText(noteBesideBar(model) ?? "");
  const last = lines.pop() ?? "";
  const isBeside = note !== "" && textWidth(last) + 1 + textWidth(note) <= room;
  lines.push(isBeside ? `${last} ${paint("dim", note)}` : last);
  if (note !== "" && !isBeside) lines.push(...wrapText(note, room).map((line) => paint("dim", line)));
  return `${paint(tone, mark)} ${lines.join("\n  ")}`;
}

// A wait's note about people takes two lines at 80 columns; more would displace its table.
const maxNoteLines = 3;

/** Like {@link drawProgressLine}; a long note continues below, on at most three lines. `spinner` replaces the mark `◌`. */
export function drawProgressLines(model: ProgressModel, columns: number, paint: Paint, spinner?: string): string[] {
  const note = noteBesideBar(model);
  const { start, room } = progressStart(model, columns, paint, spinner);
  if (note === undefined) return [start];
  const noteText = safeText(note);
  if (textWidth(noteText) <= room) return [`${start} ${paint("dim", noteText)}`];
  const head = room < 8 ? "" : (wrapText(noteText, room)[0] ?? "");
  const below = wrapText(noteText.slice(head.length).trim(), Math.max(columns - 2, 1));
  const shownNotes = below.slice(0, maxNoteLines);
  if (below.length > shownNotes.length) {
    shownNotes[maxNoteLines - 1] = cutText(`${shownNotes[maxNoteLines - 1]} …`, Math.max(columns - 2, 1));
  }
  const first = head === "" ? start : `${start} ${paint("dim", head)}`;
  return [first, ...shownNotes.map((line) => `  ${paint("dim", line)}`)];
}

/** Returns the mark, label and bar of a step, and the width left for its note. */
function progressStart(
  { label, done, total, state }: ProgressModel,
  columns: number,
  paint: Paint,
  spinner?: string,
): { readonly start: string; readonly room: number } {
  const [tone, mark] = marks[state];
  const shown = state === "running" ? (spinner ?? mark) : mark;
  const hasBar = state === "running" && total !== undefined;
  const count = hasBar ? progressText({ done, total }) : "";
  const barSize = columns >= 60 ? 12 : 6;
  const room = Math.max(columns - 2 - (hasBar ? barSize + count.length + 2 : 0), 4);
  const labelText = cutText(safeText(label), room);
  const bar = hasBar ? ` ${drawBar(done, total, barSize, paint)} ${count}` : "";
  return { start: `${paint(tone, shown)} ${labelText}${bar}`, room: room - textWidth(labelText) - 1 };
}
