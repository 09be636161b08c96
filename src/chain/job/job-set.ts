/** The jobs that a chain is about, by id, with the records where a step has read them. */
import { NoResultError, NotFoundError } from "../../domain/errors.js";
import type { JobInfo } from "../../domain/records/job.js";
import type { ReadContext, Step, StepContext } from "../core/node.js";
import { eachItem } from "../list/items.js";

/** One job. Without a team it is read alone, with one in a list. */
export interface JobRef {
  readonly id: number;
  readonly teamId?: number | undefined;
  /** As it was after the last step; absent where that step changed it and did not read. */
  readonly info?: JobInfo | undefined;
  /** After a review: images that still wait for a verdict. */
  readonly open?: number | undefined;
}

/** Jobs in their order. */
export type JobSet = readonly JobRef[];

/** The refs of records that were just read. */
export function refsOf(infos: readonly JobInfo[]): JobSet {
  return infos.map((info) => ({ id: info.id, teamId: info.teamId, info }));
}

/** The refs without their records: a step changed the jobs. */
export function outdated(jobs: JobSet): JobSet {
  return jobs.map(({ id, teamId }) => (teamId === undefined ? { id } : { id, teamId }));
}

// So that the list of ids stays far below the size of a request that servers take.
const idsAtOnce = 500;

/**
 * The records of `jobs` in their order, archived ones too.
 * Cost: one list per team and 500 jobs; one request per job whose team is not known.
 */
export async function readJobs(jobs: JobSet, context: ReadContext): Promise<readonly JobInfo[]> {
  const api = await context.api();
  const { signal } = context;
  const found = new Map<number, JobInfo>();
  for (const [teamId, ofTeam] of byTeam(jobs)) {
    if (teamId === undefined || jobs.length === 1) {
      const infos = await eachItem(ofTeam, quiet(context), ({ id }) => api.labelingJob.getInfoById(id, { signal }));
      for (const info of infos) found.set(info.id, info);
      continue;
    }
    for (let from = 0; from < ofTeam.length; from += idsAtOnce) {
      const ids = ofTeam.slice(from, from + idsAtOnce).map(({ id }) => id);
      for (const info of await api.labelingJob.getList(teamId, { ids, showDisabled: true }, { signal }))
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
  for (const job of jobs) teams.set(job.teamId, [...(teams.get(job.teamId) ?? []), job]);
  return teams;
}

/** The records as the last step left them; read where it did not. */
export async function currentJobs(jobs: JobSet, context: ReadContext): Promise<readonly JobInfo[]> {
  const infos = jobs.map(({ info }) => info).filter((info): info is JobInfo => info !== undefined);
  return infos.length === jobs.length ? infos : readJobs(jobs, context);
}

/** One job by its id. It is not asked for until a step needs its record; a plan looks whether it is there. */
export function jobStep(id: number): Step<undefined, JobSet> {
  return {
    label: `job ${id}`,
    assumes: true,
    run: async () => [{ id }],
    async plan(_input, context) {
      const api = await context.api();
      try {
        const info = await api.labelingJob.getInfoById(id, { signal: context.signal });
        return {
          entries: [{ action: "read", what: `job ${id} '${info.name}'`, note: info.status }],
          value: refsOf([info]),
        };
      } catch (fault) {
        if (!(fault instanceof NotFoundError)) throw fault;
        throw noJob(id);
      }
    },
  };
}

function noJob(id: number): NoResultError {
  const hint = "it was removed, or you have no right to see it; team(…).jobs() lists those you see";
  return new NoResultError(`no job ${id}`, { query: `job ${id}`, count: 0, hint });
}

/** Reads the jobs anew. */
export const refreshStep: Step<JobSet, JobSet> = {
  label: "refresh",
  run: async (jobs, context) => refsOf(await readJobs(jobs, context)),
  outcome: jobsText,
};

/** Keeps the jobs that the test passes. */
export function whereStep(test: (job: JobInfo) => boolean): Step<JobSet, JobSet> {
  return {
    label: "where …",
    run: async (jobs, context) => refsOf((await currentJobs(jobs, context)).filter(test)),
    outcome: jobsText,
  };
}

/** As `jobs 37, 38 and 18 more`. */
export function jobsText(jobs: JobSet): string {
  if (jobs.length === 0) return "no jobs";
  if (jobs.length === 1) return `job ${jobs[0]!.id}`;
  const ids = jobs.slice(0, 6).map(({ id }) => id);
  return `jobs ${ids.join(", ")}${jobs.length > ids.length ? ` and ${jobs.length - ids.length} more` : ""}`;
}

/** `context` for work that nobody watches. */
export function quiet(context: ReadContext): StepContext {
  return { ...context, progress: () => undefined, once: (_key, work) => work() };
}
