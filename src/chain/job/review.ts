import { types } from "node:util";
import { z } from "zod";
import { countText } from "../../base/text/count-text.js";
import { suggest } from "../../base/text/nearest.js";
import { limitToJob } from "../../client/job/job-read.js";
import { callbackOf, kinds } from "../../domain/arguments/kinds.js";
import { shown } from "../../domain/arguments/shown.js";
import { ApiError, badArgument } from "../../domain/errors.js";
import { nameKey } from "../../domain/names.js";
import type { Annotation } from "../../domain/records/image.js";
import type { JobEntity, JobInfo } from "../../domain/records/job.js";
import type { ReviewStatus } from "../../domain/records/job-status.js";
import { planEntry, type Step, type StepContext } from "../core/node.js";
import { eachItem } from "../list/items.js";
import { planEach } from "./job-changes.js";
import { readJob } from "./job-images.js";
import { type JobRef, type JobSet, jobName, jobsText } from "./job-set.js";
import { raiseReasons } from "./reasons.js";
import { withStatusHint } from "./status-hint.js";

/** The verdict on one image. A reason becomes the name of an issue on the image. */
export type ImageVerdict =
  | "accepted"
  | "rejected"
  | {
      /** Reason of the rejection. */
      readonly rejected: string;
    };

/** A verdict for all images, or a function that returns one for each; `undefined` leaves the image open. */
export type Verdict =
  | ImageVerdict
  | ((image: JobEntity, job: JobInfo, annotation: Annotation) => ImageVerdict | undefined);

/** Options of a review. */
export interface ReviewOptions {
  /** Whether to complete jobs without open images. Default true. */
  readonly complete?: boolean | undefined;
}

type VerdictFunction = Exclude<Verdict, ImageVerdict>;

const marks = ["accepted", "rejected"] as const;
const reasonSchema = z
  .string("expected a reason")
  .transform(nameKey)
  // It becomes the name of an issue.
  .pipe(z.string().min(1, "expected a reason that is not blank").max(255, "expected at most 255 characters"));
const rejectionSchema = z.strictObject({ rejected: reasonSchema });

/** Checks the arguments of `review`. */
export const reviewSchema = z.object({
  verdict: z.union([z.enum(marks), rejectionSchema, callbackOf<VerdictFunction>()], {
    error: "expected 'accepted', 'rejected', { rejected: 'reason' }, or a function of an image",
  }),
  options: z.strictObject({ complete: kinds.flag }).partial(),
});

/** A verdict to apply. */
interface Judged {
  readonly image: JobEntity;
  readonly mark: ReviewStatus;
  readonly reason?: string | undefined;
}

/**
 * Creates the step that reviews images and completes jobs without open images. A completed job with open images is reopened.
 * All verdicts are computed before the first is applied.
 * Cost: one read per job, one per 50 annotations if the verdict uses them, one request per image, one to complete.
 */
export function reviewStep({ verdict, options }: z.output<typeof reviewSchema>): Step<JobSet, JobSet> {
  const { complete = true } = options;
  const label = `review${verdictText(verdict)}${complete ? " and complete" : ""}`;
  return {
    label,
    writes: true,
    async run(jobs, context) {
      const reviews = [];
      for (const { id } of jobs) {
        const job = await readJob(id, context);
        reviews.push({ job, judged: await judge(job, verdict, context) });
        if (jobs.length > 1) context.progress(reviews.length, jobs.length, "read");
      }
      const reviewed: JobRef[] = [];
      for (const { job, judged } of reviews) {
        reviewed.push({ id: job.id, teamId: job.teamId, open: await applyReview(job, judged, complete, context) });
      }
      return reviewed;
    },
    outcome: reviewText,
    plan: (jobs, context) =>
      planEach(label, jobs, context, (job) =>
        planEntry(
          "change",
          jobName(job),
          `${countText(job.finishedImagesCount, "image")} to review${endText(job, verdict, complete)}`,
        ),
      ),
  };
}

function verdictText(verdict: Verdict): string {
  if (typeof verdict === "function") return "";
  return typeof verdict === "string" ? `: ${verdict}` : `: rejected (${verdict.rejected})`;
}

/** Computes the verdicts on the images of a job that are marked `done`. */
async function judge(job: JobInfo, verdict: Verdict, context: StepContext): Promise<readonly Judged[]> {
  const done = (job.entities ?? []).filter(({ reviewStatus }) => reviewStatus === "done");
  if (typeof verdict !== "function") return done.map((image) => ({ image, ...markOf(verdict) }));
  const annotations = takesThird(verdict) ? await annotationsOf(job, done, context) : [];
  return done.flatMap((image, at) => {
    // Undefined only if the function does not use it.
    const result = Reflect.apply(verdict, undefined, [image, job, ...annotations.slice(at, at + 1)]);
    return result === undefined ? [] : { image, ...markOf(checkedVerdict(result, image, job)) };
  });
}

/**
 * Whether a function may use its third argument: false if it declares fewer parameters. `length` does not count
 * parameters after a default or a rest, so functions with these, with `arguments`, or without readable source (bound
 * functions) count as using it.
 */
