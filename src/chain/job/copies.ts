/** Jobs that are made after another job, of some of its images: once, whoever else makes them at the same time. */
import { NoResultError } from "../../domain/errors.js";
import type { JobEntity, JobInfo } from "../../domain/records/job.js";
import type { JobStatus } from "../../domain/records/job-status.js";
import type { ReadContext, StepContext } from "../core/node.js";
import { eachItem } from "../list/items.js";
import { readJob } from "./job-images.js";
import { quiet } from "./job-set.js";
import {
  type JobOrigin,
  jobsOfDataset,
  keepOrigin,
  madeFrom,
  type OriginKind,
  originData,
  originOf,
  settleTwins,
} from "./lineage.js";

/** What is other in the copy of a job. */
export interface Copy {
  readonly name?: string | undefined;
  readonly assigneeIds?: readonly number[] | undefined;
  readonly reviewerId?: number | undefined;
  /** Default: all of the job's. */
  readonly imagesIds?: readonly number[] | undefined;
}

/** Makes copies of a job, one for each assignee, once in the life of the step; gives the ids of those that stay. */
export async function copyJob(
  job: JobInfo,
  copy: Copy,
  by: OriginKind,
  key: string,
  context: StepContext,
): Promise<readonly number[]> {
  const api = await context.api();
  const { name, assigneeIds, reviewerId, imagesIds } = copy;
  const origin: JobOrigin = { by, from: job.id };
  const changes = {
    ...(name === undefined ? {} : { name }),
    ...(assigneeIds === undefined ? {} : { assigneeIds }),
    ...(reviewerId === undefined ? {} : { reviewerId }),
    ...(imagesIds === undefined ? {} : { imagesIds }),
    customData: originData(origin),
  };
  const made = await context.once(key, () => api.labelingJob.addClone(job.id, changes, { signal: context.signal }));
  await keepOrigin(made, origin, job.teamId, context);
  const test = { teamId: job.teamId, datasetId: job.datasetId ?? 0, areAlike: areSameCopies, shareImages: true };
  return settleTwins(made, test, context);
}

function areSameCopies(job: JobInfo, other: JobInfo): boolean {
  const [one, two] = [originOf(job), originOf(other)];
  return (
    two !== undefined &&
    one?.from === two.from &&
    one?.by === two.by &&
    other.assignedToId === job.assignedToId &&
    other.name === job.name
  );
}

/** A job with the jobs that were made after it, with images, and the images that these have. */
export interface Family {
  readonly job: JobInfo;
  readonly entities: readonly JobEntity[];
  readonly made: readonly JobInfo[];
  /** Images that younger jobs have, of those that took them over. */
  readonly taken: ReadonlySet<number>;
}

/** Reads a job and what was made after it. Cost: two requests, one more for each job that was made after it. */
export async function familyOf(id: number, kinds: readonly OriginKind[], context: ReadContext): Promise<Family> {
  const job = await readJob(id, context);
  const there = job.datasetId === null ? [] : await jobsOfDataset(job.teamId, job.datasetId, context);
  const made = await eachItem(madeFrom(job, there, ...kinds), quiet(context), (one) => readJob(one.id, context));
  const taken = new Set(made.flatMap(({ entities = [] }) => entities.map((image) => image.id)));
  return { job, entities: job.entities ?? [], made, taken };
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

/** Whether a job would move to get to `target`; one that is there, or past it, stays. */
export function wouldMove(job: JobInfo, target: "on_review" | "completed"): boolean {
  return !job.disabled && pathOf(job, target).length > 0;
}

function pathOf({ status }: JobInfo, target: "on_review" | "completed"): readonly JobStatus[] {
  return Object.entries(ways[target] ?? {}).find(([from]) => from === status)?.[1] ?? [];
}

/** Moves a job to a status, step by step. */
export async function moveTo(job: JobInfo, target: "on_review" | "completed", context: StepContext): Promise<void> {
  const api = await context.api();
  if (!wouldMove(job, target)) return;
  for (const status of pathOf(job, target)) await api.labelingJob.setStatus(job.id, status, { signal: context.signal });
}

/** The names of some images, as `a.png, b.png and 3 more`. */
export function imageNames(images: readonly { readonly name: string }[]): string {
  const shown = images.slice(0, 3).map(({ name }) => name);
  return `${shown.join(", ")}${images.length > shown.length ? ` and ${images.length - shown.length} more` : ""}`;
}

/** An error of a word that was asked of one job and finds nothing to do. */
export function nothingTo(what: string, job: JobInfo, hint: string): NoResultError {
  return new NoResultError(`${what} in job ${job.id} '${job.name}'`, {
    query: `images of job ${job.id}`,
    count: 0,
    hint,
  });
}
