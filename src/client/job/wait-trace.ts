/** Tells whoever watches the running cell how far a plain wait is; a chain tells of its own. */
import { ambient } from "../../domain/display/ambient.js";
import { tableOf } from "../../domain/display/record-display.js";
import { JobInfo } from "../../domain/records/job.js";

// Chains number their steps from 1 up.
let lastId = 0;

/** One wait, told as a step with progress. */
export interface WaitTrace {
  progress(jobs: readonly JobInfo[], reached: number): void;
  /** The server gives no answer. */
  outage(text: string): void;
  end(state: "done" | "failed"): void;
}

/** The trace of a wait for `target`; undefined where nobody watches. */
export function traceWait(ids: readonly number[], target: string): WaitTrace | undefined {
  const { observer } = ambient();
  if (observer === undefined) return undefined;
  lastId -= 1;
  const id = lastId;
  const label = `wait for ${target} of ${ids.length === 1 ? `job ${ids[0]}` : `${ids.length} jobs`}`;
  const startedMs = performance.now();
  observer.onStep?.({ id, label, state: "started" });
  let last = { done: 0, total: ids.length };
  return {
    outage: (note) => observer.onProgress?.({ id, label, ...last, note }),
    progress(jobs, reached) {
      last = { done: reached, total: jobs.length };
      const [only] = jobs;
      if (only !== undefined && jobs.length === 1) {
        const done = only.finishedImagesCount + only.acceptedImagesCount + only.rejectedImagesCount;
        const note = `${only.assignedToLogin} ${only.status}`;
        observer.onProgress?.({ id, label, done, total: only.imagesCount, note });
      } else observer.onProgress?.({ id, label, done: reached, total: jobs.length, model: tableOf(JobInfo, jobs) });
    },
    end(state) {
      observer.onStep?.({ id, label, state, durationMs: performance.now() - startedMs });
    },
  };
}
