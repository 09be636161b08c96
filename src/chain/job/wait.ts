import { z } from "zod";
import { type Duration, durationSchema, durationText } from "../../base/duration.js";
import type { JobWaitOptions, WaitProgress } from "../../client/job/job-wait.js";
import { type WaitShown, WaitView } from "../../client/job/wait-view.js";
import { callbackOf, kinds } from "../../domain/arguments/kinds.js";
import { JobStateError } from "../../domain/errors.js";
import type { JobInfo } from "../../domain/records/job.js";
import { hasReached } from "../../domain/records/job-status.js";
import { planEntry, type Step, type StepContext } from "../core/node.js";
import { InactiveAnnotators } from "../people/inactive-annotators.js";
import { planEach, stateOf } from "./job-changes.js";
import { type JobSet, jobName, jobsText, refsOf } from "./job-set.js";

/** Options of a wait. */
export interface WaitOptions {
  /** How long to wait, for example `'2h'`. Default: forever. */
  readonly timeout?: Duration | undefined;
  /** Longest pause between polls. Default `'10s'`; starts shorter and slows down while nothing changes. */
  readonly every?: Duration | undefined;
  /** Stops the wait; its reason is rethrown unchanged. */
  readonly signal?: AbortSignal | undefined;
  /** Called after every poll. */
  readonly onProgress?: ((progress: WaitProgress) => void) | undefined;
}

const pauses = {
  timeout: durationSchema,
  every: durationSchema.refine((everyMs) => everyMs > 0, "expected more than 0"),
  signal: kinds.signal,
};

/** Checks the arguments of `waitFor`. */
export const waitSchema = z.object({
  status: kinds.status,
  options: z
    .strictObject({
      ...pauses,
      onProgress: callbackOf<(progress: WaitProgress) => void>(),
    })
    .partial(),
});

/** Checked arguments of a wait. */
export type CheckedWait = z.output<typeof waitSchema>;

/** Creates the step that waits until every job has reached a status. Cost: one list per poll, for any number of jobs. */
export function waitStep({ status, options }: CheckedWait): Step<JobSet, JobSet> {
  const { timeout, every, signal, onProgress } = options;
  const label = `wait for ${status}${timeout === undefined ? "" : `, at most ${durationText(timeout)}`}`;
  return {
    label,
    ...(signal === undefined ? {} : { signal }),
    async run(jobs, context) {
      if (jobs.length === 0) return jobs;
      const api = await context.api();
      const inactive = new InactiveAnnotators(context);
      const settings: JobWaitOptions = {
        timeout,
        every,
        signal: context.signal,
        teamId: jobs[0]?.teamId,
        ...shownIn(
          context,
          (job) => !hasReached(job.status, status),
          (job) => inactive.of(job),
          (progress) => {
            inactive.check(progress.jobs.filter((job) => !hasReached(job.status, status)));
            onProgress?.(progress);
          },
        ),
      };
      const ids = jobs.map(({ id }) => id);
      return refsOf(await api.labelingJob.waitAll(ids, status, settings).catch(rethrowWithResumeHint));
    },
    outcome: (jobs) => `${jobsText(jobs)} ${statusesText(jobs)}`.trimEnd(),
    async plan(jobs, context) {
      if (jobs === undefined) return { entries: [planEntry("wait", `until the new jobs are ${status}`)] };
      return planEach(label, jobs, context, (job) =>
        hasReached(job.status, status)
          ? planEntry("reuse", jobName(job), `is already ${stateOf(job)}`)
          : planEntry("wait", jobName(job), `${stateOf(job)} → ${status}`),
      );
    },
  };
}

/** Rethrows the error; for stopped jobs, its hint is the chain that resumes them. */
function rethrowWithResumeHint(error: unknown): never {
  const stopped = error instanceof JobStateError ? error.jobs.filter(({ status }) => status === "stopped") : [];
  const [one] = stopped;
  if (one === undefined) throw error;
  const hint = stopped.length === 1 ? `resume it: job(${one.id}).resume()` : "resume them: job(id).resume()";
  throw Object.defineProperty(error, "hint", { value: hint, enumerable: true });
}

/** Checks the arguments of `watch`. */
export const watchSchema = z.strictObject(pauses).partial();

const defaultWatchMs = 5_000;
const watchEnds: ReadonlySet<string> = new Set(["completed", "stopped"]);

/** Creates the step that shows jobs live until each is completed, stopped or archived. Cost: one list per poll. */
export function watchStep(options: z.output<typeof watchSchema>): Step<JobSet, JobSet> {
  const { timeout, every = defaultWatchMs, signal } = options;
  return {
    label: "watch",
    ...(signal === undefined ? {} : { signal }),
    async run(jobs, context) {
      if (jobs.length === 0) return jobs;
      const infos = await (await context.api()).labelingJob.watchAll(
        jobs.map(({ id }) => id),
        {
          timeout,
          every,
          signal: context.signal,
          teamId: jobs[0]?.teamId,
          ...shownIn(context, (job) => !job.disabled && !watchEnds.has(job.status)),
        },
      );
      return refsOf(infos);
    },
    outcome: (jobs) => `${jobsText(jobs)} ${statusesText(jobs)}`.trimEnd(),
  };
}

/** Reports the progress of a wait, and outages of the server. */
function shownIn(
  context: StepContext,
  isAwaited: (job: JobInfo) => boolean,
  problemOf?: (job: JobInfo) => string | undefined,
  onProgress?: (progress: WaitProgress) => void,
): Pick<JobWaitOptions, "onProgress" | "onOutage"> {
  const view = new WaitView(isAwaited, problemOf);
  const show = ({ done, total, note, model }: WaitShown) => context.progress(done, total, note, model);
  return {
    onProgress(progress) {
      onProgress?.(progress);
      show(view.update(progress.jobs));
    },
    onOutage: ({ text }) => show(view.outage(text)),
  };
}

function statusesText(jobs: JobSet): string {
  const statuses = new Set(jobs.flatMap(({ info }) => (info === undefined ? [] : [stateOf(info)])));
  return statuses.size === 1 ? [...statuses].join("") : "";
}
