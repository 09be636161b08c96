/** Creates copies of a job with all or some of its images, without duplicates from concurrent runs. */
import { ApiError, type NoResultError, noResult } from "../../domain/errors.js";
import { baseName } from "../../domain/names.js";
import type { JobEntity, JobInfo } from "../../domain/records/job.js";
import { hasReached, type JobStatus } from "../../domain/records/job-status.js";
import { type ReadContext, type StepContext, withoutProgress } from "../core/node.js";
import { eachItem } from "../list/items.js";
import { readJob } from "./job-images.js";
import { jobName } from "./job-set.js";
import {
  childrenOf,
  duplicatesOf,
  handedOver,
  type JobOrigin,
  jobsOfDataset,
  keepOrigin,
  type OriginKind,
  originData,
  originOf,
  resolveDuplicates,
} from "./lineage.js";

/** Settings of a copy that differ from its job. */
export interface Copy {
  readonly name?: string | undefined;
  readonly assigneeIds?: readonly number[] | undefined;
  readonly reviewerId?: number | undefined;
  /** Default: all of the job's. */
  readonly imagesIds?: readonly number[] | undefined;
}

/** Creates copies of a job, one per annotator, once per step. Returns their ids after duplicates are resolved. */
export async function copyJob(
  job: JobInfo,
  copy: Copy,
  by: OriginKind,
  context: StepContext,
): Promise<readonly number[]> {
  const api = await context.api();
  const { name, assigneeIds, reviewerId, imagesIds } = copy;
  const origin: JobOrigin = { by, from: job.id, ...(by === "clone" ? { ensured: true } : {}) };
  const changes = { name, assigneeIds, reviewerId, imagesIds, customData: originData(origin) };
  const key = JSON.stringify([by, job.id, assigneeIds ?? null, imagesIds ?? null]);
  const created = await context.createOnce(key, () => api.labelingJob.addClone(job.id, changes, context));
  await keepOrigin(created, origin, job.teamId, context);
  const test = { teamId: job.teamId, datasetId: job.datasetId ?? 0, areAlike: areSameCopies, shareImages: true };
  const resolved = await resolveDuplicates(created, test, context);
  const ids = resolved.map(({ id }) => id);
  const found = resolved.filter(({ isDuplicate }) => isDuplicate);
  if (imagesIds === undefined || found.length === 0) return ids;
  // The other process may have seen fewer images: those that it omitted are copied too.
  const taken = new Set<number>();
  for (const { id } of found) for (const image of (await readJob(id, context)).entities ?? []) taken.add(image.id);
  const remaining = imagesIds.filter((id) => !taken.has(id));
  return remaining.length === 0
    ? ids
    : [...ids, ...(await copyJob(job, { ...copy, imagesIds: remaining }, by, context))];
}

function areSameCopies(job: JobInfo, other: JobInfo): boolean {
  const [one, two] = [originOf(job), originOf(other)];
  return (
    two !== undefined &&
    one?.from === two.from &&
    one?.by === two.by &&
    other.assignedToId === job.assignedToId &&
    baseName(other.name) === baseName(job.name)
  );
}

/** A job, the jobs created from it (with images), and the images that these have. */
export interface JobWithCopies {
  readonly job: JobInfo;
  readonly entities: readonly JobEntity[];
  readonly copies: readonly JobInfo[];
  /** Created again by a concurrent process: not among `made`. */
  readonly duplicates: readonly JobInfo[];
  /** Images that jobs created from it have. */
  readonly taken: ReadonlySet<number>;
}

/** Reads a job and the jobs created from it. Cost: two requests, one more per created job. */
export async function readJobWithCopies(
  id: number,
  kinds: readonly OriginKind[],
  context: ReadContext,
): Promise<JobWithCopies> {
  const job = await readJob(id, context);
  const existing = job.datasetId === null ? [] : await jobsOfDataset(job.teamId, job.datasetId, context);
  // A job created from this one may have been handed over and archived.
  const descendants = (await handedOver(existing, context)).filter(
    ({ from }) => childrenOf(job, [from], ...kinds).length > 0,
  );
  const made = new Map(
    [...childrenOf(job, existing, ...kinds), ...descendants.map((pair) => pair.job)].map((one) => [one.id, one]),
  );
  const all = await eachItem([...made.values()], withoutProgress(context), (one) => readJob(one.id, context));
  const duplicates = duplicatesOf(all, areSameCopies);
  const copies = all.filter((one) => !duplicates.includes(one));
  const taken = new Set(copies.flatMap(({ entities = [] }) => entities.map((image) => image.id)));
  return { job, entities: job.entities ?? [], copies, duplicates, taken };
}

const ways: Readonly<Record<string, Readonly<Partial<Record<JobStatus, readonly JobStatus[]>>>>> = {
  on_review: {
    pending: ["in_progress", "on_review"],
    in_progress: ["on_review"],
    stopped: ["in_progress", "on_review"],
  },
  completed: {
    pending: ["completed"],
    in_progress: ["completed"],
    on_review: ["completed"],
    review_completed: ["completed"],
  },
};

/** Whether the status of a job is before `target`. */
export function isBefore(job: JobInfo, target: "on_review" | "completed"): boolean {
  return !job.disabled && pathOf(job, target).length > 0;
}

function pathOf({ status }: JobInfo, target: "on_review" | "completed"): readonly JobStatus[] {
  return Object.entries(ways[target] ?? {}).find(([from]) => from === status)?.[1] ?? [];
}

/** Moves a job to a status through the statuses in between, from its current status: another run may have moved it. */
export async function moveTo({ id }: JobInfo, target: "on_review" | "completed", context: StepContext): Promise<void> {
  const api = await context.api();
  const job = await api.labelingJob.getInfoById(id, context);
  if (!isBefore(job, target)) return;
  try {
    for (const status of pathOf(job, target)) await api.labelingJob.setStatus(id, status, context);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const now = await api.labelingJob.getInfoById(id, context);
    if (!hasReached(now.status, target)) throw error;
  }
}

/** Formats names of images, for example `a.png, b.png and 3 more`. */
export function imageNames(images: readonly { readonly name: string }[]): string {
  const shown = images.slice(0, 3).map(({ name }) => name);
  return `${shown.join(", ")}${images.length > shown.length ? ` and ${images.length - shown.length} more` : ""}`;
}

/** Creates the error of a method that was called for one job and has nothing to do. */
export function nothingToDo(what: string, job: JobInfo, hint: string): NoResultError {
  return noResult(`${what} in ${jobName(job)}`, `images of job ${job.id}`, hint);
}
