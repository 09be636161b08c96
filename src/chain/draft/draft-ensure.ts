/** The step `ensure()` of a draft: finds existing jobs and creates the missing ones. */
import { countText } from "../../base/text/count-text.js";
import type { ImageInfo } from "../../domain/records/image.js";
import type { JobInfo } from "../../domain/records/job.js";
import { type PlanEntry, planEntry, type ReadContext, type Step } from "../core/node.js";
import { readJob } from "../job/job-images.js";
import { type JobSet, jobName, jobsText } from "../job/job-set.js";
import {
  archiveAll,
  duplicateEntries,
  handedOver,
  isOriginalOf,
  isUnstarted,
  jobsOfDataset,
  keepOrigin,
  originData,
  originOf,
  resolveDuplicates,
} from "../job/lineage.js";
import { emptyScope, type Scope } from "../project/scope.js";
import { areOriginalsOf, differences, rejectDifferent } from "./draft-differences.js";
import { isForAll, leftOutImages, missingText } from "./draft-images.js";
import { imagesOf, requestOf, reviewerGroups } from "./draft-requests.js";
import { contentKey, draftLabel, explained, sendRequests } from "./draft-steps.js";
import { surveyDraft } from "./draft-survey.js";
import { type CompleteDraft, type DraftTarget, draftTarget } from "./draft-target.js";
import { planSplit, runSplit } from "./split-ensure.js";

/**
 * Creates the step that creates missing jobs. A job exists if one that is not archived has the same team, name, dataset and
 * annotator. Cost: one list of the dataset's jobs if all exist; else one request for missing jobs, and another list.
 */
export function ensureStep(draft: CompleteDraft): Step<Scope, JobSet> {
  return {
    label: draftLabel("ensure", draft),
    writes: true,
    async run(scope, context) {
      const target = await draftTarget(draft, scope, context);
      const ids = await explained(draft, scope, context, async () => {
        if (draft.isSplit) return runSplit(target, context);
        const found = await findPresent(target, context);
        const { present, duplicates, missing } = found;
        rejectDifferent(present.flatMap((job) => (job === undefined ? [] : found.differencesOf(job))));
        await archiveAll(duplicates, context);
        if (missing.length === 0) return present.flatMap((job) => job?.id ?? []);
        const origin = { by: "ensure", name: draft.spec.name } as const;
        const { images: imagesIds, range } = await imagesOf(draft.spec, target.datasetId, context);
        const requests = reviewerGroups(target)
          .map(({ people, reviewerId }) => ({ reviewerId, people: people.filter((one) => missing.includes(one)) }))
          .filter(({ people }) => people.length > 0)
          .map(({ people, reviewerId }) =>
            requestOf(target, {
              people,
              datasetId: target.datasetId,
              imagesIds,
              range,
              reviewerId,
              customData: originData(origin),
            }),
          );
        const created = await sendRequests(requests, context, contentKey);
        await keepOrigin(created, origin, target.teamId, context);
        const resolved = await resolveDuplicates(
          created,
          { ...target, areAlike: areOriginalsOf(draft.spec.name), shareImages: false },
          context,
        );
        const late = resolved.map(({ id }) => id);
        return present.flatMap((job, index) => job?.id ?? (missing.includes(index) ? late.shift() : undefined) ?? []);
      });
      return ids.map((id) => ({ id, teamId: target.teamId }));
    },
    outcome: jobsText,
    async plan(scope = emptyScope, context) {
      const survey = await surveyDraft(draft, scope, context);
      if (survey.problems.length > 0) return { entries: survey.problems };
      const { dataset, teamId } = survey;
      if (dataset === undefined || teamId === undefined) return { entries: allNew(draft, survey.imagesText) };
      // In a plan, people whom an earlier step would create have no id and no job.
      const people = new Map([...scope.people].map(([login, id]) => [login, id ?? 0] as const));
      const target = { ...(await draftTarget(draft, { ...scope, people, teamId }, context)), datasetId: dataset.id };
      if (draft.isSplit) return { entries: await planSplit(target, survey, context) };
      const { present, duplicates, differencesOf, isHanded } = await findPresent(target, context);
      const entries = present.map((job, index): PlanEntry => {
        if (job === undefined && isHanded(index)) {
          return planEntry("reuse", `no images for ${draft.annotators[index]}`, "the job was handed over");
        }
        return entryOf(draft, job, index, survey.imagesText, job === undefined ? undefined : differencesOf(job)[0]);
      });
      return { entries: [...entries, ...duplicateEntries(duplicates)] };
    },
  };
}

