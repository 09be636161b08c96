/** Reports the progress of a wait to the host of the running cell. Chains report their own waits. */
import { hostContext } from "../../domain/display/host-context.js";
import type { JobInfo } from "../../domain/records/job.js";
import { WaitView } from "./wait-view.js";

// Chains number their steps from 1.
let lastId = 0;

/** Reports one wait as a step with progress. */
export interface WaitTrace {
  progress(jobs: readonly JobInfo[]): void;
  /** Reports that the server does not respond. */
  outage(text: string): void;
  end(state: "done" | "failed"): void;
}

/** Starts the reports of a wait for `target`; undefined if no host listens. */
export function traceWait(
  ids: readonly number[],
  target: string,
  isAwaited: (job: JobInfo) => boolean,
): WaitTrace | undefined {
  const { observer } = hostContext();
  if (observer === undefined) return undefined;
  lastId -= 1;
  const id = lastId;
  const label = `wait for ${target} of ${ids.length === 1 ? `job ${ids[0]}` : `${ids.length} jobs`}`;
  const startedMs = performance.now();
  observer.onStep?.({ id, label, state: "started" });
  const view = new WaitView(isAwaited);
  return {
    outage: (text) => observer.onProgress?.({ id, label, ...view.outage(text) }),
    progress: (jobs) => observer.onProgress?.({ id, label, ...view.update(jobs) }),
    end(state) {
      observer.onStep?.({ id, label, state, durationMs: performance.now() - startedMs });
    },
  };
}
