/** Reads and writes notebook files. */
import { readFile, stat } from "node:fs/promises";
import { relative } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { writeFileAtomic } from "../../base/files/write-file-atomic.js";
import { isRecord } from "../../base/is-record.js";
import { fileErrorText } from "../../domain/file-error.js";
import type { Notebook } from "../../domain/notebook/cells.js";
import { NotebookError } from "../../domain/notebook/notebook-error.js";
import { parseNotebook } from "../../domain/notebook/parse-notebook.js";
import { serializeNotebook } from "../../domain/notebook/serialize-notebook.js";

/**
 * Reads a notebook file.
 *
 * @throws {NotebookError} the file is missing, is not a notebook of format 4, or is written in another language
 */
export async function readNotebook(file: string | URL): Promise<Notebook> {
  const path = typeof file === "string" ? file : fileURLToPath(file);
  const name = shownPath(path);
  const bytes = await readBytes(path).catch((reason: unknown) => {
    throw new NotebookError(name, `cannot be read: ${fileErrorText(reason)}`);
  });
  const notebook = parseNotebook(bytes, name);
  const language = languageOf(notebook);
  if (language !== undefined && language !== "typescript") {
    throw new NotebookError(name, `expected TypeScript cells, found ${language.slice(0, 80)}`);
  }
  return notebook;
}

/**
 * Reads a file. Named pipes are rejected: opening one blocks a thread until a writer opens it too, and the process
 * cannot end.
 */
async function readBytes(path: string): Promise<Buffer> {
  if ((await stat(path)).isFIFO()) throw new Error("it is a named pipe");
  return readFile(path);
}

/** Writes a notebook file; a failure leaves the old one unchanged. */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  try {
    await writeFileAtomic(path, serializeNotebook(notebook));
  } catch (reason) {
    throw new NotebookError(
      shownPath(path),
      `cannot be written: ${fileErrorText(reason)}`,
      "use -o to write another file",
    );
  }
}

function shownPath(path: string): string {
  if (path.trim() === "") return `'${path}'`;
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") || fromHere === "" ? path : fromHere;
}

function languageOf({ metadata }: Notebook): string | undefined {
  const { language_info: info, kernelspec: spec } = metadata;
  const language = (isRecord(info) && info.name) || (isRecord(spec) && spec.language);
  return typeof language === "string" ? language.toLowerCase() : undefined;
}
