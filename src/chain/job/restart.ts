/** Restarts rejected images of jobs in new jobs. */
import { z } from "zod";
import { countText } from "../../base/text/count-text.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { ApiError } from "../../domain/errors.js";
import type { JobEntity } from "../../domain/records/job.js";
import { type PlanEntry, planEntry, type ReadContext, type Step, type StepContext } from "../core/node.js";
import { alsoReviewsText } from "../people/people.js";
import type { CloneSettings } from "./clone-reassign.js";
import { copyLabel, copyShape } from "./clone-reassign.js";
import { copyJob, imageNames, isBefore, type JobWithCopies, moveTo, nothingToDo, readJobWithCopies } from "./copies.js";
import { copyStep } from "./copy-step.js";
import { readJob } from "./job-images.js";
import type { JobSet } from "./job-set.js";
import { jobName } from "./job-set.js";
import { duplicateEntries } from "./lineage.js";
import { markImage } from "./review.js";

/** Settings of a restart. */
export interface RestartSettings extends CloneSettings {
  /** Whether to restart images with the mark `none` too, which are rejected first. Default false. */
  readonly unmarked?: boolean | undefined;
  /** Whether to complete the old job. Default true. */
  readonly complete?: boolean | undefined;
}

/** Checks the argument of `restart`. */
export const restartSchema = z.strictObject({ ...copyShape, unmarked: kinds.flag, complete: kinds.flag }).partial();

type CheckedRestart = z.output<typeof restartSchema>;

/** The restart of one job. */
interface Restart extends JobWithCopies {
  /** Rejected images, and with `unmarked` those with the mark `none`. */
  readonly wanted: readonly JobEntity[];
  /** Those that are not yet in a job created from it. */
  readonly missing: readonly JobEntity[];
  /** Those that must be rejected first. */
  readonly toReject: readonly JobEntity[];
  /** Jobs of earlier runs that have some of the images. */
  readonly existing: JobWithCopies["copies"];
}

/**
 * Creates the step that creates jobs for the rejected images. Jobs of earlier runs are found and reused.
 * Cost: two requests per job, one more per job created from it; about five per new job.
 *
 * @param isOne - whether the chain has exactly one job: then having nothing to restart is an error
 */
export function restartStep(settings: CheckedRestart, isOne: boolean): Step<JobSet, JobSet> {
  const { name, assign, reviewer, unmarked = false, complete = true } = settings;
  return copyStep<Restart>({
    label: copyLabel("restart", settings),
    noteWithoutJobs: "the rejected images of the previous step",
    people: [...(assign ?? []), reviewer],
    find: (jobs, context) => restartsOf(jobs, unmarked, context),
    rejectRun(restarts) {
      if (isOne) for (const one of restarts) rejectNothing(one, unmarked);
    },
    async copy(one, idOf, context) {
      const { job, missing, existing } = one;
      const copy = {
        name,
        assigneeIds: assign?.flatMap((person) => idOf(job, person) ?? []),
        reviewerId: idOf(job, reviewer),
        imagesIds: missing.map(({ id }) => id),
      };
      // Images are rejected only once the job that takes them exists: the server may refuse to create it.
      const ids = missing.length === 0 ? [] : await copyJob(job, copy, "restart", context);
      await rejectAll(one, context);
      const isOpen = isBefore(job, "completed") || one.toReject.length > 0;
      if (complete && one.wanted.length > 0 && isOpen) await moveTo(job, "completed", context);
      return [...existing.map(({ id }) => id), ...ids];
    },
    entries: (one) => entriesOf(one, settings, isOne),
  });
}

async function restartsOf(jobs: JobSet, unmarked: boolean, context: ReadContext): Promise<readonly Restart[]> {
  const restarts: Restart[] = [];
  for (const { id } of jobs) {
    const family = await readJobWithCopies(id, ["restart", "handOver"], context);
    const isWanted = ({ reviewStatus }: JobEntity) =>
      reviewStatus === "rejected" || (unmarked && reviewStatus === "none");
    const wanted = family.entities.filter(isWanted);
    const missing = wanted.filter((image) => !family.taken.has(image.id));
    const ids = new Set(wanted.map((image) => image.id));
    const existing = family.copies.filter(({ entities = [] }) => entities.some((image) => ids.has(image.id)));
    const handed = new Set(
      family.copies
        .filter(({ customData }) => JSON.stringify(customData).includes('"handOver"'))
        .flatMap(({ entities = [] }) => entities.map((image) => image.id)),
    );
    const toReject = canReject(family)
      ? wanted.filter((image) => image.reviewStatus === "none" && !handed.has(image.id))
      : [];
    restarts.push({ ...family, wanted, missing, toReject, existing });
  }
  return restarts;
}

// Images of a finished job cannot be marked; they are restarted without being rejected.
function canReject({ job }: JobWithCopies): boolean {
  return !job.disabled && ["pending", "in_progress", "on_review"].includes(job.status);
}

/** Rejects the images with the mark `none`, which requires the job to be on review. */
async function rejectAll({ job, toReject }: Restart, context: StepContext): Promise<void> {
  if (toReject.length === 0) return;
  await moveTo(job, "on_review", context);
  for (const image of toReject) {
    try {
      await markImage(job.id, image.id, "rejected", context);
    } catch (error) {
      // Rejected if another run of the same script has already done it.
      if (!(error instanceof ApiError)) throw error;
      const now = (await readJob(job.id, context)).entities?.find(({ id }) => id === image.id);
      if (now?.reviewStatus !== "rejected") throw error;
    }
  }
}

const nothing = "no image is rejected";
const nothingAtAll = "no image is rejected or without a mark";

function rejectNothing({ job, wanted }: Restart, unmarked: boolean): void {
  if (wanted.length > 0) return;
  const hint = unmarked
    ? "review the job first"
    : "review the job first, or restart unmarked images too: { unmarked: true }";
  throw nothingToDo(unmarked ? nothingAtAll : nothing, job, hint);
}

function entriesOf(one: Restart, settings: CheckedRestart, isOne: boolean): readonly PlanEntry[] {
  const { job, wanted, missing, toReject, existing, duplicates } = one;
  const { name, assign, reviewer, unmarked = false, complete = true } = settings;
  if (wanted.length === 0) {
    const what = unmarked ? nothingAtAll : nothing;
    return [
      isOne
        ? planEntry("problem", `${what} in ${jobName(job)}`, "review the job first")
        : planEntry("reuse", jobName(job), `${what}: no job is created`),
    ];
  }
  const people = (assign ?? [job.assignedToLogin]).map(
    (person) => `${person}${alsoReviewsText(job, person, reviewer)}`,
  );
  return [
    ...(toReject.length === 0
      ? []
      : [
          planEntry(
            "change",
            `${countText(toReject.length, "image")} of ${jobName(job)}`,
            `none → rejected: ${imageNames(toReject)}`,
          ),
        ]),
    ...existing.map((other): PlanEntry => {
      const note = `has ${countText(other.entities?.length ?? 0, "image")} of ${jobName(job)}`;
      return planEntry("reuse", `${jobName(other)} for ${other.assignedToLogin}`, note);
    }),
    ...duplicateEntries(duplicates),
    ...(missing.length === 0
      ? []
      : [
          planEntry(
            "create",
            `job '${name ?? job.name}' for ${people.join(", ")}`,
            `${countText(missing.length, "rejected image")}: ${imageNames(missing)}`,
          ),
        ]),
    ...(complete && isBefore(job, "completed") ? [planEntry("change", jobName(job), `${job.status} → completed`)] : []),
  ];
}
