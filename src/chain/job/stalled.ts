/** Finds jobs without activity. */
import { durationSchema, durationText } from "../../base/duration.js";
import type { Step } from "../core/node.js";
import { type JobSet, jobsText, readJobs, refsOf } from "./job-set.js";

/** Checks the argument of `stalled`. */
export const stalledSchema = durationSchema.refine((time) => time > 0, "expected more than 0");

/** Creates the step that keeps jobs in progress without activity for that long. Cost: one list of jobs, one of activity per team. */
export function stalledStep(timeMs: number): Step<JobSet, JobSet> {
  return {
    label: `stalled for ${durationText(timeMs)}`,
    async run(jobs, context) {
      const api = await context.api();
      const since = new Date(Date.now() - timeMs);
      const running = (await readJobs(jobs, context)).filter(
        (job) => job.status === "in_progress" && !job.disabled && (job.startedAt ?? job.createdAt) < since,
      );
      const active = new Set<number>();
      for (const teamId of new Set(running.map((job) => job.teamId))) {
        for await (const { jobId } of api.team.getActivity(teamId, { from: since }, context)) {
          if (jobId !== null) active.add(jobId);
        }
      }
      return refsOf(running.filter(({ id }) => !active.has(id)));
    },
    outcome: jobsText,
  };
}
