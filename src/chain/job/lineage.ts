/** The origin of jobs, stored in `customData.slylab`, by which later runs find what earlier ones created. */
import { z } from "zod";
import { isJobName, isSameName } from "../../domain/names.js";
import type { JobInfo } from "../../domain/records/job.js";
import { type PlanEntry, planEntry, type ReadContext, type Step } from "../core/node.js";
import { readJob } from "./job-images.js";
import { type JobRef, type JobSet, jobName, jobsText, readJobs, refsOf } from "./job-set.js";

/** The method that created a job: `create` (of a queue) and `ensure` from a draft, the others from another job. */
export type OriginKind = (typeof originKinds)[number];

const originKinds = ["create", "ensure", "further", "restart", "handOver", "clone"] as const;

/** Origin of a job. */
export interface JobOrigin {
  readonly by: OriginKind;
  /** Id of the job it was created from. */
  readonly from?: number | undefined;
  /** For a split: the highest image id that was distributed. */
  readonly upTo?: number | undefined;
  /** For an original: the requested name. */
  readonly name?: string | undefined;
  /** For a clone: created by `ensure()`, so a second one is a duplicate. */
  readonly ensured?: boolean | undefined;
}

const originSchema = z.object({
  slylab: z.object({
    by: z.enum(originKinds),
    from: z.int().optional(),
    upTo: z.int().optional(),
    name: z.string().optional(),
    ensured: z.boolean().optional(),
  }),
});

/** Reads the origin of a job; undefined if slylab did not store one. */
export function originOf({ customData }: JobInfo): JobOrigin | undefined {
  const parsed = originSchema.safeParse(customData);
  if (!parsed.success) return undefined;
  return parsed.data.slylab;
}

/** Returns the `customData` of a new job. */
export function originData(origin: JobOrigin): Readonly<Record<string, unknown>> {
  return { slylab: origin };
}

/** Whether a job was created from a draft, not from another job or a queue. Jobs of unknown origin count as originals. */
function isOriginal(job: JobInfo): boolean {
  if (job.labelingQueueId !== null) return false;
  const by = originOf(job)?.by;
  return by === undefined || by === "ensure" || by === "further";
}

/** Whether a job is an original of a draft of this name. A job requested as `a (#2)` is not an original of `a`. */
export function isOriginalOf(job: JobInfo, name: string): boolean {
  const requestedName = originOf(job)?.name;
  return (
    isOriginal(job) && isJobName(job.name, name) && (requestedName === undefined || isSameName(requestedName, name))
  );
}

/** Lists the jobs of a dataset that are not archived, by id. Cost: one request per 100 jobs. */
export async function jobsOfDataset(
  teamId: number,
  datasetId: number,
  context: ReadContext,
): Promise<readonly JobInfo[]> {
  const jobs = await (await context.api()).labelingJob.getList(teamId, { datasetId }, context);
  return [...jobs].sort((a, b) => a.id - b.id);
}

/** Returns those of `jobs` that were created directly from `job`. */
export function childrenOf(
  job: JobInfo,
  jobs: readonly JobInfo[],
  ...kinds: readonly OriginKind[]
): readonly JobInfo[] {
  return jobs.filter((other) => {
    const origin = originOf(other);
    return origin?.from === job.id && other.id !== job.id && (kinds.length === 0 || kinds.includes(origin.by));
  });
}

/** A job whose images came from a job that was handed over and archived. */
export interface HandedOver {
  readonly job: JobInfo;
  /** The archived job, or one that was handed over to it. */
  readonly from: JobInfo;
}

