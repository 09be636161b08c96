/** Display models that report a run. */
import { stripVTControlCharacters } from "node:util";
import { countText } from "../../base/text/count-text.js";
import { countNewlines } from "../../base/text/lines.js";
import { shortened } from "../../base/text/shorten.js";
import type { DisplayModel, TextModel } from "../../domain/display/display.js";
import type { CodeCell } from "../../domain/notebook/cells.js";
import type { CellDifference } from "../compare/compare.js";
import type { CellFailure } from "./run.js";
import type { FileRunOutcome } from "./run-file.js";

/** Longer sources and outputs are cut; the notebook contains them completely. */
const maxLines = 40;
const maxLineLength = 400;

/** Summarizes a notebook's run in one line. */
export function summaryModel({ file, ran, durationMs, failure, differences, written }: FileRunOutcome): TextModel {
  const time = `${(durationMs / 1000).toFixed(1)} s`;
  const cells = `${countText(ran, "cell")} in ${time}`;
  const where = written === undefined ? "" : `, written to ${written}`;
  if (failure !== undefined) {
    return { kind: "text", tone: "bad", text: `✗ ${file}: cell ${failure.cellNumber} failed after ${cells}${where}` };
  }
  if (differences.length > 0) {
    const cellNumbers = differences.map(({ cellNumber }) => cellNumber).join(", ");
    return { kind: "text", tone: "bad", text: `✗ ${file}: differs in cell ${cellNumbers}; ${cells}${where}` };
  }
  return { kind: "text", tone: "good", text: `✓ ${file}: ${cells}${where}` };
}

/** Shows the cell that ended the run: its source, output, and error with traceback. */
export function failureModel(file: string, failure: CellFailure): DisplayModel {
  const { cellNumber, cell, reason, ename, evalue, traceback } = failure;
  const printed = cell.outputs
    .map((output) => (output.output_type === "stream" ? output.text.trimEnd() : ""))
    .filter((text) => text !== "");
  const parts: DisplayModel[] = [{ kind: "text", text: `${file}, cell ${cellNumber}:`, tone: "bad" }, sourceOf(cell)];
  if (printed.length > 0) parts.push({ kind: "text", text: cut(printed.join("\n")) });
  // An interrupted cell has its own error, which does not say why it was interrupted.
  const lines = traceback.length > 0 || reason !== "error" ? traceback : tracebackOf(cell);
  const text = lines.length > 0 ? lines.join("\n") : `${ename}: ${evalue}`;
  parts.push({ kind: "text", text: cut(stripVTControlCharacters(text)), tone: "bad" });
  return { kind: "stack", parts };
}

/** Shows a cell whose outputs differ: its first line and the diff. */
export function differenceModel(file: string, { cellNumber, cell, diff }: CellDifference): DisplayModel {
  const [first = ""] = cell.source.split("\n");
  const parts: DisplayModel[] = [
    { kind: "text", text: cutLine(`${file}, cell ${cellNumber}: ${first}`), tone: "bad" },
    ...diff.slice(0, maxLines).map(
      (line): TextModel => ({
        kind: "text",
        text: cutLine(line),
        tone: line.startsWith("-") ? "bad" : line.startsWith("+") ? "good" : "dim",
      }),
    ),
  ];
  if (diff.length > maxLines) parts.push({ kind: "text", text: `… ${diff.length - maxLines} more lines`, tone: "dim" });
  return { kind: "stack", parts };
}

function sourceOf(cell: CodeCell): TextModel {
  const numbered = cell.source.split("\n").map((line, index) => `${String(index + 1).padStart(3)} ${line}`);
  return { kind: "text", text: cut(numbered.join("\n")), tone: "code" };
}

function tracebackOf({ outputs }: CodeCell): readonly string[] {
  const error = outputs.find((output) => output.output_type === "error");
  return error?.output_type === "error" ? error.traceback : [];
}

function cut(text: string): string {
  const shown = text.split("\n", maxLines).map(cutLine);
  const more = countNewlines(text) + 1 - shown.length;
  return [...shown, ...(more > 0 ? [`… ${more} more lines`] : [])].join("\n");
}

function cutLine(line: string): string {
  return shortened(line, maxLineLength);
}
