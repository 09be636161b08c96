/** Display of a wait: a progress bar, a summary line, and a table of the jobs. */
import type { TableModel } from "../../domain/display/display.js";
import { tableOf } from "../../domain/display/record-display.js";
import type { ProgressEvent } from "../../domain/lazy.js";
import { JobInfo } from "../../domain/records/job.js";
import { WaitPace } from "./wait-pace.js";

/** The display of one step. */
export type WaitShown = Pick<ProgressEvent, "done" | "total" | "note" | "model">;

/** Creates the display of one wait from its polls. */
export class WaitView {
  readonly #pace = new WaitPace();
  readonly #isAwaited: (job: JobInfo) => boolean;
  readonly #problemOf: ((job: JobInfo) => string | undefined) | undefined;
  #last: { done: number; total: number; model?: TableModel } = { done: 0, total: 0 };

  /** `isAwaited`: whether a job is unfinished; `problemOf`: why its annotator cannot work. */
  constructor(isAwaited: (job: JobInfo) => boolean, problemOf?: (job: JobInfo) => string | undefined) {
    this.#isAwaited = isAwaited;
    this.#problemOf = problemOf;
  }

  /** Updates the display after a poll. */
  update(jobs: readonly JobInfo[]): WaitShown {
    const { done, total, order, text } = this.#pace.update(jobs, this.#isAwaited, this.#problemOf);
    // For a single job the line says everything.
    const model = jobs.length === 1 ? {} : { model: { ...waitTable(jobs), rowsByPriority: order } };
    this.#last = { done, total, ...model };
    return { ...this.#last, note: text };
  }

  /** Updates the display during an outage; the last known state is kept. */
  outage(text: string): WaitShown {
    return { ...this.#last, note: text };
  }
}

// On a narrow screen rows must not become records, which would leave room for one job only.
const narrowPriorities: Readonly<Record<string, number>> = { Name: 0.5, ID: 0.25 };

function waitTable(jobs: readonly JobInfo[]): TableModel {
  const table = tableOf(JobInfo, jobs);
  const columns = table.columns.map((column) => ({
    ...column,
    hidePriority: column.hidePriority ?? narrowPriorities[column.title],
  }));
  return { ...table, columns };
}
