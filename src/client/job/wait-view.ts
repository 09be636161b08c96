/** A wait as its watchers see it: a bar of images, a line, and the table of the jobs below it. */
import type { TableModel } from "../../domain/display/display.js";
import { tableOf } from "../../domain/display/record-display.js";
import type { ProgressEvent } from "../../domain/lazy.js";
import { JobInfo } from "../../domain/records/job.js";
import { WaitPace } from "./wait-pace.js";

/** What is shown beside the step's name. */
export type WaitShown = Pick<ProgressEvent, "done" | "total" | "note" | "model">;

/** Makes what is shown from the looks of one wait. */
export class WaitView {
  readonly #pace = new WaitPace();
  readonly #isAwaited: (job: JobInfo) => boolean;
  readonly #problemOf: ((job: JobInfo) => string | undefined) | undefined;
  #last: { done: number; total: number; model?: TableModel } = { done: 0, total: 0 };

  /** `isAwaited` says which jobs are not there yet; `problemOf` what keeps their annotator from working. */
  constructor(isAwaited: (job: JobInfo) => boolean, problemOf?: (job: JobInfo) => string | undefined) {
    this.#isAwaited = isAwaited;
    this.#problemOf = problemOf;
  }

  /** After a look at the jobs. */
  look(jobs: readonly JobInfo[]): WaitShown {
    const { done, total, order, text } = this.#pace.look(jobs, this.#isAwaited, this.#problemOf);
    // The line says all of a single job.
    const model = jobs.length === 1 ? {} : { model: { ...tableOf(JobInfo, jobs), first: order } };
    this.#last = { done, total, ...model };
    return { ...this.#last, note: text };
  }

  /** While the server gives no answer: what was seen last stays. */
  outage(text: string): WaitShown {
    return { ...this.#last, note: text };
  }
}
