/** Executes a notebook's cells in order and gives it back with what they left. Knows no file. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Cell, type CodeCell, type JsonObject, type Notebook, type Output, tagsOf } from "../format/cells.js";
import { CellOutputs, type Displays } from "../format/outputs.js";
import type { CellEnd } from "./kernel-process.js";

/** An error of this cell is expected and does not end the run. */
const mayRaise = "raises-exception";
/** This cell is left as it is. */
const skipped = "skip-execution";
/** How long a cell that was interrupted may take to end before its kernel is given up. */
const interruptPatienceMs = 3_000;

/** What runs the cells: a kernel. */
export interface Executor {
  execute(code: string, tell: (type: string, content: JsonObject) => void): Promise<CellEnd>;
  interrupt(): Promise<void>;
}

/** One cell's turn, for people who wait. `number` counts code cells from 1. */
export interface CellProgress {
  readonly number: number;
  readonly total: number;
  readonly cell: CodeCell;
}

/** How a notebook is executed. */
export interface RunOptions {
  /** What one cell may take. */
  readonly limitMs: number;
  /** Called before a cell runs. */
  readonly onCell?: (progress: CellProgress) => void;
  /** Stops the cell that runs, and the run. */
  readonly signal?: AbortSignal;
}

/** The cell that ended a run, and why. */
export interface CellFailure {
  /** The place among all cells of the notebook, from 1. */
  readonly place: number;
  readonly cell: CodeCell;
  readonly reason: "error" | "limit" | "gone" | "interrupted";
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** What came of a run: the notebook with new outputs, up to the cell that failed. */
export interface RunOutcome {
  readonly notebook: Notebook;
  /** How many cells were run. */
  readonly ran: number;
  readonly failure?: CellFailure;
}

/**
 * Runs the code cells. A cell that fails ends the run, unless it is tagged `raises-exception`; one tagged
 * `skip-execution` keeps what it has. Cells behind a failure lose their outputs, which are not of this run.
 */
export async function runCells(notebook: Notebook, executor: Executor, options: RunOptions): Promise<RunOutcome> {
  const total = notebook.cells.filter(isRun).length;
  const displays: Displays = new Map();
  const collected = new Map<Cell, CellOutputs>();
  const counts = new Map<Cell, number | null>();
  let failure: CellFailure | undefined;
  for (const [index, cell] of notebook.cells.entries()) {
    if (!isRun(cell)) continue;
    options.onCell?.({ number: collected.size + 1, total, cell });
    const outputs = new CellOutputs(displays);
    collected.set(cell, outputs);
    const end = await runOne(cell, executor, outputs, options);
    counts.set(cell, end.status === "ok" || end.status === "error" ? (end.count ?? collected.size) : null);
    if (end.status === "ok" || (end.status === "error" && tagsOf(cell).includes(mayRaise))) continue;
    failure = failureOf(index + 1, cell, end, options);
    break;
  }
  const cells = notebook.cells.map((cell): Cell => {
    if (!isRun(cell)) return emptied(cell);
    return { ...cell, outputs: outputsOf(collected.get(cell)), execution_count: counts.get(cell) ?? null };
  });
  const outcome = { notebook: { ...notebook, cells }, ran: collected.size };
  return failure === undefined ? outcome : { ...outcome, failure: { ...failure, cell: ranCell(failure, collected) } };
}

type End = CellEnd | { readonly status: "limit" | "interrupted" };

async function runOne(cell: CodeCell, executor: Executor, outputs: CellOutputs, options: RunOptions): Promise<End> {
  const { limitMs, signal } = options;
  const stopped = new AbortController();
  const work = executor.execute(cell.source, (type, content) => outputs.take(type, content));
  const limit = sleep(limitMs, "limit" as const, { signal: stopped.signal });
  const aborted = new Promise<"interrupted">((resolve) => {
    if (signal?.aborted === true) resolve("interrupted");
    signal?.addEventListener("abort", () => resolve("interrupted"), { signal: stopped.signal });
  });
  limit.catch(() => undefined);
  try {
    const first = await Promise.race([work, limit, aborted]);
    if (typeof first === "object") return first;
    await executor.interrupt();
    await Promise.race([work, sleep(interruptPatienceMs, undefined, { signal: stopped.signal })]);
    return { status: first };
  } finally {
    stopped.abort();
  }
}

function failureOf(place: number, cell: CodeCell, end: End, { limitMs }: RunOptions): CellFailure {
  const base = { place, cell, traceback: [] };
  switch (end.status) {
    case "ok":
    case "error": {
      const { ename, evalue, traceback } = end.status === "error" ? end : { ename: "Error", evalue: "", traceback: [] };
      return { ...base, reason: "error", ename, evalue, traceback };
    }
    case "limit":
      return { ...base, reason: "limit", ename: "TimeLimit", evalue: `it ran longer than ${limitMs / 1000} s` };
    case "interrupted":
      return { ...base, reason: "interrupted", ename: "Interrupted", evalue: "the run was stopped" };
    case "gone": {
      const how = end.exitCode === null ? "was killed" : `ended with exit code ${end.exitCode}`;
      const traceback = end.log === "" ? [] : end.log.split("\n");
      return { ...base, reason: "gone", ename: "KernelGone", evalue: `the kernel ${how}`, traceback };
    }
  }
}

function ranCell({ cell }: CellFailure, collected: ReadonlyMap<Cell, CellOutputs>): CodeCell {
  return { ...cell, outputs: outputsOf(collected.get(cell)) };
}

function outputsOf(outputs: CellOutputs | undefined): readonly Output[] {
  return outputs?.outputs ?? [];
}

function isRun(cell: Cell): cell is CodeCell {
  return cell.cell_type === "code" && cell.source.trim() !== "" && !tagsOf(cell).includes(skipped);
}

function emptied(cell: Cell): Cell {
  const isBlank = cell.cell_type === "code" && cell.source.trim() === "";
  return isBlank ? { ...cell, outputs: [], execution_count: null } : cell;
}
