/** Saved outputs and those of a new run, cell by cell. */
import { type CodeCell, type JsonObject, type Notebook, type Output, tagsOf } from "../format/cells.js";
import { sortedJson } from "../format/stable-json.js";
import { diffLines } from "./diff.js";
import { normalize } from "./normalize.js";

/** A cell whose outputs are not what was saved. */
export interface CellDifference {
  /** The place among all cells of the notebook, from 1. */
  readonly place: number;
  readonly cell: CodeCell;
  /** `-` was saved, `+` came now. */
  readonly diff: readonly string[];
}

/**
 * The cells of `run` whose outputs differ from those of the cells with the same ids in `saved`. Compared are kinds, streams,
 * errors and every MIME type, after what may differ is made alike (`rules` in `normalize.ts`); not compared are execution
 * counts, where a stream's text was cut into messages, and cells tagged `skip-execution` or `injected-parameters`.
 *
 * @param form - `everything`; or `text`, for a kernel that shows the same values in other kinds of output: then the words
 *   that a reader sees are compared, and not how they are marked up
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
    if (was !== is) differences.push({ place: index + 1, cell, diff: diffLines(was, is) });
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
  // One line of markup tells nothing when it differs; a line a tag does.
  return type === "text/html" || type === "image/svg+xml" ? value.replace(/></g, ">\n<") : value;
}

function joinedStreams(outputs: readonly Output[]): readonly Output[] {
  const joined: Output[] = [];
  for (const output of outputs) {
    const last = joined.at(-1);
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name) {
      joined[joined.length - 1] = { ...last, text: last.text + output.text };
    } else {
      joined.push(output);
    }
  }
  return joined;
}

/** What a reader sees, whatever it was shown by: words and numbers, without frames, markup and line breaks. */
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
      // Each kernel has its own way to tell where; what happened is the same.
      return words(`${output.ename}: ${output.evalue}`);
    case "display_data":
    case "execute_result":
      // A trace of steps is shown by our kernel alone.
      if (isTrace(output.metadata)) return "";
      return words(
        typeof output.data["text/html"] === "string"
          ? stripped(output.data["text/html"])
          : String(output.data["text/plain"] ?? ""),
      );
  }
}

function isTrace({ slylab }: JsonObject): boolean {
  return typeof slylab === "object" && slylab !== null && "trace" in slylab;
}

function stripped(html: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&amp;": "&",
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&#39;": "'",
  };
  const bare = html.replace(/<(style|script)[^>]*>.*?<\/\1>/gs, " ").replace(/<[^>]*>/g, " ");
  return bare.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity);
}

function words(text: string): string {
  return normalize(text)
    .replace(/[\u2500-\u259f\u25a0-\u25ff]/g, " ")
    .split(/\s+/)
    .filter((word) => word !== "")
    .join("\n");
}