function takesThird(verdict: VerdictFunction): boolean {
  if (verdict.length > 2) return true;
  const source = Function.prototype.toString.call(verdict);
  const parameters = /^[^(=]*(?:\(([^()]*)\)|=>)/.exec(source);
  return (
    parameters === null || /[=]|\.\.\.|\/[*/]/.test(parameters[1] ?? "") || /\barguments\b|\[native code\]/.test(source)
  );
}

async function annotationsOf(job: JobInfo, images: readonly JobEntity[], context: StepContext) {
  const ids = images.map(({ id }) => id);
  if (ids.length === 0) return [];
  const found = await (await context.api()).annotation.downloadBatch(job.datasetId ?? 0, ids, context);
  return limitToJob(job, found).map(({ annotation }) => annotation);
}

function markOf(verdict: ImageVerdict): Pick<Judged, "mark" | "reason"> {
  return typeof verdict === "string" ? { mark: verdict } : { mark: "rejected", reason: verdict.rejected };
}

/** Checks what the user's function returned. */
function checkedVerdict(given: unknown, image: JobEntity, job: JobInfo): ImageVerdict {
  if (given === "accepted" || given === "rejected") return given;
  const rejection = rejectionSchema.safeParse(given);
  if (rejection.success) return rejection.data;
  // It is rejected as a verdict; its own failure must not end the process.
  if (types.isPromise(given)) given.catch(() => undefined);
  const what =
    `the verdict on image ${image.id} '${image.name}' of job ${job.id} is ${shown(given)}, ` +
    "expected 'accepted', 'rejected', { rejected: 'reason' } or undefined";
  throw badArgument("review", "verdict", what, verdictHint(given));
}

function verdictHint(given: unknown): string {
  if (typeof given === "string") return suggest(given, marks);
  if (types.isPromise(given)) return "use a function that is not async: read what it needs before the review";
  if (typeof given === "object" && given !== null) {
    const key = Object.keys(given).find((one) => one !== "rejected");
    return key === undefined ? "set the reason to a string that is not blank" : suggest(key, ["rejected"]);
  }
  return "return undefined to leave an image open";
}

/** Creates the issues, marks the images and completes the job. Returns the number of open images. */
async function applyReview(
  job: JobInfo,
  judged: readonly Judged[],
  complete: boolean,
  context: StepContext,
): Promise<number> {
  const { labelingJob } = await context.api();
  if (judged.length > 0 && job.status === "completed") await labelingJob.setStatus(job.id, "on_review", context);
  const raise = (one: readonly Judged[]) =>
    raiseReasons(
      job,
      one.filter(({ mark }) => mark === "rejected").map(({ image, reason }) => ({ image, reason })),
      context,
    );
  // Images of a job that is not submitted usually cannot be reviewed: the first one shows this before any issue is
  // created.
  const isSubmitted = job.status === "on_review" || job.status === "completed";
  const [first, later] = isSubmitted ? [[], judged] : [judged.slice(0, 1), judged.slice(1)];
  await markAll(job, first, context);
  // Issues first: after a crash, a marked image would not be reviewed again and its reason would be lost.
  await raise(judged);
  await markAll(job, later, context);
  const open = (job.entities ?? []).filter(isUndecided).length - judged.length;
  if (complete && open === 0 && (job.status !== "completed" || judged.length > 0)) {
    await context.createOnce(`complete ${job.id}`, async () => {
      const isSo = ({ status }: JobInfo) => status === "completed";
      await unlessSo(() => labelingJob.setStatus(job.id, "completed", context), onceRead(job.id, context), isSo);
      return [];
    });
  }
  return open;
}

async function markAll(job: JobInfo, judged: readonly Judged[], context: StepContext): Promise<void> {
  const again = onceRead(job.id, context);
  await withStatusHint("review", job.id, context, () =>
    eachItem(judged, context, async ({ image, mark }) => {
      const isSo = ({ entities }: JobInfo) => entities?.find(({ id }) => id === image.id)?.reviewStatus === mark;
      await unlessSo(() => markImage(job.id, image.id, mark, context), again, isSo);
    }),
  );
}

/** Reads a job once, when first needed. */
function onceRead(id: number, context: StepContext): () => Promise<JobInfo> {
  let job: Promise<JobInfo> | undefined;
  return () => {
    job ??= readJob(id, context);
    return job;
  };
}

/** Sends a change. Ignores a rejection if another run has already made the same change. */
async function unlessSo(
  change: () => Promise<unknown>,
  read: () => Promise<JobInfo>,
  isSo: (job: JobInfo) => boolean,
): Promise<void> {
  try {
    await change();
  } catch (error) {
    if (!(error instanceof ApiError) || !isSo(await read())) throw error;
  }
}

/** Whether an image has no verdict. */
function isUndecided({ reviewStatus }: JobEntity): boolean {
  return reviewStatus === "none" || reviewStatus === "done";
}

function endText(job: JobInfo, verdict: Verdict, complete: boolean): string {
  if (!complete || job.status === "completed") return "";
  const unmarked = job.openImagesCount - job.finishedImagesCount;
  if (unmarked > 0) return `; ${countText(unmarked, "image")} without a mark: stays ${job.status}`;
  const condition = typeof verdict === "function" ? "if none is left undecided," : "then";
  return `, ${condition} ${job.status} → completed`;
}

/** Formats the outcome, for example `jobs 37, 38: 2 images open in job 38`. */
function reviewText(jobs: JobSet): string {
  const open = jobs.filter((job) => (job.open ?? 0) > 0);
  if (open.length === 0) return jobsText(jobs);
  const parts = open.slice(0, 6).map((job) => `${countText(job.open ?? 0, "image")} open in job ${job.id}`);
  const more = open.length > parts.length ? `, and images in ${open.length - parts.length} more jobs` : "";
  return `${jobsText(jobs)}: ${parts.join(", ")}${more}`;
}

/** Marks one image of a job; undefined changes nothing. */
export async function markImage(
  jobId: number,
  imageId: number,
  mark: ReviewStatus | undefined,
  context: StepContext,
): Promise<void> {
  if (mark !== undefined) await (await context.api()).labelingJob.setEntityReviewStatus(jobId, imageId, mark, context);
}
