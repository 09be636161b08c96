import { countText } from "../../base/text/count-text.js";
import { badArgument } from "../../domain/errors.js";
import { isSameName } from "../../domain/names.js";
import type { JobEntity, JobInfo } from "../../domain/records/job.js";
import { type PlanEntry, planEntry, type ReadContext, type Step } from "../core/node.js";
import { selectedImages } from "../draft/draft-images.js";
import { splitByWeight } from "../draft/split.js";
import { alsoReviewsText } from "../people/people.js";
import type { Reference } from "../project/scope.js";
import { copyJob, imageNames, isBefore, type JobWithCopies, moveTo, nothingToDo, readJobWithCopies } from "./copies.js";
import { copyStep } from "./copy-step.js";
import { type JobSet, jobName, jobsText } from "./job-set.js";
import { archiveAll, duplicateEntries, originOf } from "./lineage.js";

/** A share of the unmarked images that is not in a job yet. */
interface Handed {
  readonly person: Reference;
  readonly images: readonly JobEntity[];
}

interface HandOver extends JobWithCopies {
  readonly open: readonly JobEntity[];
  readonly shares: readonly Handed[];
  readonly existing: readonly JobInfo[];
  /** Whether the annotator has marked any image: then the old job goes to review, else it is archived. */
  readonly hasWork: boolean;
}

/** Creates the step that hands the unmarked images over, evenly. Cost: like a restart. */
export function handOverStep(to: readonly Reference[], isOne: boolean): Step<JobSet, JobSet> {
  return copyStep<HandOver>({
    label: `hand over to ${to.join(", ")}`,
    noteWithoutJobs: "for the jobs of the previous step",
    people: to,
    find: (jobs, context) => handOversOf(jobs, to, context),
    rejectRun(all) {
      for (const one of all) rejectSame(one, to);
      if (isOne) for (const one of all) rejectNothing(one);
    },
    async copy(one, idOf, context) {
      const { job, shares, existing } = one;
      const ids: number[] = existing.map(({ id }) => id);
      for (const { person, images } of shares) {
        const id = idOf(job, person);
        const copy = { assigneeIds: id === undefined ? [] : [id], imagesIds: images.map((image) => image.id) };
        ids.push(...(await copyJob(job, copy, "handOver", context)));
      }
      if (one.open.length > 0) await leave(one, context);
      return ids;
    },
    entries: (one) => sameEntries(one, to) ?? entriesOf(one, isOne),
  });
}

async function leave({ job, hasWork }: HandOver, context: Parameters<typeof moveTo>[2]): Promise<void> {
  if (hasWork && isBefore(job, "on_review")) return moveTo(job, "on_review", context);
  if (!hasWork && !job.disabled) await (await context.api()).labelingJob.archive(job.id, context);
}

async function handOversOf(jobs: JobSet, to: readonly Reference[], context: ReadContext): Promise<readonly HandOver[]> {
  const all: HandOver[] = [];
  for (const { id } of jobs) {
    const family = await readJobWithCopies(id, ["restart", "handOver"], context);
    const open = family.entities.filter(({ reviewStatus }) => reviewStatus === "none");
    const existing = family.copies.filter((job) => originOf(job)?.by === "handOver");
    // All unmarked images are split again, so that a run after an interruption creates the missing shares.
    const allShares = splitByWeight(
      open,
      to.map(() => 1),
    ).map((images, index) => ({
      person: to[index]!,
      images: images.filter((image) => !family.taken.has(image.id)),
    }));
    const shares = allShares.filter(({ images }) => images.length > 0);
    all.push({ ...family, open, shares, existing, hasWork: open.length < family.entities.length });
  }
  return all;
}

const sameHint = "choose people who do not have the job yet";

/** Describes the error if a job is handed over only to its own annotator. */
function sameText({ job }: HandOver, to: readonly Reference[]): string | undefined {
  if (!to.every((person) => isAnnotatorOf(job, person))) return undefined;
  return `${job.assignedToLogin} already has ${jobName(job)}`;
}

function isAnnotatorOf({ assignedToId, assignedToLogin }: JobInfo, person: Reference): boolean {
  return typeof person === "number" ? person === assignedToId : isSameName(person, assignedToLogin ?? "");
}

