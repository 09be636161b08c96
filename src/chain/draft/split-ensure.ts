/** `split().ensure()`: creates missing jobs of the split, then further jobs for images that were added later. */
import { countText } from "../../base/text/count-text.js";
import { isJobName } from "../../domain/names.js";
import type { ImageInfo } from "../../domain/records/image.js";
import type { JobInfo } from "../../domain/records/job.js";
import { type PlanEntry, planEntry, type ReadContext, type StepContext, withoutProgress } from "../core/node.js";
import { readJob } from "../job/job-images.js";
import { jobName } from "../job/job-set.js";
import {
  archiveAll,
  duplicateEntries,
  duplicatesOf,
  isOriginalOf,
  type JobOrigin,
  jobsOfDataset,
  type KeptJob,
  keepOrigin,
  originData,
  originOf,
  resolveDuplicates,
} from "../job/lineage.js";
import { eachItem } from "../list/items.js";
import { differences, rejectDifferent } from "./draft-differences.js";
import { type ImageShare, imageShares, imagesToSplit, shareRequest, weightOf } from "./draft-requests.js";
import { contentKey, sendRequests } from "./draft-steps.js";
import type { Survey } from "./draft-survey.js";
import { type DraftTarget, findLayers, type Layer, makeLayers } from "./draft-target.js";
import { distribute } from "./split.js";

/** A share without a job. */
interface MissingShare extends ImageShare {
  readonly origin: JobOrigin;
}

/** Existing jobs and missing shares of a split. */
interface SplitState {
  /** By layer and id, with images. */
  readonly present: readonly (readonly JobInfo[])[];
  /** Created again by a concurrent process. */
  readonly duplicates: readonly JobInfo[];
  readonly missing: readonly MissingShare[];
}

// Concurrent processes keep jobs with lower ids than their own: after as many rounds as there are processes, all jobs
// exist.
const maxRounds = 10;

/** Creates missing jobs. Returns the ids of all jobs of the split. */
export async function runSplit(target: DraftTarget, context: StepContext): Promise<readonly number[]> {
  const { draft } = target;
  const overlap = draft.spec.overlap ?? 1;
  for (let round = 1; ; round++) {
    const images = await imagesToSplit(draft, target.datasetId, context);
    const found = await findLayers(target.datasetId, images, overlap, context);
    const { present, duplicates, missing } = await stateOf(target, images, found, context);
    rejectDifferent(present.flat().flatMap((job) => differences(target, job)));
    await archiveAll(duplicates, context);
    if (missing.length === 0) return present.flat().map(({ id }) => id);
    const layers = await makeLayers(target.datasetId, images, overlap, context);
    const ids: number[] = [];
    let isSettled = true;
    for (const [layer, jobs] of present.entries()) {
      const ofLayer = missing.filter((share) => share.layer === layer);
      const created = await makeLayer(target, ofLayer, layers, jobs, context);
      isSettled &&= created.every(({ isDuplicate }) => !isDuplicate);
      ids.push(...jobs.map(({ id }) => id), ...created.map(({ id }) => id));
    }
    // If another process created some of the jobs, its split may have covered other images: check again for missing
    // ones.
    if (isSettled || round === maxRounds) return ids;
  }
}

async function makeLayer(
  target: DraftTarget,
  missing: readonly MissingShare[],
  layers: readonly Layer[],
  seen: readonly JobInfo[],
  context: StepContext,
): Promise<readonly KeptJob[]> {
  const [first] = missing;
  if (first === undefined) return [];
  const created: number[] = [];
  for (const [index, share] of missing.entries()) {
    const order = shareRequest(target, share, layers, originData(share.origin));
    const ids = await sendRequests([order], context, contentKey);
    await keepOrigin(ids, share.origin, target.teamId, context);
    created.push(...ids);
    if (missing.length > 1) context.progress(index + 1, missing.length);
  }
  const datasetId = layers[first.layer]?.datasetId ?? target.datasetId;
  const test = { teamId: target.teamId, datasetId, areAlike: areOfSplit(target), shareImages: true, seen };
  return resolveDuplicates(created, test, context);
}

