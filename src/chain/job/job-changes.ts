/** Steps that change the status of jobs, with one request per job. */
import type { Api } from "../../client/api.js";
import type { JobInfo } from "../../domain/records/job.js";
import {
  type PlanEntry,
  planEntry,
  type ReadContext,
  type Step,
  type StepContext,
  type StepPlan,
} from "../core/node.js";
import { eachItem } from "../list/items.js";
import { type JobRef, type JobSet, jobName, jobsText, readJobs, refsOf, withoutRecords } from "./job-set.js";

/** Changes each job, once per step: after a failure at one job, the next attempt does not change the others again. */
export async function changeEach<Job extends { readonly id: number }>(
  jobs: readonly Job[],
  context: StepContext,
  change: (job: Job) => Promise<unknown>,
): Promise<void> {
  const changed = (job: Job) => async () => {
    await change(job);
    return [];
  };
  await eachItem(jobs, context, (job) => context.createOnce(job.id, changed(job)));
}

/** A change that is applied to each job. */
interface JobChange {
  readonly label: string;
  /** The new state, for example `stopped`, and whether a job has it already. */
  readonly becomes: (job: JobInfo) => string;
  readonly isSo: (job: JobInfo) => boolean;
  apply(api: Api, job: JobRef, context: StepContext): Promise<void>;
}

function changeStep({ label, becomes, isSo, apply }: JobChange): Step<JobSet, JobSet> {
  return {
    label,
    writes: true,
    async run(jobs, context) {
      const api = await context.api();
      await changeEach(jobs, context, (job) => apply(api, job, context));
      return withoutRecords(jobs);
    },
    outcome: jobsText,
    plan: (jobs, context) =>
      planEach(label, jobs, context, (info) =>
        planEntry(
          isSo(info) ? "reuse" : "change",
          jobName(info),
          isSo(info) ? `is already ${becomes(info)}` : `${stateOf(info)} → ${becomes(info)}`,
        ),
      ),
  };
}

// More entries are unreadable; the rest is counted.
const maxEntries = 20;

/** Plans the change of each job: lists the first 20 and counts the others. */
export async function planEach(
  label: string,
  jobs: JobSet | undefined,
  context: ReadContext,
  entryOf: (info: JobInfo) => PlanEntry,
): Promise<StepPlan<JobSet>> {
  if (jobs === undefined) return { entries: [planEntry("change", label, "the jobs of the previous step")] };
  const infos = await readJobs(jobs, context);
  const entries = infos.slice(0, maxEntries).map(entryOf);
  if (infos.length === 0) entries.push(planEntry("reuse", "no jobs", "nothing to do"));
  if (infos.length > maxEntries) entries.push(planEntry("change", `${infos.length - maxEntries} more jobs`));
  return { entries, value: refsOf(infos) };
}

/** Returns the status, or `archived`. */
export function stateOf(job: JobInfo): string {
  return job.disabled ? "archived" : job.status;
}

/** Stops jobs: their annotators can no longer work on them. */
export const stopStep = changeStep({
  label: "stop",
  becomes: () => "stopped",
  isSo: (job) => job.status === "stopped",
  apply: (api, { id }, context) => api.labelingJob.stop(id, context),
});

/** Archives jobs. */
export const archiveStep = changeStep({
  label: "archive",
  becomes: () => "archived",
  isSo: (job) => job.disabled,
  apply: (api, { id }, context) => api.labelingJob.archive(id, context),
});

/** Resumes stopped jobs: to `in_progress` if they had been started, else to `pending`. */
export const resumeStep: Step<JobSet, JobSet> = {
  label: "resume",
  writes: true,
  async run(jobs, context) {
    const api = await context.api();
    const stopped = (await readJobs(jobs, context)).filter(({ status }) => status === "stopped");
    await changeEach(stopped, context, (job) => api.labelingJob.setStatus(job.id, resumedTo(job), context));
    return withoutRecords(jobs);
  },
  outcome: jobsText,
  plan: (jobs, context) =>
    planEach("resume", jobs, context, (job) =>
      job.status === "stopped"
        ? planEntry("change", jobName(job), `stopped → ${resumedTo(job)}`)
        : planEntry("reuse", jobName(job), `is ${stateOf(job)}, not stopped`),
    ),
};

function resumedTo({ startedAt }: JobInfo): "pending" | "in_progress" {
  return startedAt === null ? "pending" : "in_progress";
}