/** Reads the archived jobs that were handed over to some of `jobs`. Cost: one request per archived job. */
export async function handedOver(jobs: readonly JobInfo[], context: ReadContext): Promise<readonly HandedOver[]> {
  const read = new Map(jobs.map((job) => [job.id, job]));
  const pairs: HandedOver[] = [];
  for (const job of jobs) {
    for (let at = originOf(job); at?.by === "handOver" && at.from !== undefined; ) {
      const from: JobInfo = read.get(at.from) ?? (await readJob(at.from, context));
      read.set(from.id, from);
      if (!from.disabled) break;
      pairs.push({ job, from });
      at = originOf(from);
    }
  }
  return pairs;
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

/** The rules by which duplicates that two concurrent processes created are recognized. */
export interface DuplicateTest {
  readonly teamId: number;
  readonly datasetId: number;
  /** Whether the records of two jobs are equal. */
  areAlike(job: JobInfo, other: JobInfo): boolean;
  /** Whether equal jobs are duplicates only if they have an image in common. */
  readonly shareImages: boolean;
  /** Jobs that existed before, whose images were excluded. */
  readonly seen?: readonly JobInfo[];
}

/** A job that is kept. */
export interface KeptJob {
  readonly id: number;
  /** Whether another process created it; the equal job of this run is archived. */
  readonly isDuplicate: boolean;
}

/**
 * Resolves duplicates of jobs that were just created: of jobs that two concurrent processes created, the lowest id wins. A
 * duplicate that this run created and nobody has started is archived and replaced by the other job in the result.
 *
 * Cost: one list; a request for each job of another process that looks like one of these, and for that one.
 */
export async function resolveDuplicates(
  created: readonly number[],
  test: DuplicateTest,
  context: ReadContext,
): Promise<readonly KeptJob[]> {
  if (created.length === 0) return [];
  const api = await context.api();
  const existing = await jobsOfDataset(test.teamId, test.datasetId, context);
  const knownIds = new Set([...created, ...(test.seen ?? []).map(({ id }) => id)]);
  const others = existing.filter(({ id }) => !knownIds.has(id));
  const read = onceEach((id) => imagesOf(id, context));
  const kept = new Map<number, KeptJob>();
  for (const id of created) {
    const listed = existing.find((one) => one.id === id);
    // A job that is not listed was created and archived by another process; after a lost response this run took it for
    // its own.
    const job = listed ?? (await readJob(id, context));
    const isFresh = isUnstarted(job);
    const alike = isFresh
      ? others.filter((one) => (one.id < id || listed === undefined) && test.areAlike(job, one))
      : [];
    const duplicate = test.shareImages ? await firstSharing(id, alike, read) : alike[0];
    if (duplicate !== undefined && listed !== undefined) await api.labelingJob.archive(id, context);
    const stays = duplicate?.id ?? id;
    kept.set(stays, { id: stays, isDuplicate: duplicate !== undefined });
  }
  return [...kept.values()];
}

type ReadImages = (id: number) => Promise<ReadonlySet<number>>;

async function imagesOf(id: number, context: ReadContext): Promise<ReadonlySet<number>> {
  return new Set(((await readJob(id, context)).entities ?? []).map((image) => image.id));
}

function onceEach(read: ReadImages): ReadImages {
  const imagesOf = new Map<number, Promise<ReadonlySet<number>>>();
  return (id) => {
    const images = imagesOf.get(id) ?? read(id);
    imagesOf.set(id, images);
    return images;
  };
}

async function firstSharing(id: number, others: readonly JobInfo[], read: ReadImages): Promise<JobInfo | undefined> {
  for (const other of others) {
    const images = await read(other.id);
    for (const image of await read(id)) if (images.has(image)) return other;
  }
  return undefined;
}

/**
 * Finds duplicates that a killed concurrent process created and did not archive: nobody has started them, and an equal
 * job with a lower id has some of their images. Only jobs that slylab created are considered. `jobs`: existing jobs by
 * id, with their images.
 */
export function duplicatesOf(jobs: readonly JobInfo[], areAlike: DuplicateTest["areAlike"]): readonly JobInfo[] {
  const owners = new Map<number, JobInfo[]>();
  const duplicates: JobInfo[] = [];
  for (const job of jobs) {
    const { entities = [] } = job;
    const isFresh = originOf(job) !== undefined && isUnstarted(job);
    const hasDuplicate = ({ id }: { readonly id: number }) =>
      owners.get(id)?.some((one) => areAlike(job, one)) ?? false;
    if (isFresh && entities.some(hasDuplicate)) {
      duplicates.push(job);
      continue;
    }
    for (const { id } of entities) owners.set(id, [...(owners.get(id) ?? []), job]);
  }
  return duplicates;
}

/** Whether nobody has started a job. */
export function isUnstarted({ startedAt, status }: JobInfo): boolean {
  return startedAt === null && status === "pending";
}

/** Archives jobs. */
export async function archiveAll(jobs: readonly JobInfo[], context: ReadContext): Promise<void> {
  for (const { id } of jobs) await (await context.api()).labelingJob.archive(id, context);
}

/** The plan's entry about duplicates. */
export function duplicateEntries(duplicates: readonly JobInfo[]): readonly PlanEntry[] {
  return duplicates.map((job) => planEntry("change", jobName(job), "archived: created twice"));
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
    await api.labelingJob.setCustomData(job.id, { ...job.customData, ...originData(origin) }, context);
  }
}