/** Whether two jobs are originals of this split. Those with a common image are duplicates: a split gives each image once per layer. */
function areOfSplit({ draft }: DraftTarget): (job: JobInfo, other: JobInfo) => boolean {
  return (job, other) => isOriginalOf(job, draft.spec.name) && isOriginalOf(other, draft.spec.name);
}

/** Lists the plan's entries for a split. */
export async function planSplit(
  target: DraftTarget,
  survey: Survey,
  context: ReadContext,
): Promise<readonly PlanEntry[]> {
  const { draft } = target;
  const images = await imagesToSplit(draft, target.datasetId, context);
  const layers = await findLayers(target.datasetId, images, draft.spec.overlap ?? 1, context);
  const { present, duplicates, missing } = await stateOf(target, images, layers, context);
  const problems = present.flat().flatMap((job) => differences(target, job));
  if (problems.length > 0) {
    return problems.map((what) => planEntry("problem", what, "archive it, or choose another name"));
  }
  const nameOf = (layer: number) => (layer === 0 ? survey.datasetName : `${survey.datasetName} (layer ${layer + 1})`);
  return [
    ...layers.flatMap(({ datasetId }, layer): PlanEntry[] =>
      datasetId !== undefined
        ? []
        : [planEntry("create", `dataset '${nameOf(layer)}'`, "same pictures, nothing to send")],
    ),
    ...present.flatMap((jobs, layer) =>
      jobs.map((job): PlanEntry => {
        const note = `${job.status}, ${countText(job.imagesCount, "image")} of '${nameOf(layer)}'`;
        return planEntry("reuse", `${jobName(job)} for ${job.assignedToLogin}`, note);
      }),
    ),
    ...duplicateEntries(duplicates),
    ...missing.map(({ layer, person, images: share, origin }): PlanEntry => {
      const what = `${origin.by === "further" ? "further job" : "job"} '${draft.spec.name}' for ${draft.annotators[person]}`;
      return planEntry("create", what, `${countText(share.length, "image")} of '${nameOf(layer)}'`);
    }),
  ];
}

async function stateOf(
  target: DraftTarget,
  images: readonly ImageInfo[],
  layers: readonly Layer[],
  context: ReadContext,
): Promise<SplitState> {
  const { name } = target.draft.spec;
  const present: JobInfo[][] = [];
  const duplicates: JobInfo[] = [];
  const copies: (readonly JobInfo[])[] = [];
  for (const { datasetId } of layers) {
    const listed = datasetId === undefined ? [] : await jobsOfDataset(target.teamId, datasetId, context);
    const ofName = listed.filter((job) => isOriginalOf(job, name));
    // Jobs in lists have no images.
    const jobs = await eachItem(ofName, withoutProgress(context), ({ id }) => readJob(id, context));
    const twice = duplicatesOf(jobs, areOfSplit(target));
    duplicates.push(...twice);
    present.push(jobs.filter((job) => !twice.includes(job)));
    copies.push(listed.filter((job) => originOf(job)?.by === "handOver" && isJobName(job.name, name)));
  }
  const missing = missingShares(target, images, layers, present, present);
  if (missing.length === 0 || copies.flat().length === 0) return { present, duplicates, missing };
  // The images of a job that was handed over and archived are in jobs of other people.
  const all: (readonly JobInfo[])[] = [];
  for (const [layer, listed] of copies.entries()) {
    const read = await eachItem(listed, withoutProgress(context), ({ id }) => readJob(id, context));
    all.push([...present[layer]!, ...read]);
  }
  return { present, duplicates, missing: missingShares(target, images, layers, present, all) };
}

/**
 * Computes the missing shares: for people without a job, then images that are in no job. Sends nothing.
 *
 * @param present - the jobs of the split by layer; `all`: these and the jobs that they were handed over to
 */
