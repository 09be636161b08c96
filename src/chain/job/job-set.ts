/** The jobs of a chain, by id, with records if a step has read them. */
import { NoResultError, NotFoundError } from "../../domain/errors.js";
import type { JobInfo } from "../../domain/records/job.js";
import { planEntry, type ReadContext, type Step, withoutProgress } from "../core/node.js";
import { eachItem } from "../list/items.js";

/** One job. If the team is known, it can be read in a list with others. */
export interface JobRef {
  readonly id: number;
  readonly teamId?: number | undefined;
  /** Record after the last step; undefined if that step changed the job without reading it. */
  readonly info?: JobInfo | undefined;
  /** After a review: number of images without a verdict. */
  readonly open?: number | undefined;
}

/** Jobs in order. */
export type JobSet = readonly JobRef[];

/** Creates the refs of records that were just read. */
export function refsOf(infos: readonly JobInfo[]): JobSet {
  return infos.map((info) => ({ id: info.id, teamId: info.teamId, info }));
}

/** Removes the records from refs, after a step changed the jobs. */
export function withoutRecords(jobs: JobSet): JobSet {
  return jobs.map(({ id, teamId }) => (teamId === undefined ? { id } : { id, teamId }));
}

// Keeps the list of ids well below the size limit of requests.
const idsAtOnce = 500;

/**
 * Reads the records of `jobs` in order, including archived ones.
 * Cost: one list per team and 500 jobs; one request per job whose team is not known.
 */
export async function readJobs(jobs: JobSet, context: ReadContext): Promise<readonly JobInfo[]> {
  const api = await context.api();
  const found = new Map<number, JobInfo>();
  for (const [teamId, ofTeam] of byTeam(jobs)) {
    if (teamId === undefined || jobs.length === 1) {
      const infos = await eachItem(ofTeam, withoutProgress(context), ({ id }) =>
        api.labelingJob.getInfoById(id, context),
      );
      for (const info of infos) found.set(info.id, info);
      continue;
    }
    for (let from = 0; from < ofTeam.length; from += idsAtOnce) {
      const ids = ofTeam.slice(from, from + idsAtOnce).map(({ id }) => id);
      for (const info of await api.labelingJob.getList(teamId, { ids, showDisabled: true }, context))
        found.set(info.id, info);
    }
  }
  return jobs.map(({ id }) => {
    const info = found.get(id);
    if (info !== undefined) return info;
    throw noJob(id);
  });
}

function byTeam(jobs: JobSet): Map<number | undefined, JobRef[]> {
  const teams = new Map<number | undefined, JobRef[]>();
  for (const job of jobs) {
    const ofTeam = teams.get(job.teamId);
    if (ofTeam === undefined) teams.set(job.teamId, [job]);
    else ofTeam.push(job);
  }
  return teams;
}

/** Returns the records of the last step; reads missing ones. */
export async function currentJobs(jobs: JobSet, context: ReadContext): Promise<readonly JobInfo[]> {
  const infos = jobs.map(({ info }) => info).filter((info): info is JobInfo => info !== undefined);
  return infos.length === jobs.length ? infos : readJobs(jobs, context);
}

/** Creates the step that selects a job by id. The job is read when a step needs its record, or for a plan. */
export function jobStep(id: number): Step<undefined, JobSet> {
  return {
    label: `job ${id}`,
    assumes: true,
    run: async () => [{ id }],
    async plan(_input, context) {
      const api = await context.api();
      try {
        const info = await api.labelingJob.getInfoById(id, context);
        return {
          entries: [planEntry("read", jobName(info), info.status)],
          value: refsOf([info]),
        };
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error;
        throw noJob(id);
      }
    },
  };
}

function noJob(id: number): NoResultError {
  const hint = "check the id: team(…).jobs() lists the jobs you can see";
  return new NoResultError(`no job ${id}`, { query: `job ${id}`, count: 0, hint });
}

/** Creates the step that reads the jobs again. */
export const refreshStep: Step<JobSet, JobSet> = {
  label: "refresh",
  run: async (jobs, context) => refsOf(await readJobs(jobs, context)),
  outcome: jobsText,
};

/** Creates the step that keeps the jobs for which `test` returns true. */
export function whereStep(test: (job: JobInfo) => boolean): Step<JobSet, JobSet> {
  return {
    label: "where …",
    run: async (jobs, context) => refsOf((await currentJobs(jobs, context)).filter(test)),
    outcome: jobsText,
  };
}

/** Formats a job, for example `job 37 'lemons'`. */
export function jobName({ id, name }: { readonly id: number; readonly name: string }): string {
  return `job ${id} '${name}'`;
}

/** Formats jobs, for example `jobs 37, 38 and 18 more`. */
export function jobsText(jobs: JobSet): string {
  if (jobs.length === 0) return "no jobs";
  if (jobs.length === 1) return `job ${jobs[0]!.id}`;
  const ids = jobs.slice(0, 6).map(({ id }) => id);
  return `jobs ${ids.join(", ")}${jobs.length > ids.length ? ` and ${jobs.length - ids.length} more` : ""}`;
}
