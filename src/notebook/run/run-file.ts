/** Runs one notebook file for `slylab run`. */
import { stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { defined } from "../../base/defined.js";
import { makeFolder } from "../../base/files/make-folder.js";
import { NewPaths } from "../../base/files/new-paths.js";
import { fileErrorText, isFileError } from "../../domain/file-error.js";
import type { Notebook } from "../../domain/notebook/cells.js";
import { NotebookError } from "../../domain/notebook/notebook-error.js";
import { type CellDifference, compareNotebooks } from "../compare/compare.js";
import { readNotebook, writeNotebook } from "../format/notebook-file.js";
import { withParameters } from "../format/parameters.js";
import { type KernelCommand, KernelProcess } from "./kernel-process.js";
import { type CellFailure, type NotebookProgress, runCells } from "./run.js";

/** Options of {@link runNotebookFile}. */
export interface FileRunOptions {
  /** Returns how to start a kernel in the notebook's folder. */
  readonly kernel: (folder: string) => KernelCommand;
  /**
   * Whether the kernel is the one that saved the outputs; others produce different kinds of output for the same values.
   */
  readonly isOwnKernel: boolean;
  /** `NAME=VALUE` for names declared in the cell tagged `parameters`. */
  readonly parameters: readonly string[];
  /** Time limit of a cell, in milliseconds. */
  readonly limitMs: number;
  /** Compare the outputs with the saved ones. */
  readonly check: boolean;
  /** Write the new outputs to the notebook itself. */
  readonly update: boolean;
  /** Write the executed notebook to this file, or into this folder. */
  readonly output?: string;
  readonly onCell?: (progress: NotebookProgress) => void;
  readonly signal?: AbortSignal;
}

/** The outcome of a run. */
export interface FileRunOutcome {
  readonly file: string;
  /** The number of cells that ran. */
  readonly ran: number;
  readonly durationMs: number;
  readonly failure?: CellFailure;
  /** Cells whose outputs differ; empty without `check`. */
  readonly differences: readonly CellDifference[];
  /** The file that was written. */
  readonly written?: string;
}

/**
 * Runs a notebook file. The file itself is written only with `update`, and only if every cell ran. The output file is
 * also written after a failure, to look into it.
 *
 * @throws {NotebookError} the file cannot be read, run or written, or the kernel does not start
 */
export async function runNotebookFile(file: string, options: FileRunOptions): Promise<FileRunOutcome> {
  const { parameters, update } = options;
  if (update && parameters.length > 0) {
    throw new NotebookError(
      file,
      "cannot update: the outputs would be those of other parameters",
      "use -o to write another file",
    );
  }
  const saved = await readNotebook(file);
  const startedAt = performance.now();
  const parameterized = withParameters(saved, parameters, file);
  const kernel = await startKernel(file, options);
  let outcome: Awaited<ReturnType<typeof runCells>>;
  try {
    outcome = await runCells(parameterized, kernel, options);
  } finally {
    await kernel.close();
  }
  const { notebook, ran, failure } = outcome;
  const target = await targetOf(file, options, failure);
  if (target !== undefined) await writeOutput(target, notebook);
  const isCompared = options.check && failure === undefined;
  const differences = isCompared ? compareNotebooks(saved, notebook, options.isOwnKernel ? "everything" : "text") : [];
  return {
    file,
    ran,
    durationMs: performance.now() - startedAt,
    differences,
    ...defined({ failure, written: target }),
  };
}

async function startKernel(file: string, options: FileRunOptions): Promise<KernelProcess> {
  try {
    return await KernelProcess.start(options.kernel(dirname(resolve(file))));
  } catch (reason) {
    const isFull = isFileError(reason);
    throw isFull
      ? new NotebookError(
          file,
          `the kernel cannot be started: ${fileErrorText(reason)} in ${tmpdir()}`,
          "free disk space there, or set TMPDIR to another folder",
        )
      : new NotebookError(file, reason instanceof Error ? reason.message : String(reason));
  }
}

async function writeOutput(target: string, notebook: Notebook): Promise<void> {
  const created = new NewPaths([dirname(target)]);
  await makeFolder(dirname(target)).catch((reason: unknown) => {
    const hint = "use -o with another folder";
    throw new NotebookError(target, `its folder cannot be created: ${fileErrorText(reason)}`, hint);
  });
  try {
    await writeNotebook(target, notebook);
  } catch (error) {
    created.remove();
    throw error;
  }
}

async function targetOf(
  file: string,
  { output, update }: FileRunOptions,
  failure: CellFailure | undefined,
): Promise<string | undefined> {
  if (output !== undefined) {
    const isFolder = (await stat(output).catch(() => undefined))?.isDirectory() === true || output.endsWith("/");
    const target = isFolder ? join(output, basename(file)) : output;
    return target;
  }
  return update && failure === undefined ? file : undefined;
}
