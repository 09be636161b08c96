/** Compares the saved outputs of a notebook with those of a new run. */
import { type CodeCell, type JsonObject, type Notebook, type Output, tagsOf } from "../../domain/notebook/cells.js";
import { sortedJson } from "../../domain/notebook/serialize-notebook.js";
import { unescapeHtml } from "../../render/text/safe-text.js";
import { diffLines } from "./diff.js";
import { normalize } from "./normalize.js";

/** A cell whose outputs differ from the saved ones. */
export interface CellDifference {
  /** 1-based position among all cells of the notebook. */
  readonly cellNumber: number;
  readonly cell: CodeCell;
  /** Lines of the diff: `-` is saved, `+` is new. */
  readonly diff: readonly string[];
}

/**
 * Returns the cells of `run` whose outputs differ from the cells with the same ids in `saved`. Compares kinds, streams,
 * errors and every MIME type after normalization (`normalize.ts`). Ignores execution counts, how streams were split
 * into messages, and cells tagged `skip-execution` or `injected-parameters`.
 *
 * @param form - `everything`; or `text`, for kernels that produce other kinds of output for the same values: compares
 * only the visible text
 */
export function compareNotebooks(
  saved: Notebook,
  run: Notebook,
  form: "everything" | "text" = "everything",
): readonly CellDifference[] {
  const write = form === "everything" ? wholeText : readText;
  const before = new Map(saved.cells.map((cell) => [cell.id, cell]));
  const differences: CellDifference[] = [];
  for (const [index, cell] of run.cells.entries()) {
    if (cell.cell_type !== "code" || tagsOf(cell).some((tag) => untested.has(tag))) continue;
    const old = before.get(cell.id);
    const [was, is] = [old?.cell_type === "code" ? write(old.outputs) : "", write(cell.outputs)];
    if (was !== is) differences.push({ cellNumber: index + 1, cell, diff: diffLines(was, is) });
  }
  return differences;
}

const untested: ReadonlySet<string> = new Set(["skip-execution", "injected-parameters"]);

function wholeText(outputs: readonly Output[]): string {
  return joinedStreams(outputs).map(outputText).join("\n");
}

function outputText(output: Output): string {
  switch (output.output_type) {
    case "stream":
      return `[${output.name}]\n${normalize(output.text)}`;
    case "error":
      return `[error] ${output.ename}: ${normalize(output.evalue)}\n${normalize(output.traceback.join("\n"))}`;
    case "display_data":
    case "execute_result":
      return bundleText(output.output_type, output.data);
  }
}

function bundleText(kind: string, data: JsonObject): string {
  const entries = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([type, value]) => `[${kind} ${type}]\n${normalize(contentText(type, value))}`).join("\n");
}

function contentText(type: string, value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(sortedJson(value), null, 1);
  // One tag per line makes the diff readable.
  return type === "text/html" || type === "image/svg+xml" ? value.replace(/></g, ">\n<") : value;
}

function joinedStreams(outputs: readonly Output[]): readonly Output[] {
  const merged: Output[] = [];
  for (const output of outputs) {
    const last = merged.at(-1);
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name) {
      merged[merged.length - 1] = { ...last, text: last.text + output.text };
    } else {
      merged.push(output);
    }
  }
  return merged;
}

/** Returns the visible text of outputs, without borders, markup and line breaks. */
function readText(outputs: readonly Output[]): string {
  return outputs
    .map(plainText)
    .filter((text) => text !== "")
    .join("\n");
}

function plainText(output: Output): string {
  switch (output.output_type) {
    case "stream":
      return words(output.text);
    case "error":
      // Kernels report the place of an error differently.
      return words(`${output.ename}: ${output.evalue}`);
    case "display_data":
    case "execute_result":
      // Only our kernel shows a trace of steps.
      if (isTrace(output.metadata)) return "";
      return words(
        typeof output.data["text/html"] === "string"
          ? unescapeHtml(withoutTags(output.data["text/html"]))
          : String(output.data["text/plain"] ?? ""),
      );
  }
}

function isTrace({ slylab }: JsonObject): boolean {
  return typeof slylab === "object" && slylab !== null && "trace" in slylab;
}

/** Replaces each tag, and the content of styles and scripts, by a space. Scans once, since the HTML is untrusted. */
function withoutTags(html: string): string {
  let text = "";
  let at = 0;
  for (let open = html.indexOf("<"); open !== -1; open = html.indexOf("<", at)) {
    const hidden = /^<(style|script)/.exec(html.slice(open, open + 7))?.[1];
    const close = hidden === undefined ? open : html.indexOf(`</${hidden}>`, open);
    const end = close === -1 ? -1 : html.indexOf(">", close);
    if (end === -1) break;
    text += `${html.slice(at, open)} `;
    at = end + 1;
  }
  return text + html.slice(at);
}

function words(text: string): string {
  return normalize(text)
    .replace(/[\u2500-\u259f\u25a0-\u25ff]/g, " ")
    .split(/\s+/)
    .filter((word) => word !== "")
    .join("\n");
}
