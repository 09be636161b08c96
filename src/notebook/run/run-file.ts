/** One notebook's file from reading to writing: what `slylab run` does with each. */
import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { makeFolder } from "../../base/make-folder.js";
import { type CellDifference, compareNotebooks } from "../compare/compare.js";
import { readNotebook, writeNotebook } from "../format/format.js";
import { NotebookError } from "../format/notebook-error.js";
import { withParameters } from "../format/parameters.js";
import { type KernelCommand, KernelProcess } from "./kernel-process.js";
import { type CellFailure, type CellProgress, runCells } from "./run.js";

/** What to do with a notebook. */
export interface FileRunOptions {
  /** How a kernel is started in the notebook's folder. */
  readonly kernel: (folder: string) => KernelCommand;
  /** Whether the kernel is the one that the outputs were saved by; another one shows the same in other kinds of output. */
  readonly isOwnKernel: boolean;
  /** `NAME=VALUE`, each for a name that the cell tagged `parameters` declares. */
  readonly parameters: readonly string[];
  /** What one cell may take. */
  readonly limitMs: number;
  /** Compare with the saved outputs. */
  readonly check: boolean;
  /** Write the new outputs into the notebook itself. */
  readonly update: boolean;
  /** Write the executed notebook to this file, or under its name into this folder. */
  readonly output?: string;
  readonly onCell?: (progress: CellProgress) => void;
  readonly signal?: AbortSignal;
}

/** What came of it. */
export interface FileRunOutcome {
  readonly file: string;
  /** How many cells were run. */
  readonly ran: number;
  readonly durationMs: number;
  readonly failure?: CellFailure;
  /** Cells that differ; empty without `check`. */
  readonly differences: readonly CellDifference[];
  /** The file that was written. */
  readonly written?: string;
}

/**
 * Runs a notebook's file. The file itself is written only with `update`, and then only when every cell ran; the output
 * file is written also after a failure, since it is what one looks at then.
 *
 * @throws {NotebookError} the file cannot be read, run as asked, or written; the kernel does not start
 */
export async function runNotebookFile(file: string, options: FileRunOptions): Promise<FileRunOutcome> {
  const { parameters, update } = options;
  if (update && parameters.length > 0) {
    throw new NotebookError(
      file,
      "an update would save the outputs of other parameters",
      "give a file by -o in its place",
    );
  }
  const saved = await readNotebook(file);
  const startedAt = performance.now();
  const asked = withParameters(saved, parameters, file);
  const kernel = await startKernel(file, options);
  let outcome: Awaited<ReturnType<typeof runCells>>;
  try {
    outcome = await runCells(asked, kernel, options);
  } finally {
    await kernel.close();
  }
  const { notebook, ran, failure } = outcome;
  const target = await targetOf(file, options, failure);
  if (target !== undefined) await writeNotebook(target, notebook);
  const isCompared = options.check && failure === undefined;
  const differences = isCompared ? compareNotebooks(saved, notebook, options.isOwnKernel ? "everything" : "text") : [];
  return {
    file,
    ran,
    durationMs: performance.now() - startedAt,
    differences,
    ...(failure === undefined ? {} : { failure }),
    ...(target === undefined ? {} : { written: target }),
  };
}

async function startKernel(file: string, options: FileRunOptions): Promise<KernelProcess> {
  try {
    return await KernelProcess.start(options.kernel(dirname(resolve(file))));
  } catch (reason) {
    throw new NotebookError(file, reason instanceof Error ? reason.message : String(reason));
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
    await makeFolder(dirname(target));
    return target;
  }
  return update && failure === undefined ? file : undefined;
}
