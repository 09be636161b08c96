/** Finds the existing queue of a draft, compares its settings, and resolves queues that concurrent processes created. */
import { ApiError } from "../../domain/errors.js";
import { isJobName } from "../../domain/names.js";
import type { JobInfo } from "../../domain/records/job.js";
import type { QueueEntity, QueueInfo } from "../../domain/records/queue.js";
import type { ReadContext } from "../core/node.js";
import { isUnstarted, type JobOrigin, originData, originOf } from "../job/lineage.js";
import { membersOf } from "../people/people.js";
import { settingPairs } from "./draft-differences.js";
import { isForAll, leftOutImages, missingText } from "./draft-images.js";
import type { DraftTarget } from "./draft-target.js";

/** The queue of a draft with its jobs, and the queues that concurrent processes created and were killed before they stopped. */
export interface FoundQueues {
  readonly existing: QueueInfo | undefined;
  readonly jobs: readonly JobInfo[];
  readonly duplicates: readonly QueueInfo[];
}

/** Finds the queue of a draft: of several, the one with the lowest id. Cost: two lists; one if there is none. */
export async function findQueue(target: DraftTarget, context: ReadContext): Promise<FoundQueues> {
  const { labelingQueue, labelingJob } = await context.api();
  const { spec } = target.draft;
  const queues = await labelingQueue.getList(target.teamId, { datasetId: target.datasetId }, context);
  const [existing, ...others] = queues
    .filter(({ name, status }) => isJobName(name, spec.name) && status !== "stopped")
    .sort((a, b) => a.id - b.id);
  if (existing === undefined) return { existing, jobs: [], duplicates: [] };
  const fresh = others.filter(isUntouched);
  const ids = [existing, ...fresh].flatMap((queue) => queue.jobs);
  const query = { ids, showDisabled: true };
  const jobs = ids.length === 0 ? [] : await labelingJob.getList(target.teamId, query, context);
  const jobsOf = (queue: QueueInfo) => jobs.filter(({ id }) => queue.jobs.includes(id));
  return {
    existing,
    jobs: jobsOf(existing),
    duplicates: fresh.filter((queue) => isDuplicate(queue, jobsOf(queue), existing)),
  };
}

function isUntouched({ annotatedCount, acceptedCount, inProgressCount }: QueueInfo): boolean {
  return annotatedCount + acceptedCount + inProgressCount === 0;
}

/** Longer than a process takes between the list that finds no queue and its own queue, even during an outage. */
const longestMs = 10 * 60_000;

function isDuplicate(queue: QueueInfo, jobs: readonly JobInfo[], existing: QueueInfo): boolean {
  if (!jobs.every(isUnstarted)) return false;
  const origins = jobs.flatMap((job) => originOf(job) ?? []);
  if (origins.length > 0) return origins.some(({ by }) => by === "ensure");
  // A process that is killed right after the creation leaves no mark.
  const apartMs = queue.createdAt.getTime() - existing.createdAt.getTime();
  return apartMs <= longestMs && queue.createdById === existing.createdById && contentOf(queue) === contentOf(existing);
}

function contentOf({ labelers, reviewers, entitiesCount, settings }: QueueInfo): string {
  const sorted = (ids: readonly number[]) => [...ids].sort((a, b) => a - b);
  return JSON.stringify([sorted(labelers), sorted(reviewers), entitiesCount, settings]);
}

/** Stores the origin of a queue at one of its jobs, because the API has no place for it at the queue. */
export async function keepQueueOrigin(
  { jobs: [id] }: QueueInfo,
  origin: JobOrigin,
  context: ReadContext,
): Promise<void> {
  if (id !== undefined) await (await context.api()).labelingJob.setCustomData(id, originData(origin), context);
}

/** Stops a queue and archives its jobs. A concurrent run may have done so. */
export async function stopQueue({ id, jobs }: QueueInfo, context: ReadContext): Promise<void> {
  const { labelingQueue, labelingJob } = await context.api();
  try {
    await labelingQueue.setStatus(id, "stopped", context);
  } catch (error) {
    if (!(error instanceof ApiError) || (await labelingQueue.getStatus(id, context)) !== "stopped") throw error;
  }
  for (const job of jobs) {
    try {
      await labelingJob.archive(job, context);
    } catch (error) {
      if (!(error instanceof ApiError) || !(await labelingJob.getInfoById(job, context)).disabled) throw error;
    }
  }
}

/**
 * Returns the queue to keep: of queues that concurrent processes created, the one with the lowest id. Stops the created
 * queue if it is another one.
 */
export async function settleQueue(target: DraftTarget, created: QueueInfo, context: ReadContext): Promise<QueueInfo> {
  const { existing, duplicates } = await findQueue(target, context);
  if (existing === undefined || existing.id >= created.id) return created;
  for (const queue of duplicates) if (queue.id === created.id) await stopQueue(queue, context);
  return existing;
}

/** Lists differences, for example `queue 3 'nov' has classes lemon, not kiwi`. Cost: one request per 25 images if images are given. */
export async function queueDifferences(
  target: DraftTarget,
  { existing, jobs: [job] }: FoundQueues,
  context: ReadContext,
): Promise<readonly string[]> {
  if (existing === undefined) return [];
  const { draft } = target;
  const people = peoplePairs(target, existing);
  const name = `queue ${existing.id} '${existing.name}'`;
  const named = people.length === 0 ? [] : await withLogins(people, target.teamId, context);
  const entities = draft.spec.images === undefined ? undefined : await imagesOf(existing, context);
  const settings = job === undefined ? [] : settingPairs(draft, { ...job, entities });
  const different = [...named, ...settings]
    .filter(([, actual, wanted]) => actual !== wanted)
    .map(([what, actual, wanted]) => `${name} has ${what} ${actual || "none"}, not ${wanted || "none"}`);
  if (different.length > 0 || !isForAll(draft.spec)) return different;
  const ids = async () => (await imagesOf(existing, context)).map(({ id }) => id);
  const contained = { createdAt: existing.createdAt, count: existing.entitiesCount, ids };
  const missingImages = await leftOutImages(target.datasetId, contained, context);
  return missingImages.length === 0 ? [] : [`${name} does not have all images: ${missingText(missingImages)}`];
}

async function imagesOf({ id }: QueueInfo, context: ReadContext) {
  const images: (QueueEntity & { readonly reviewStatus: "none" })[] = [];
  for await (const image of (await context.api()).labelingQueue.getEntities(id, {}, context)) {
    images.push({ ...image, reviewStatus: "none" });
  }
  return images;
}

type PeoplePair = readonly [what: string, has: readonly number[], asked: readonly number[]];

function peoplePairs({ annotators, reviewers }: DraftTarget, queue: QueueInfo): readonly PeoplePair[] {
  const pairs: readonly PeoplePair[] = [
    ["annotators", queue.labelers, annotators],
    ...(reviewers.length === 0 ? [] : [["reviewers", queue.reviewers, reviewers] as const]),
  ];
  return pairs.filter(
    ([, actual, wanted]) => actual.length !== wanted.length || actual.some((id) => !wanted.includes(id)),
  );
}

async function withLogins(pairs: readonly PeoplePair[], teamId: number, context: ReadContext) {
  const members = await membersOf(teamId, context);
  const text = (ids: readonly number[]) =>
    ids
      .map((id) => members.find((member) => member.id === id)?.login ?? String(id))
      .sort()
      .join(", ");
  return pairs.map(([what, actual, wanted]) => [what, text(actual), text(wanted)] as const);
}
