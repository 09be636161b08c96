/** Where a job came from: kept in its `customData.slylab`, so that later runs know what earlier ones made. */
import { z } from "zod";
import type { JobInfo } from "../../domain/records/job.js";
import type { ReadContext, Step } from "../core/node.js";
import { readJob } from "./job-images.js";
import { type JobRef, type JobSet, jobsText, readJobs, refsOf } from "./job-set.js";

/** What made a job: `ensure` an original of a draft, the others a job made after another one. */
export type OriginKind = "ensure" | "further" | "restart" | "handOver" | "clone";

/** Where a job came from. */
export interface JobOrigin {
  readonly by: OriginKind;
  /** The job that it was made after. */
  readonly from?: number | undefined;
  /** Of a deal: the highest image id that it dealt. */
  readonly upTo?: number | undefined;
}

const originSchema = z.object({
  slylab: z.object({
    by: z.enum(["ensure", "further", "restart", "handOver", "clone"]),
    from: z.int().optional(),
    upTo: z.int().optional(),
  }),
});

/** What a job says of where it came from; undefined for one that slylab did not make so. */
export function originOf({ customData }: JobInfo): JobOrigin | undefined {
  const parsed = originSchema.safeParse(customData);
  if (!parsed.success) return undefined;
  const { by, from, upTo } = parsed.data.slylab;
  return { by, ...(from === undefined ? {} : { from }), ...(upTo === undefined ? {} : { upTo }) };
}

/** The `customData` of a job that is made now. */
export function originData(origin: JobOrigin): Readonly<Record<string, unknown>> {
  return { slylab: origin };
}

/** Whether a job is an original of a draft, and not one made after another, or by a queue. Jobs of unknown origin are originals. */
export function isOriginal(job: JobInfo): boolean {
  if (job.labelingQueueId !== null) return false;
  const by = originOf(job)?.by;
  return by === undefined || by === "ensure" || by === "further";
}

/** The jobs of a dataset that are not archived, by id. Cost: one request per 100 jobs. */
export async function jobsOfDataset(
  teamId: number,
  datasetId: number,
  { api, signal }: ReadContext,
): Promise<readonly JobInfo[]> {
  const jobs = await (await api()).labelingJob.getList(teamId, { datasetId }, { signal });
  return [...jobs].sort((a, b) => a.id - b.id);
}

/** Of `jobs` those that were made after `job`, directly. */
export function madeFrom(job: JobInfo, jobs: readonly JobInfo[], ...kinds: readonly OriginKind[]): readonly JobInfo[] {
  return jobs.filter((other) => {
    const origin = originOf(other);
    return origin?.from === job.id && other.id !== job.id && (kinds.length === 0 || kinds.includes(origin.by));
  });
}

/** The jobs, and every job that was made after them: by restart, handing over, cloning, or for further images. */
export const lineageStep: Step<JobSet, JobSet> = {
  label: "lineage",
  async run(jobs, context) {
    const infos = await readJobs(jobs, context);
    const family = new Map<number, JobRef>(refsOf(infos).map((ref) => [ref.id, ref]));
    const places = new Map(infos.map((job) => [`${job.teamId} ${job.datasetId}`, job]));
    for (const { teamId, datasetId } of places.values()) {
      if (datasetId === null) continue;
      // By id, so that a parent comes before what was made after it.
      for (const job of await jobsOfDataset(teamId, datasetId, context)) {
        const from = originOf(job)?.from;
        if (from !== undefined && family.has(from) && !family.has(job.id)) family.set(job.id, refsOf([job])[0]!);
      }
    }
    return [...family.values()].sort((a, b) => a.id - b.id);
  },
  outcome: jobsText,
};

/** How two jobs are found to be the same one, made by two processes at once. */
export interface TwinTest {
  readonly teamId: number;
  readonly datasetId: number;
  /** By their records alone. */
  areAlike(job: JobInfo, other: JobInfo): boolean;
  /** Whether jobs that are alike are twins only where they have an image in common. */
  readonly shareImages: boolean;
}

/**
 * Of jobs that were just made, those that stay: two processes at once may have made the same one, and the lowest id wins.
 * A twin that this run made and nobody has started is archived, and the one with the lower id stands in its place.
 *
 * Cost: one list; two requests for each job that looks like another.
 */
export async function settleTwins(
  made: readonly number[],
  test: TwinTest,
  context: ReadContext,
): Promise<readonly number[]> {
  if (made.length === 0) return made;
  const api = await context.api();
  const there = await jobsOfDataset(test.teamId, test.datasetId, context);
  const kept = new Set<number>();
  for (const id of made) {
    const twin = await twinOf(id, there, test, context);
    if (twin !== undefined) await api.labelingJob.archive(id, { signal: context.signal });
    kept.add(twin ?? id);
  }
  return [...kept];
}

async function twinOf(
  id: number,
  there: readonly JobInfo[],
  { areAlike, shareImages }: TwinTest,
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

/** Says where the jobs came from, on an instance that did not take it when they were made. */
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
