/** Renders a display model for programs: tab-separated, uncut, with a header line. */
import type { ChartModel, DisplayModel, ErrorModel, TableModel } from "../../domain/display/display.js";
import { cellPlain, noteBesideBar, progressText } from "../model/cells.js";
import { safeLines, safeText } from "../text/safe-text.js";

/**
 * Renders `model` for an output that is not a terminal: tab-separated cells with ISO times and plain numbers, all rows,
 * no color. Lines that are not rows start with `#`. No trailing newline.
 */
export function renderPiped(model: DisplayModel): string {
  switch (model.kind) {
    case "table":
      return tableText(model);
    case "record":
      return model.fields.map(({ label, value }) => `${safeText(label)}\t${cellPlain(value)}`).join("\n");
    case "text":
      return safeLines(model.text).join("\n");
    case "progress": {
      const { label, done, total, state } = model;
      const note = noteBesideBar(model);
      const count = total === undefined ? [] : [progressText({ done, total })];
      return [safeText(label), state, ...count, ...(note === undefined ? [] : [safeText(note)])].join("\t");
    }
    case "chart":
      return chartText(model);
    case "markup":
      return safeLines(model.text).join("\n");
    case "error":
      return errorText(model);
    case "sheet":
      return tableText(model.table);
    case "stack":
      return stackText(model.parts);
  }
}

function tableText({ columns, rows, more, note }: TableModel): string {
  const lines = [columns.map(({ title }) => safeText(title)).join("\t")];
  for (const row of rows) lines.push(columns.map((_column, index) => cellPlain(row[index])).join("\t"));
  if (more !== undefined && more > 0) lines.push(`# ${more} more`);
  if (note !== undefined) lines.push(`# ${safeText(note)}`);
  return lines.join("\n");
}

function stackText(parts: readonly DisplayModel[]): string {
  let text = "";
  for (const [index, part] of parts.entries()) {
    const title = (part.kind === "table" || part.kind === "record") && part.title !== undefined;
    const isClose = isLine(part) && isLine(parts[index - 1]);
    text += index === 0 ? "" : isClose ? "\n" : "\n\n";
    text += `${title ? `# ${safeText(part.title ?? "")}\n` : ""}${renderPiped(part)}`;
  }
  return text;
}

function isLine(part: DisplayModel | undefined): boolean {
  return part?.kind === "text" || part?.kind === "progress";
}

function chartText({ series, xTitle }: ChartModel): string {
  const xs = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))];
  const head = [xTitle ?? "x", ...series.map(({ name }, index) => name || `series ${index + 1}`)];
  const rows = xs.map((x) => [x, ...series.map(({ points }) => points.find((point) => point.x === x)?.y)]);
  return [head, ...rows].map((row) => row.map(cellPlain).join("\t")).join("\n");
}

function errorText({ name, message, source, parts = [], hint }: ErrorModel): string {
  const lines = safeLines(message === "" ? name : `${name}: ${message}`);
  if (source !== undefined) {
    const { file, line, column, text } = source;
    lines.push(
      `  at ${safeText(file)}:${line}${column === undefined ? "" : `:${column}`}`,
      `  ${safeText(text.trim())}`,
    );
  }
  for (const part of parts) lines.push(renderPiped(part));
  if (hint !== undefined) lines.push(`hint: ${safeLines(hint).join("\n      ")}`);
  return lines.join("\n");
}
