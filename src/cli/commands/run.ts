/** `slylab run`: executes notebooks without a browser. */
import { stat } from "node:fs/promises";
import process from "node:process";
import { packageFile } from "../../base/files/package-file.js";
import type { DisplayModel, ProgressModel } from "../../domain/display/display.js";
import { NotebookError } from "../../domain/notebook/notebook-error.js";
import { slylabKernel, tslabKernel } from "../../notebook/run/kernels.js";
import { differenceModel, failureModel, summaryModel } from "../../notebook/run/report.js";
import type { NotebookProgress } from "../../notebook/run/run.js";
import { type FileRunOutcome, runNotebookFile } from "../../notebook/run/run-file.js";
import { modelOf } from "../../render/model/model.js";
import { LivePanel, repaintWanted } from "../../render/terminal/live.js";
import { TerminalHost } from "../support/terminal-host.js";

/** The options of `slylab run`. */
export interface RunCommandOptions {
  readonly parameter: readonly string[];
  readonly output?: string;
  readonly check?: boolean;
  readonly update?: boolean;
  readonly kernel: "slylab" | "tslab";
  /** Time limit of a cell, in seconds. */
  readonly timeout: number;
}

const ownKernel = packageFile("dist/cli/kernel.cjs");

/**
 * Runs the notebooks; returns the highest exit code: 0 success, 1 a cell failed or differs, 2 wrong usage, 124 a cell
 * exceeded its time limit, 130 Ctrl-C.
 */
export async function runNotebooks(files: readonly string[], options: RunCommandOptions): Promise<number> {
  const terminal = new TerminalHost();
  const problem = await usageProblem(files, options);
  if (problem !== undefined) {
    terminal.printError(problem);
    return 2;
  }
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.on("SIGINT", interrupt);
  try {
    let worst = 0;
    for (const file of files) {
      worst = Math.max(worst, await runOne(file, options, terminal, interruption.signal));
      if (interruption.signal.aborted) break;
    }
    return worst;
  } finally {
    process.off("SIGINT", interrupt);
  }
}

async function usageProblem(files: readonly string[], { output, check, update }: RunCommandOptions) {
  const problem = (message: string, hint: string): DisplayModel => ({ kind: "error", name: "Usage", message, hint });
  if (check === true && update === true) {
    return problem("cannot combine --check and --update", "use --check to compare or --update to save");
  }
  if (output !== undefined && update === true) {
    return problem("cannot combine -o and --update", "use -o for another file or --update for the notebook");
  }
  const isFolder = output?.endsWith("/") === true || (output !== undefined && (await isDirectory(output)));
  if (output !== undefined && files.length > 1 && !isFolder) {
    return problem(
      `cannot write ${files.length} notebooks to one file: ${output}`,
      "use -o with a folder, for example out/",
    );
  }
  return undefined;
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

async function runOne(
  file: string,
  options: RunCommandOptions,
  terminal: TerminalHost,
  signal: AbortSignal,
): Promise<number> {
  const panel = new LivePanel(process.stderr, { isLive: repaintWanted(process.stderr, process.env) });
  try {
    const outcome = await runNotebookFile(file, {
      kernel: (folder) => (options.kernel === "tslab" ? tslabKernel(folder) : slylabKernel(ownKernel, folder)),
      isOwnKernel: options.kernel === "slylab",
      parameters: options.parameter,
      limitMs: options.timeout * 1000,
      check: options.check === true,
      update: options.update === true,
      ...(options.output === undefined ? {} : { output: options.output }),
      onCell: (progress) => panel.show(progressModel(file, progress)),
      signal,
    });
    panel.clear();
    report(outcome, terminal);
    return exitCodeOf(outcome);
  } catch (error) {
    panel.clear();
    if (!(error instanceof NotebookError)) throw error;
    terminal.printError(modelOf(error));
    return 2;
  }
}

function progressModel(file: string, { number, total, cell }: NotebookProgress): ProgressModel {
  // Cut, since the panel is drawn again and again.
  const [note = ""] = cell.source.slice(0, 400).split("\n");
  return { kind: "progress", label: file, done: number - 1, total, state: "running", note };
}

/** Details of failures go to stderr, one line per notebook to stdout. */
function report(outcome: FileRunOutcome, terminal: TerminalHost): void {
  if (outcome.failure !== undefined) terminal.printError(failureModel(outcome.file, outcome.failure));
  for (const difference of outcome.differences) terminal.printError(differenceModel(outcome.file, difference));
  terminal.print(summaryModel(outcome));
}

function exitCodeOf({ failure, differences }: FileRunOutcome): number {
  if (failure?.reason === "limit") return 124;
  if (failure?.reason === "interrupted") return 130;
  return failure !== undefined || differences.length > 0 ? 1 : 0;
}