function missingShares(
  target: DraftTarget,
  images: readonly ImageInfo[],
  layers: readonly Layer[],
  present: readonly (readonly JobInfo[])[],
  all: readonly (readonly JobInfo[])[],
): readonly MissingShare[] {
  const newest = images.reduce((max, { id }) => Math.max(max, id), 0);
  const covered = all.map((jobs, layer) => coveredBy(jobs, layers[layer]!));
  const firsts = present.flat().flatMap((job) => (originOf(job)?.by === "ensure" ? (originOf(job)?.upTo ?? []) : []));
  // The split of the first run, without images that were added since.
  const upTo = firsts.length === 0 ? newest : Math.min(...firsts);
  const missing: MissingShare[] = [];
  const { draft } = target;
  const { name } = draft.spec;
  const take = (share: ImageShare, origin: JobOrigin) => {
    const uncovered = share.images.filter(({ id }) => !covered[share.layer]!.has(id));
    if (uncovered.length === 0) return;
    for (const { id } of uncovered) covered[share.layer]!.add(id);
    missing.push({ ...share, images: uncovered, origin });
  };
  for (const share of imageShares(
    draft,
    images.filter(({ id }) => id <= upTo),
  )) {
    const userId = target.annotators[share.person];
    const has = present[share.layer]!.some((job) => job.assignedToId === userId && originOf(job)?.by !== "further");
    if (!has) take(share, { by: "ensure", upTo, name });
  }
  for (const share of furtherShares(target, images, covered, layers, all)) {
    const userId = target.annotators[share.person];
    const from = present[share.layer]!.find((job) => job.assignedToId === userId)?.id;
    take(share, { by: "further", upTo: newest, name, ...(from === undefined ? {} : { from }) });
  }
  return missing;
}

function coveredBy(jobs: readonly JobInfo[], layer: Layer): Set<number> {
  const ids = jobs.flatMap(({ entities = [] }) => entities.map(({ id }) => layer.imageOf(id)?.id ?? 0));
  return new Set(ids);
}

/** Distributes images that are in no job: new images evenly, others to the person with the fewest images who does not have it. */
function furtherShares(
  target: DraftTarget,
  images: readonly ImageInfo[],
  covered: readonly ReadonlySet<number>[],
  layers: readonly Layer[],
  present: readonly (readonly JobInfo[])[],
): readonly ImageShare[] {
  const { draft } = target;
  const isNew = ({ id }: ImageInfo) => covered.every((ids) => !ids.has(id));
  const weights = draft.annotators.map((person) => weightOf(draft.spec, person));
  const layered = distribute(images.filter(isNew), weights, covered.length).map((shares) =>
    shares.map((one) => [...one]),
  );
  const holders = holdersOf(target, layers, present);
  const load = weights.map((weight, person) => ({ person, weight, count: 0 }));
  for (const [layer, ids] of covered.entries()) {
    for (const image of images.filter((one) => !isNew(one) && !ids.has(one.id))) {
      const free = load.filter(({ person }) => !holders.get(image.id)?.has(person));
      const least = [...free].sort((a, b) => a.count / a.weight - b.count / b.weight || a.person - b.person)[0];
      if (least === undefined) continue;
      least.count += 1;
      holders.set(image.id, new Set([...(holders.get(image.id) ?? []), least.person]));
      layered[layer]![least.person]!.push(image);
    }
  }
  return layered
    .flatMap((shares, layer) => shares.map((share, person) => ({ layer, person, images: share })))
    .filter((share) => share.images.length > 0)
    .map((share, ordinal) => ({ ...share, ordinal }));
}

/** For each image the people (indexes in the draft) who have it in some layer. */
function holdersOf(target: DraftTarget, layers: readonly Layer[], present: readonly (readonly JobInfo[])[]) {
  const holders = new Map<number, Set<number>>();
  for (const [layer, jobs] of present.entries()) {
    for (const job of jobs) {
      const person = target.annotators.indexOf(job.assignedToId ?? 0);
      for (const entity of job.entities ?? []) {
        const id = layers[layer]?.imageOf(entity.id)?.id ?? 0;
        holders.set(id, new Set([...(holders.get(id) ?? []), person]));
      }
    }
  }
  return holders;
}
