/** Draws an error in a terminal: what failed, the user's line, its parts, and the hint. At most a screen unless whole. */
import type { DisplayModel, ErrorModel } from "../../domain/display/display.js";
import { highlightCode } from "../text/highlight.js";
import { safeLines, safeText } from "../text/safe-text.js";
import { cutText, textWidth, wrapText } from "../text/text-width.js";
import type { TableSpace } from "./terminal-table.js";

const maxLines = { message: 8, longMessage: 40, part: 14, all: 24 };

/** Returns the lines of `error`; `draw` renders its parts. */
export function drawError(
  error: ErrorModel,
  space: TableSpace,
  draw: (model: DisplayModel, space: TableSpace) => string,
): string {
  const { paint, columns } = space;
  const head = messageLines(error, space);
  const source = error.source === undefined ? [] : sourceLines(error.source, space);
  const hint = error.hint === undefined ? [] : hintLines(error.hint, space);
  const isWhole = error.isWhole === true;
  const room = isWhole
    ? Number.POSITIVE_INFINITY
    : Math.max(maxLines.all - head.length - source.length - hint.length, 4);
  const maxRows = isWhole ? Number.POSITIVE_INFINITY : maxLines.part;
  const parts = (error.parts ?? []).flatMap((part) => draw(part, { ...space, maxRows }).split("\n"));
  const shown = parts.length <= room ? parts : [...parts.slice(0, room - 1), more(parts.length - room + 1)];
  return [...head, ...source, ...shown, ...hint].join("\n");

  function more(count: number): string {
    return paint("dim", cutText(`… ${count} more lines`, columns));
  }
}

function messageLines({ name, message, isLong, isWhole }: ErrorModel, { columns, paint }: TableSpace): string[] {
  const title = safeText(name);
  const lines = safeLines(message === "" ? title : `${title}: ${message}`).flatMap((line) => wrapText(line, columns));
  const max = isWhole === true ? Number.POSITIVE_INFINITY : isLong === true ? maxLines.longMessage : maxLines.message;
  if (lines.length > max) {
    lines.splice(max - 1, Number.POSITIVE_INFINITY, `… ${lines.length - max + 1} more lines`);
  }
  return lines.map((line, index) =>
    index === 0 && line.startsWith(title) ? paint("error", title) + line.slice(title.length) : line,
  );
}

/** Returns the user's line with a caret, cut around the column if it is long. */
export function sourceLines(
  { file, line, column, text, functionName }: NonNullable<ErrorModel["source"]>,
  { columns, paint }: Pick<TableSpace, "columns" | "paint">,
): string[] {
  const inFunction = functionName === undefined ? "" : ` (${safeText(functionName)})`;
  const where = `${safeText(file)}:${line}${column === undefined ? "" : `:${column}`}${inFunction}`;
  const gutter = `${line} │ `;
  const room = Math.max(columns - 2 - gutter.length, 8);
  const before = column === undefined ? "" : safeSource(text.slice(0, column - 1));
  const fullLine = safeSource(text);
  // Starts where the caret is visible.
  const start = textWidth(before) < room ? 0 : before.length - Math.floor(room / 2);
  const visible = cutText(fullLine.slice(start), room);
  const lines = [paint("dim", `  ${where}`), `  ${paint("dim", gutter)}${highlightCode(visible, paint)}`];
  if (column !== undefined) {
    const indent = " ".repeat(2 + gutter.length - 2 + textWidth(before.slice(start)));
    lines.push(
      `${indent.slice(0, gutter.length)}${paint("dim", "│ ")}${indent.slice(gutter.length)}${paint("red", "^")}`,
    );
  }
  return lines;
}

function safeSource(text: string): string {
  return safeText(text.replaceAll("\t", "  "));
}

function hintLines(hint: string, { columns, paint }: TableSpace): string[] {
  const lines = safeLines(hint).flatMap((line) => wrapText(line, columns - 6));
  return lines.map((line, index) => `${index === 0 ? paint("hint", "hint:") : "     "} ${line}`);
}
