/** `slylab run`: notebooks executed without a browser, one after the other. */
import { stat } from "node:fs/promises";
import process from "node:process";
import { packageFile } from "../../base/package-file.js";
import type { DisplayModel, ProgressModel } from "../../domain/display/display.js";
import { NotebookError } from "../../notebook/format/notebook-error.js";
import { slylabKernel, tslabKernel } from "../../notebook/run/kernels.js";
import { differenceModel, failureModel, summaryModel } from "../../notebook/run/report.js";
import type { CellProgress } from "../../notebook/run/run.js";
import { type FileRunOutcome, runNotebookFile } from "../../notebook/run/run-file.js";
import { modelOf } from "../../render/model/model.js";
import { LivePanel, repaintWanted } from "../../render/terminal/live.js";
import { TerminalHost } from "../support/terminal-host.js";

/** The options of `slylab run`. */
export interface RunOptions {
  readonly parameter: readonly string[];
  readonly output?: string;
  readonly check?: boolean;
  readonly update?: boolean;
  readonly kernel: "slylab" | "tslab";
  /** Seconds a cell. */
  readonly timeout: number;
}

const ownKernel = packageFile("dist/cli/kernel.cjs");

/**
 * Runs the notebooks and gives the worst exit code: 0 all ran (and agree), 1 one failed or differs, 2 one cannot be run
 * as asked, 124 a cell ran out of time, 130 Ctrl-C.
 */
export async function runNotebooks(files: readonly string[], options: RunOptions): Promise<number> {
  const stage = new TerminalHost();
  const problem = await usageProblem(files, options);
  if (problem !== undefined) {
    stage.complain(problem);
    return 2;
  }
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.on("SIGINT", interrupt);
  try {
    let worst = 0;
    for (const file of files) {
      worst = Math.max(worst, await runOne(file, options, stage, interruption.signal));
      if (interruption.signal.aborted) break;
    }
    return worst;
  } finally {
    process.off("SIGINT", interrupt);
  }
}

async function usageProblem(files: readonly string[], { output, check, update }: RunOptions) {
  const problem = (message: string, hint: string): DisplayModel => ({ kind: "error", name: "Usage", message, hint });
  if (check === true && update === true) {
    return problem("--check and --update ask for opposite things", "give one: compare, or write what is new");
  }
  if (output !== undefined && update === true) {
    return problem("-o and --update name two places", "give one: -o writes elsewhere, --update into the notebook");
  }
  const isFolder = output?.endsWith("/") === true || (output !== undefined && (await isDirectory(output)));
  if (output !== undefined && files.length > 1 && !isFolder) {
    return problem(`${output} is one file for ${files.length} notebooks`, "give -o a folder, as out/");
  }
  return undefined;
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

async function runOne(file: string, options: RunOptions, stage: TerminalHost, signal: AbortSignal): Promise<number> {
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
    report(outcome, stage);
    return exitCodeOf(outcome);
  } catch (error) {
    panel.clear();
    if (!(error instanceof NotebookError)) throw error;
    stage.complain(modelOf(error));
    return 2;
  }
}

function progressModel(file: string, { number, total, cell }: CellProgress): ProgressModel {
  const [first = ""] = cell.source.split("\n");
  return { kind: "progress", label: file, done: number - 1, total, state: "running", note: first };
}

/** What went wrong goes to stderr, the one line of each notebook to stdout. */
function report(outcome: FileRunOutcome, stage: TerminalHost): void {
  if (outcome.failure !== undefined) stage.complain(failureModel(outcome.file, outcome.failure));
  for (const difference of outcome.differences) stage.complain(differenceModel(outcome.file, difference));
  stage.print(summaryModel(outcome));
}

function exitCodeOf({ failure, differences }: FileRunOutcome): number {
  if (failure?.reason === "limit") return 124;
  if (failure?.reason === "interrupted") return 130;
  return failure !== undefined || differences.length > 0 ? 1 : 0;
}
