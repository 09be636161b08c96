/** Executes a notebook's cells in order. Independent of files. */
import { setTimeout as sleep } from "node:timers/promises";
import { bytesText } from "../../base/text/byte-size.js";
import {
  type CodeCell,
  type JsonObject,
  type Notebook,
  type NotebookCell,
  type Output,
  tagsOf,
} from "../../domain/notebook/cells.js";
import { CellOutputs, Displays } from "../format/outputs.js";
import type { CellEnd } from "./kernel-process.js";

/** Tag of a cell whose error does not end the run. */
const mayRaiseTag = "raises-exception";
/** Tag of a cell that is not run. */
const skipTag = "skip-execution";
/** Milliseconds that an interrupted cell has to end. */
const interruptTimeoutMs = 3_000;
/** Jupyter cannot open larger notebooks, and the process would run out of memory. */
const maxOutputSize = 100_000_000;

/** Runs cells, for example in a kernel. */
export interface Executor {
  execute(code: string, onMessage: (type: string, content: JsonObject) => void): Promise<CellEnd>;
  interrupt(): Promise<void>;
}

/** The cell that is about to run. `number` counts code cells, 1-based. */
export interface NotebookProgress {
  readonly number: number;
  readonly total: number;
  readonly cell: CodeCell;
}

/** Options of {@link runCells}. */
export interface NotebookRunOptions {
  /** Time limit of a cell, in milliseconds. */
  readonly limitMs: number;
  /** Limit of the output of all cells, in characters. Default 100 million. */
  readonly maxOutputSize?: number;
  /** Called before each cell. */
  readonly onCell?: (progress: NotebookProgress) => void;
  /** Stops the running cell and the run. */
  readonly signal?: AbortSignal;
}

/** The cell that ended a run, and why. */
export interface CellFailure {
  /** 1-based position among all cells of the notebook. */
  readonly cellNumber: number;
  readonly cell: CodeCell;
  readonly reason: "error" | "limit" | "output" | "gone" | "interrupted";
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** The outcome of a run: the notebook with new outputs, up to the failed cell. */
export interface RunOutcome {
  readonly notebook: Notebook;
  /** The number of cells that ran. */
  readonly ran: number;
  readonly failure?: CellFailure;
}

/**
 * Runs the code cells. A cell that fails ends the run, unless it is tagged `raises-exception`; one tagged
 * `skip-execution` keeps its outputs. Cells after a failure lose their outputs, which are not from this run.
 */
export async function runCells(
  notebook: Notebook,
  executor: Executor,
  options: NotebookRunOptions,
): Promise<RunOutcome> {
  const total = notebook.cells.filter(willRun).length;
  const displays = new Displays();
  const collected = new Map<NotebookCell, CellOutputs>();
  const counts = new Map<NotebookCell, number | null>();
  let failure: CellFailure | undefined;
  for (const [index, cell] of notebook.cells.entries()) {
    if (!willRun(cell)) continue;
    options.onCell?.({ number: collected.size + 1, total, cell });
    const outputs = new CellOutputs(displays);
    collected.set(cell, outputs);
    const end = await runOne(cell, executor, { outputs, displays }, options);
    counts.set(cell, end.status === "ok" || end.status === "error" ? (end.count ?? collected.size) : null);
    if (end.status === "ok" || (end.status === "error" && tagsOf(cell).includes(mayRaiseTag))) continue;
    failure = failureOf(index + 1, cell, end, options);
    break;
  }
  const cells = notebook.cells.map((cell): NotebookCell => {
    if (!willRun(cell)) return withoutStaleOutputs(cell);
    return { ...cell, outputs: outputsOf(collected.get(cell)), execution_count: counts.get(cell) ?? null };
  });
  const outcome = { notebook: { ...notebook, cells }, ran: collected.size };
  return failure === undefined ? outcome : { ...outcome, failure: { ...failure, cell: ranCell(failure, collected) } };
}

type End = CellEnd | { readonly status: "limit" | "output" | "interrupted" };

async function runOne(
  cell: CodeCell,
  executor: Executor,
  { outputs, displays }: { readonly outputs: CellOutputs; readonly displays: Displays },
  options: NotebookRunOptions,
): Promise<End> {
  const { limitMs, signal, maxOutputSize: maxSize = maxOutputSize } = options;
  const stopped = new AbortController();
  let isFull: (end: "output") => void = () => undefined;
  const full = new Promise<"output">((resolve) => {
    isFull = resolve;
  });
  const work = executor.execute(cell.source, (type, content) => {
    if (displays.size > maxSize) return;
    outputs.take(type, content);
    if (displays.size > maxSize) isFull("output");
  });
  const limit = sleep(limitMs, "limit" as const, { signal: stopped.signal });
  const aborted = new Promise<"interrupted">((resolve) => {
    if (signal?.aborted === true) resolve("interrupted");
    signal?.addEventListener("abort", () => resolve("interrupted"), { signal: stopped.signal });
  });
  limit.catch(() => undefined);
  try {
    const first = await Promise.race([work, limit, full, aborted]);
    if (typeof first === "object") return first;
    await executor.interrupt();
    await Promise.race([work, sleep(interruptTimeoutMs, undefined, { signal: stopped.signal })]);
    return { status: first };
  } finally {
    stopped.abort();
  }
}

function failureOf(cellNumber: number, cell: CodeCell, end: End, options: NotebookRunOptions): CellFailure {
  const { limitMs, maxOutputSize: maxSize = maxOutputSize } = options;
  const base = { cellNumber, cell, traceback: [] };
  switch (end.status) {
    case "ok":
    case "error": {
      const { ename, evalue, traceback } = end.status === "error" ? end : { ename: "Error", evalue: "", traceback: [] };
      return { ...base, reason: "error", ename, evalue, traceback };
    }
    case "limit":
      return { ...base, reason: "limit", ename: "TimeLimit", evalue: `the cell took longer than ${limitMs / 1000} s` };
    case "output":
      return {
        ...base,
        reason: "output",
        ename: "OutputLimit",
        evalue: `the cells printed more than ${bytesText(maxSize)}`,
      };
    case "interrupted":
      return { ...base, reason: "interrupted", ename: "Interrupted", evalue: "the run was stopped" };
    case "gone": {
      const how = end.exitCode === null ? "was killed" : `ended with exit code ${end.exitCode}`;
      const traceback = end.log === "" ? [] : end.log.split("\n");
      return { ...base, reason: "gone", ename: "KernelGone", evalue: `the kernel ${how}`, traceback };
    }
  }
}

function ranCell({ cell }: CellFailure, collected: ReadonlyMap<NotebookCell, CellOutputs>): CodeCell {
  return { ...cell, outputs: outputsOf(collected.get(cell)) };
}

function outputsOf(outputs: CellOutputs | undefined): readonly Output[] {
  return outputs?.outputs ?? [];
}

function willRun(cell: NotebookCell): cell is CodeCell {
  return cell.cell_type === "code" && cell.source.trim() !== "" && !tagsOf(cell).includes(skipTag);
}

function withoutStaleOutputs(cell: NotebookCell): NotebookCell {
  const isBlank = cell.cell_type === "code" && cell.source.trim() === "";
  return isBlank ? { ...cell, outputs: [], execution_count: null } : cell;
}
