/** Parses and validates the text of a notebook file. */
import { createHash } from "node:crypto";
import { isRecord } from "../../base/is-record.js";
import { shortened } from "../../base/text/shorten.js";
import type { JsonObject, Notebook, NotebookCell, Output } from "./cells.js";
import { NotebookError } from "./notebook-error.js";

/** JSON nested more deeply cannot be serialized, and Jupyter cannot read it. */
const maxDepth = 500;

/**
 * Parses a notebook. Cells of formats 4.0 to 4.4, which have no ids, get ids derived from their position and text.
 *
 * @param content - the file's text or its bytes
 * @param name - the file's name in errors
 * @throws {NotebookError} the content is not UTF-8, not JSON, not format 4, or invalid; names the cell
 */
export function parseNotebook(content: string | Uint8Array, name: string): Notebook {
  const json = parseJson(typeof content === "string" ? content : decoded(content, name), name);
  const { nbformat, nbformat_minor: minor, metadata, cells } = json;
  if (nbformat !== 4) {
    const other = typeof nbformat === "number" ? `notebook format ${nbformat}` : `nbformat ${shown(nbformat)}`;
    const found = nbformat === undefined ? "no notebook" : other;
    throw new NotebookError(name, `expected notebook format 4, found ${found}`, "open and save it in JupyterLab");
  }
  const expected = (field: string, what: string, found: unknown) =>
    new NotebookError(name, problemOf(field, found, what));
  if (typeof minor !== "number") throw expected("nbformat_minor", "a number", minor);
  if (!isRecord(metadata)) throw expected("metadata", "an object", metadata);
  if (!Array.isArray(cells)) throw expected("cells", "a list", cells);
  const cellOfId = new Map<string, number>();
  const parsed = cells.map((cell, index) => {
    const parsedCell = parseCell(cell, index, (problem) => new NotebookError(name, `cell ${index + 1}: ${problem}`));
    const { id } = parsedCell;
    const earlier = cellOfId.get(id);
    if (earlier !== undefined) {
      throw new NotebookError(name, `cell ${index + 1}: id is ${shown(id)}, which is also the id of cell ${earlier}`);
    }
    cellOfId.set(id, index + 1);
    return parsedCell;
  });
  // Written by older versions of Jupyter; they describe the file as it was before.
  const { orig_nbformat: _format, orig_nbformat_minor: _minor, signature: _signature, ...kept } = metadata;
  return { cells: parsed, metadata: kept };
}

type MakeError = (problem: string) => NotebookError;

// Replacing invalid bytes would lose them when the notebook is written.
function decoded(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new NotebookError(name, "the file is not UTF-8", "save it as UTF-8, as JupyterLab does");
  }
}

function parseJson(text: string, name: string): JsonObject {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (reason) {
    throw new NotebookError(name, `invalid JSON (${reason instanceof Error ? reason.message : reason})`);
  }
  if (!isRecord(json)) throw new NotebookError(name, "expected a JSON object");
  if (isDeeper(json, maxDepth)) throw new NotebookError(name, `nested deeper than ${maxDepth} levels`);
  return json;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  for (const one of Array.isArray(value) ? value : Object.values(value)) {
    if (isDeeper(one, levels - 1)) return true;
  }
  return false;
}

/** A value for an error message. */
function shown(value: unknown): string {
  return shortened(JSON.stringify(value) ?? "undefined", 80);
}

/** Describes an invalid field: its value, if it has one, and what was expected. */
function problemOf(field: string, found: unknown, expected: string): string {
  return `${field} is ${found === undefined ? "missing" : shown(found)}, expected ${expected}`;
}

function parseCell(cell: unknown, index: number, invalid: MakeError): NotebookCell {
  if (!isRecord(cell)) throw invalid(problemOf("it", cell, "an object"));
  const source = textOf(cell.source);
  if (source === undefined) throw invalid(problemOf("source", cell.source, "text or a list of lines"));
  if (!isRecord(cell.metadata)) throw invalid(problemOf("metadata", cell.metadata, "an object"));
  const { trusted: _, ...metadata } = cell.metadata;
  const attachments = isRecord(cell.attachments) ? { attachments: cell.attachments } : {};
  const base = { id: idOf(cell.id, source, index, invalid), metadata, source, ...attachments };
  switch (cell.cell_type) {
    case "markdown":
    case "raw":
      return { ...base, cell_type: cell.cell_type };
    case "code": {
      const { execution_count: count = null, outputs } = cell;
      if (!isIntegerOrNull(count)) throw invalid(problemOf("execution_count", count, "a whole number or null"));
      if (!Array.isArray(outputs)) throw invalid(problemOf("outputs", outputs, "a list"));
      const parsed = outputs.map((output, at) =>
        parseOutput(output, (problem) => invalid(`output ${at + 1}: ${problem}`)),
      );
      return { ...base, cell_type: "code", execution_count: count, outputs: parsed };
    }
    default:
      throw invalid(problemOf("cell_type", cell.cell_type, "code, markdown or raw"));
  }
}

function idOf(id: unknown, source: string, index: number, invalid: MakeError): string {
  if (id === undefined) return createHash("sha256").update(`${index}\n${source}`).digest("hex").slice(0, 8);
  if (typeof id !== "string" || !/^[\w-]{1,64}$/.test(id)) {
    throw invalid(problemOf("id", id, "1 to 64 letters, digits, - or _"));
  }
  return id;
}

function parseOutput(output: unknown, invalid: MakeError): Output {
  if (!isRecord(output)) throw invalid(problemOf("it", output, "an object"));
  const { output_type: type } = output;
  switch (type) {
    case "stream": {
      const text = textOf(output.text);
      if (typeof output.name !== "string") throw invalid(problemOf("name", output.name, "stdout or stderr"));
      if (text === undefined) throw invalid(problemOf("text", output.text, "text or a list of lines"));
      return { output_type: type, name: output.name, text };
    }
    case "display_data":
    case "execute_result": {
      const { metadata = {}, execution_count: count = null } = output;
      if (!isRecord(output.data)) throw invalid(problemOf("data", output.data, "an object"));
      if (!isRecord(metadata)) throw invalid(problemOf("metadata", metadata, "an object"));
      const base = { data: bundleOf(output.data), metadata };
      if (type === "display_data") return { ...base, output_type: type };
      if (!isIntegerOrNull(count)) throw invalid(problemOf("execution_count", count, "a whole number or null"));
      return { ...base, output_type: type, execution_count: count };
    }
    case "error": {
      const { ename, evalue, traceback } = output;
      if (typeof ename !== "string") throw invalid(problemOf("ename", ename, "text"));
      if (typeof evalue !== "string") throw invalid(problemOf("evalue", evalue, "text"));
      const lines = Array.isArray(traceback) ? traceback : [];
      if (!lines.every((line) => typeof line === "string"))
        throw invalid(problemOf("traceback", traceback, "a list of lines"));
      return { output_type: type, ename, evalue, traceback: lines };
    }
    default:
      throw invalid(problemOf("output_type", type, "stream, display_data, execute_result or error"));
  }
}

function bundleOf(data: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(data).map(([type, value]) => [
      type,
      /^application\/(.*\+)?json$/.test(type) ? value : (textOf(value) ?? value),
    ]),
  );
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return Array.isArray(value) && value.every((line) => typeof line === "string") ? value.join("") : undefined;
}

function isIntegerOrNull(value: unknown): value is number | null {
  return value === null || (typeof value === "number" && Number.isInteger(value));
}
