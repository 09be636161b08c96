/** The origin of jobs, stored in `customData.slylab`, by which later runs find what earlier ones created. */
import { z } from "zod";
import type { JobInfo } from "../../domain/records/job.js";
import type { ReadContext, Step } from "../core/node.js";
import { readJob } from "./job-images.js";
import { type JobRef, type JobSet, jobsText, readJobs, refsOf } from "./job-set.js";

/** How a job was created: `ensure` from a draft, the others from another job. */
export type OriginKind = "ensure" | "further" | "restart" | "handOver" | "clone";

/** Origin of a job. */
export interface JobOrigin {
  readonly by: OriginKind;
  /** Id of the job it was created from. */
  readonly from?: number | undefined;
  /** For a split: the highest image id that was distributed. */
  readonly upTo?: number | undefined;
}

const originSchema = z.object({
  slylab: z.object({
    by: z.enum(["ensure", "further", "restart", "handOver", "clone"]),
    from: z.int().optional(),
    upTo: z.int().optional(),
  }),
});

/** Reads the origin of a job; undefined if slylab did not store one. */
export function originOf({ customData }: JobInfo): JobOrigin | undefined {
  const parsed = originSchema.safeParse(customData);
  if (!parsed.success) return undefined;
  const { by, from, upTo } = parsed.data.slylab;
  return { by, ...(from === undefined ? {} : { from }), ...(upTo === undefined ? {} : { upTo }) };
}

/** Makes the `customData` of a new job. */
export function originData(origin: JobOrigin): Readonly<Record<string, unknown>> {
  return { slylab: origin };
}

/** Whether a job was created from a draft, not from another job or a queue. Jobs of unknown origin count as originals. */
export function isOriginal(job: JobInfo): boolean {
  if (job.labelingQueueId !== null) return false;
  const by = originOf(job)?.by;
  return by === undefined || by === "ensure" || by === "further";
}

/** Lists the jobs of a dataset that are not archived, by id. Cost: one request per 100 jobs. */
export async function jobsOfDataset(
  teamId: number,
  datasetId: number,
  { api, signal }: ReadContext,
): Promise<readonly JobInfo[]> {
  const jobs = await (await api()).labelingJob.getList(teamId, { datasetId }, { signal });
  return [...jobs].sort((a, b) => a.id - b.id);
}

/** Returns those of `jobs` that were created directly from `job`. */
export function madeFrom(job: JobInfo, jobs: readonly JobInfo[], ...kinds: readonly OriginKind[]): readonly JobInfo[] {
  return jobs.filter((other) => {
    const origin = originOf(other);
    return origin?.from === job.id && other.id !== job.id && (kinds.length === 0 || kinds.includes(origin.by));
  });
}

/** Creates the step that lists jobs and all jobs created from them. */
export const lineageStep: Step<JobSet, JobSet> = {
  label: "lineage",
  async run(jobs, context) {
    const infos = await readJobs(jobs, context);
    const family = new Map<number, JobRef>(refsOf(infos).map((ref) => [ref.id, ref]));
    const places = new Map(infos.map((job) => [`${job.teamId} ${job.datasetId}`, job]));
    for (const { teamId, datasetId } of places.values()) {
      if (datasetId === null) continue;
      // By id, so that a job comes before those created from it.
      for (const job of await jobsOfDataset(teamId, datasetId, context)) {
        const from = originOf(job)?.from;
        if (from !== undefined && family.has(from) && !family.has(job.id)) family.set(job.id, refsOf([job])[0]!);
      }
    }
    return [...family.values()].sort((a, b) => a.id - b.id);
  },
  outcome: jobsText,
};

/** How to recognize duplicates that two concurrent processes created. */
export interface DuplicateTest {
  readonly teamId: number;
  readonly datasetId: number;
  /** Whether the records of two jobs are equal. */
  areAlike(job: JobInfo, other: JobInfo): boolean;
  /** Whether equal jobs are duplicates only if they have an image in common. */
  readonly shareImages: boolean;
}

/**
 * Resolves duplicates of jobs that were just created: of jobs that two concurrent processes created, the lowest id wins. A
 * duplicate that this run created and nobody has started is archived and replaced by the other job in the result.
 *
 * Cost: one list; two requests per possible duplicate.
 */
export async function resolveDuplicates(
  made: readonly number[],
  test: DuplicateTest,
  context: ReadContext,
): Promise<readonly number[]> {
  if (made.length === 0) return made;
  const api = await context.api();
  const there = await jobsOfDataset(test.teamId, test.datasetId, context);
  const kept = new Set<number>();
  for (const id of made) {
    const duplicate = await duplicateOf(id, there, test, context);
    if (duplicate !== undefined) await api.labelingJob.archive(id, { signal: context.signal });
    kept.add(duplicate ?? id);
  }
  return [...kept];
}

async function duplicateOf(
  id: number,
  there: readonly JobInfo[],
  { areAlike, shareImages }: DuplicateTest,
  context: ReadContext,
): Promise<number | undefined> {
  const job = there.find((one) => one.id === id);
  if (job === undefined || job.startedAt !== null || job.status !== "pending") return undefined;
  for (const other of there.filter((one) => one.id < id && areAlike(job, one))) {
    if (!shareImages) return other.id;
    const [one, two] = [await readJob(id, context), await readJob(other.id, context)];
    const images = new Set((two.entities ?? []).map((image) => image.id));
    if ((one.entities ?? []).some((image) => images.has(image.id))) return other.id;
  }
  return undefined;
}

/** Stores the origin of jobs, on an instance that did not store it at creation. */
export async function keepOrigin(ids: readonly number[], origin: JobOrigin, teamId: number, context: ReadContext) {
  const api = await context.api();
  const jobs = await readJobs(
    ids.map((id) => ({ id, teamId })),
    context,
  );
  for (const job of jobs) {
    if (originOf(job) !== undefined) continue;
    await api.labelingJob.setCustomData(
      job.id,
      { ...job.customData, ...originData(origin) },
      { signal: context.signal },
    );
  }
}
