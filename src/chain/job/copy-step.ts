/** The frame of steps that create copies of jobs: `clone().ensure()`, `restart` and `handOver`. */
import type { JobInfo } from "../../domain/records/job.js";
import { type PlanEntry, planEntry, type ReadContext, type Step, type StepContext } from "../core/node.js";
import { eachItem } from "../list/items.js";
import { peopleOf } from "../people/people.js";
import type { Reference } from "../project/scope.js";
import { type JobSet, jobsText } from "./job-set.js";
import { archiveAll } from "./lineage.js";

/** A job to copy, with the copies that a concurrent process created again. */
interface Copied {
  readonly job: JobInfo;
  readonly duplicates: readonly JobInfo[];
}

/** The parts in which steps that create copies differ. */
interface Copying<Found extends Copied> {
  readonly label: string;
  /** Note of the plan while the jobs are unknown. */
  readonly noteWithoutJobs: string;
  /** People who get the copies; the step fails before it creates anything if one of them is not a member. */
  readonly people: readonly (Reference | undefined)[];
  /** Reads the existing and the missing copies of each job. */
  find(jobs: JobSet, context: ReadContext): Promise<readonly Found[]>;
  /** Throws if a run must not start. Plans report this as a problem among their entries. */
  rejectRun?(found: readonly Found[]): void;
  /** Creates the missing copies of a job; returns the ids of all. */
  copy(found: Found, idOf: Awaited<ReturnType<typeof peopleOf>>, context: StepContext): Promise<readonly number[]>;
  entries(found: Found): readonly PlanEntry[];
}

/** Creates a step that finds the copies of each job, archives those that exist twice, and creates the missing ones. */
export function copyStep<Found extends Copied>(copying: Copying<Found>): Step<JobSet, JobSet> {
  const { label, people } = copying;
  const checkPeople = (all: readonly Found[], context: ReadContext) => {
    const jobs = all.map(({ job }) => job);
    return peopleOf(jobs, people, context);
  };
  return {
    label,
    writes: true,
    async run(jobs, context) {
      const all = await copying.find(jobs, context);
      copying.rejectRun?.(all);
      const idOf = await checkPeople(all, context);
      const created = await eachItem(all, context, async (found) => {
        await archiveAll(found.duplicates, context);
        const ids = await copying.copy(found, idOf, context);
        return ids.map((id) => ({ id, teamId: found.job.teamId }));
      });
      return created.flat();
    },
    outcome: jobsText,
    async plan(jobs, context) {
      if (jobs === undefined) return { entries: [planEntry("create", label, copying.noteWithoutJobs)] };
      const all = await copying.find(jobs, context);
      await checkPeople(all, context);
      return { entries: all.flatMap((found) => copying.entries(found)) };
    },
  };
}