/** Finds the existing job of each annotator, with its images if the draft has images. */
async function findPresent(target: DraftTarget, context: ReadContext) {
  const { spec, annotators } = target.draft;
  const listed = await jobsOfDataset(target.teamId, target.datasetId, context);
  const jobs = listed.filter((job) => isOriginalOf(job, spec.name) && originOf(job)?.by !== "further");
  const present = await Promise.all(
    annotators.map(async (_person, index) => {
      const job = jobs.find(({ assignedToId }) => assignedToId === target.annotators[index]);
      return job === undefined || spec.images === undefined ? job : readJob(job.id, context);
    }),
  );
  const selections = new Map<number, string>();
  for (const job of isForAll(spec) ? present : []) {
    if (job === undefined) continue;
    const missingImages = await imagesNotInJob(job, target, context);
    if (missingImages.length > 0)
      selections.set(job.id, `${jobName(job)} does not have all images: ${missingText(missingImages)}`);
  }
  const resolved = new Set(present.map((job) => job?.id));
  const isDuplicate = (job: JobInfo) =>
    !resolved.has(job.id) &&
    originOf(job)?.by === "ensure" &&
    isUnstarted(job) &&
    present.some((one) => one?.assignedToId === job.assignedToId && one.id < job.id);
  const missing = [...present.keys()].filter((index) => present[index] === undefined);
  // A job that was handed over and archived is not created again.
  const handed = missing.length === 0 ? [] : await handedOver(listed, context);
  const isHanded = (index: number) =>
    handed.some(({ from }) => from.assignedToId === target.annotators[index] && isOriginalOf(from, spec.name));
  return {
    present,
    duplicates: jobs.filter(isDuplicate),
    missing: missing.filter((index) => !isHanded(index)),
    isHanded,
    differencesOf: (job: JobInfo) => [...differences(target, job), ...[selections.get(job.id) ?? []].flat()],
  };
}

/** Returns the images that a job for a whole dataset would have, and this one does not. */
async function imagesNotInJob(
  job: JobInfo,
  { datasetId }: DraftTarget,
  context: ReadContext,
): Promise<readonly ImageInfo[]> {
  const { imagesRange, includeImagesWithTags, excludeImagesWithTags } = job;
  const filters = [...imagesRange, ...includeImagesWithTags, ...excludeImagesWithTags];
  // Filters that differ are reported by name.
  if (filters.some((filter) => filter !== null)) return [];
  const ids = async () => ((await readJob(job.id, context)).entities ?? []).map(({ id }) => id);
  return leftOutImages(datasetId, { createdAt: job.createdAt, count: job.imagesCount, ids }, context);
}

function allNew({ spec, annotators }: CompleteDraft, note: string): readonly PlanEntry[] {
  return annotators.map((person) => planEntry("create", `job '${spec.name}' for ${person}`, note));
}

function entryOf(
  draft: CompleteDraft,
  job: JobInfo | undefined,
  index: number,
  imagesText: string,
  different: string | undefined,
): PlanEntry {
  const person = draft.annotators[index];
  if (job === undefined) return planEntry("create", `job '${draft.spec.name}' for ${person}`, imagesText);
  if (different !== undefined) {
    return planEntry("problem", different, "archive it, or choose another name");
  }
  const note = `${job.status}, ${countText(job.imagesCount, "image")}`;
  return planEntry("reuse", `${jobName(job)} for ${person}`, note);
}