function rejectSame(one: HandOver, to: readonly Reference[]): void {
  const what = sameText(one, to);
  if (what === undefined) return;
  throw badArgument("handOver", "to", what, sameHint);
}

function sameEntries(one: HandOver, to: readonly Reference[]): readonly PlanEntry[] | undefined {
  const what = sameText(one, to);
  return what === undefined ? undefined : [planEntry("problem", what, sameHint)];
}

function rejectNothing({ job, open }: HandOver): void {
  if (open.length === 0)
    throw nothingToDo("every image has a mark", job, "review the job: no image is left to hand over");
}

function entriesOf(one: HandOver, isOne: boolean): readonly PlanEntry[] {
  const { job, open, shares, existing, duplicates, hasWork } = one;
  if (open.length === 0) {
    return [
      isOne
        ? planEntry("problem", `every image has a mark in ${jobName(job)}`, "review it")
        : planEntry("reuse", jobName(job), "every image has a mark"),
    ];
  }
  return [
    ...existing.map((other) => planEntry("reuse", jobName(other), `already assigned to ${other.assignedToLogin}`)),
    ...duplicateEntries(duplicates),
    ...shares.map(({ person, images }): PlanEntry => {
      const same = isAnnotatorOf(job, person) ? ", who also has the old job" : alsoReviewsText(job, person);
      const note = `${countText(images.length, "image")} without a mark: ${imageNames(images)}`;
      return planEntry("create", `job '${job.name}' for ${person}${same}`, note);
    }),
    ...(hasWork && isBefore(job, "on_review") ? [planEntry("change", jobName(job), `${job.status} → on_review`)] : []),
    ...(!hasWork && !job.disabled ? [planEntry("change", jobName(job), "archived: no image is done")] : []),
  ];
}

const noAdding = "created because the API cannot add images to a job";

/** Creates the step that creates a further job for the images, because the API cannot add images to a job. */
export function addImagesStep(images: readonly Reference[]): Step<JobSet, JobSet> {
  const label = `add ${countText(images.length, "image")} in a further job`;
  return {
    label,
    writes: true,
    async run(jobs, context) {
      const created = [];
      for (const { id } of jobs) {
        const { family, left, existing } = await missingOf(id, images, context);
        await archiveAll(family.duplicates, context);
        const ids =
          left.length === 0
            ? []
            : await copyJob(family.job, { imagesIds: left.map((image) => image.id) }, "further", context);
        if (ids.length > 0) context.progress(1, 1, noAdding);
        created.push(
          ...[...existing.map((job) => job.id), ...ids].map((each) => ({ id: each, teamId: family.job.teamId })),
        );
      }
      return created;
    },
    outcome: (jobs) => (jobs.length === 0 ? "the job has these images" : `further ${jobsText(jobs)}`),
    async plan(jobs, context) {
      if (jobs === undefined) return { entries: [planEntry("create", label, noAdding)] };
      const entries: PlanEntry[] = [];
      for (const { id } of jobs) {
        const { family, left, existing } = await missingOf(id, images, context);
        entries.push(
          ...existing.map((job) => planEntry("reuse", jobName(job), "already has some of them")),
          left.length === 0
            ? planEntry("reuse", jobName(family.job), "the images are already in jobs")
            : planEntry(
                "create",
                `further job '${family.job.name}' for ${family.job.assignedToLogin}`,
                `${countText(left.length, "image")}; ${noAdding}`,
              ),
        );
      }
      return { entries };
    },
  };
}

async function missingOf(id: number, images: readonly Reference[], context: ReadContext) {
  const family = await readJobWithCopies(id, ["further"], context);
  const chosen = await selectedImages({ images: [...images] }, family.job.datasetId ?? 0, context);
  const has = new Set(family.entities.map((image) => image.id));
  const chosenIds = new Set(chosen.map((image) => image.id));
  const missing = chosen.filter((image) => !has.has(image.id) && !family.taken.has(image.id));
  const existing = family.copies.filter(({ entities = [] }) => entities.some((image) => chosenIds.has(image.id)));
  return { family, left: missing, existing };
}
