/** Reads and writes notebook files: nbformat 4, formatted as by Jupyter, so that diffs show only real changes. */
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { fileErrorText } from "../../domain/file-error.js";
import { type Cell, isObject, type JsonObject, type Notebook, type Output } from "./cells.js";
import { NotebookError } from "./notebook-error.js";
import { parseNotebook } from "./parse-notebook.js";
import { sortedJson, splitLines } from "./stable-json.js";

const unreadable: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EISDIR: "is a folder",
  EACCES: "permission denied",
};

/**
 * Reads a notebook file.
 *
 * @throws {NotebookError} the file is missing, is not a notebook of format 4, or is written in another language
 */
export async function readNotebook(file: string | URL): Promise<Notebook> {
  const path = typeof file === "string" ? file : fileURLToPath(file);
  const name = shownPath(path);
  const text = await readFile(path, "utf8").catch((reason: NodeJS.ErrnoException) => {
    throw new NotebookError(name, unreadable[reason.code ?? ""] ?? `cannot be read (${reason.code})`);
  });
  const notebook = parseNotebook(text, name);
  const language = languageOf(notebook);
  if (language !== undefined && language !== "typescript") {
    throw new NotebookError(name, `expected TypeScript cells, found ${language}`);
  }
  return notebook;
}

/** Writes a notebook file. Writes a new file first and renames it, so that a failure leaves the old one unchanged. */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  const fresh = join(dirname(path), `.${basename(path)}.${process.pid}.new`);
  const mode = (await stat(path).catch(() => undefined))?.mode;
  try {
    await writeFile(fresh, serializeNotebook(notebook), mode === undefined ? {} : { mode });
    await rename(fresh, path);
  } catch (reason) {
    await rm(fresh, { force: true }).catch(() => {});
    throw new NotebookError(
      shownPath(path),
      `cannot be written: ${fileErrorText(reason)}`,
      "use -o to write another file",
    );
  }
}

function shownPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") || fromHere === "" ? path : fromHere;
}

function languageOf({ metadata }: Notebook): string | undefined {
  const { language_info: info, kernelspec: spec } = metadata;
  const language = (isObject(info) && info.name) || (isObject(spec) && spec.language);
  return typeof language === "string" ? language.toLowerCase() : undefined;
}

/** Returns the text of a notebook file: format 4.5, keys sorted, indented by one space, like Jupyter. */
export function serializeNotebook({ cells, metadata }: Notebook): string {
  const file = { cells: cells.map(fileCell), metadata, nbformat: 4, nbformat_minor: 5 };
  return `${JSON.stringify(sortedJson(file), null, 1)}\n`;
}

function fileCell(cell: Cell): JsonObject {
  const source = splitLines(cell.source);
  return cell.cell_type === "code" ? { ...cell, source, outputs: cell.outputs.map(fileOutput) } : { ...cell, source };
}

function fileOutput(output: Output): JsonObject {
  switch (output.output_type) {
    case "stream":
      return { ...output, text: splitLines(output.text) };
    case "display_data":
    case "execute_result":
      return { ...output, data: Object.fromEntries(Object.entries(output.data).map(fileData)) };
    case "error":
      return output;
  }
}

const splitTypes: ReadonlySet<string> = new Set(["application/javascript", "image/svg+xml"]);

function fileData([type, value]: [string, unknown]): [string, unknown] {
  const isSplit = typeof value === "string" && (type.startsWith("text/") || splitTypes.has(type));
  return [type, isSplit ? splitLines(value) : value];
}
