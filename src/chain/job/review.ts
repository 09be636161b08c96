import { inspect, types } from "node:util";
import { z } from "zod";
import { suggest } from "../../base/nearest.js";
import { labeledIn } from "../../client/job/job-read.js";
import { ApiError, ArgumentError } from "../../domain/errors.js";
import type { Annotation } from "../../domain/records/image.js";
import type { JobEntity, JobInfo } from "../../domain/records/job.js";
import type { ReviewStatus } from "../../domain/records/job-status.js";
import { settingsSchema } from "../core/arguments.js";
import { countText } from "../core/count.js";
import type { Step, StepContext } from "../core/node.js";
import { eachItem } from "../list/items.js";
import { readJob } from "./job-images.js";
import { type JobRef, type JobSet, jobsText } from "./job-set.js";
import { jobName, planEach } from "./job-verbs.js";
import { raiseReasons } from "./reasons.js";

/** What a reviewer says of one image; a reason becomes an issue on the image, named by it. */
export type ImageVerdict =
  | "accepted"
  | "rejected"
  | {
      /** Why it is rejected. */
      readonly rejected: string;
    };

/** The verdict on every image, or a function that gives it for each; `undefined` leaves the image as it is. */
export type Verdict =
  | ImageVerdict
  | ((image: JobEntity, job: JobInfo, annotation: Annotation) => ImageVerdict | undefined);

/** How a review ends. */
export interface ReviewOptions {
  /** Whether the job is completed when all of its images are judged. Default true. */
  readonly complete?: boolean | undefined;
}

type VerdictFunction = Exclude<Verdict, ImageVerdict>;

const marks = ["accepted", "rejected"] as const;
const reasonSchema = z
  .string("expected a reason: a text")
  .transform((reason) => reason.trim())
  .pipe(z.string().min(1, "expected a reason that is not blank").max(1000, "expected at most 1,000 letters"));
const rejectionSchema = settingsSchema({ rejected: reasonSchema });

/** Checks the arguments of `review`. */
export const reviewSchema = z.object({
  verdict: z.union(
    [z.enum(marks), rejectionSchema, z.custom<VerdictFunction>((value) => typeof value === "function")],
    {
      error: "expected 'accepted', 'rejected', { rejected: 'reason' }, or a function of an image",
    },
  ),
  options: settingsSchema({ complete: z.boolean("expected true or false") }).partial(),
});

/** A verdict that is to be carried out. */
interface Judged {
  readonly image: JobEntity;
  readonly mark: ReviewStatus;
  readonly reason?: string | undefined;
}

/**
 * Judges the images that annotators are done with, and completes the jobs whose images are all judged. A completed job in
 * which images are still to be judged is opened again. Every verdict is known before the first is carried out.
 * Cost: one read a job, one for 50 annotations where the verdict looks at them, one request an image, one to complete.
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
        reviewed.push({ id: job.id, teamId: job.teamId, open: await carryOut(job, judged, complete, context) });
      }
      return reviewed;
    },
    outcome: reviewText,
    plan: (jobs, context) =>
      planEach(label, jobs, context, (job) => ({
        action: "change",
        what: jobName(job),
        note: `${countText(job.finishedImagesCount, "image")} to judge${endText(job, verdict, complete)}`,
      })),
  };
}

function verdictText(verdict: Verdict): string {
  if (typeof verdict === "function") return "";
  return typeof verdict === "string" ? `: ${verdict}` : `: rejected (${verdict.rejected})`;
}

/** The verdicts on the images of a job that its annotator is done with. */
async function judge(job: JobInfo, verdict: Verdict, context: StepContext): Promise<readonly Judged[]> {
  const done = (job.entities ?? []).filter(({ reviewStatus }) => reviewStatus === "done");
  if (typeof verdict !== "function") return done.map((image) => ({ image, ...markOf(verdict) }));
  // A function that declares no third parameter does not look at what was drawn.
  const annotations = verdict.length > 2 ? await annotationsOf(job, done, context) : [];
  return done.flatMap((image, at) => {
    // Absent only where the function does not take it.
    const given = Reflect.apply(verdict, undefined, [image, job, ...annotations.slice(at, at + 1)]);
    return given === undefined ? [] : { image, ...markOf(checkedVerdict(given, image, job)) };
  });
}

async function annotationsOf(job: JobInfo, images: readonly JobEntity[], context: StepContext) {
  const ids = images.map(({ id }) => id);
  if (ids.length === 0) return [];
  const api = await context.api();
  const found = await api.annotation.downloadBatch(job.datasetId ?? 0, ids, { signal: context.signal });
  return labeledIn(job, found).map(({ annotation }) => annotation);
}

function markOf(verdict: ImageVerdict): Pick<Judged, "mark" | "reason"> {
  return typeof verdict === "string" ? { mark: verdict } : { mark: "rejected", reason: verdict.rejected };
}

/** Checks what the user's function gave, which plain JavaScript and casts can make anything. */
function checkedVerdict(given: unknown, image: JobEntity, job: JobInfo): ImageVerdict {
  if (given === "accepted" || given === "rejected") return given;
  const rejection = rejectionSchema.safeParse(given);
  if (rejection.success) return rejection.data;
  const shown = inspect(given, { depth: 1, breakLength: Number.POSITIVE_INFINITY }).slice(0, 80);
  const message =
    `review: the verdict on image ${image.id} '${image.name}' of job ${job.id} is ${shown}, ` +
    "expected 'accepted', 'rejected', { rejected: 'reason' } or undefined";
  throw new ArgumentError(message, { method: "review", argument: "verdict", hint: verdictHint(given) });
}

function verdictHint(given: unknown): string {
  if (typeof given === "string") return suggest(given, marks);
  if (types.isPromise(given)) return "give a function that is not async: read what it needs before the review";
  if (typeof given === "object" && given !== null) {
    const key = Object.keys(given).find((one) => one !== "rejected");
    return key === undefined ? "give the reason as a text that is not blank" : suggest(key, ["rejected"]);
  }
  return "return undefined to leave an image as it is";
}

/** Raises the reasons, marks the images, completes the job; gives the number of images that are still open. */
async function carryOut(
  job: JobInfo,
  judged: readonly Judged[],
  complete: boolean,
  context: StepContext,
): Promise<number> {
  const { labelingJob } = await context.api();
  const { signal } = context;
  if (judged.length > 0 && job.status === "completed") await labelingJob.setStatus(job.id, "on_review", { signal });
  // Before the marks: an image that is marked is not judged again, and its reason would be lost.
  const reasons = judged.flatMap(({ image, reason }) => (reason === undefined ? [] : { imageId: image.id, reason }));
  await raiseReasons(job, reasons, context);
  const again = onceRead(job.id, context);
  await eachItem(judged, context, async ({ image, mark }) => {
    const isSo = ({ entities }: JobInfo) => entities?.find(({ id }) => id === image.id)?.reviewStatus === mark;
    await unlessSo(() => markImage(job.id, image.id, mark, context), again, isSo);
  });
  const open = (job.entities ?? []).filter(isUndecided).length - judged.length;
  if (complete && open === 0 && (job.status !== "completed" || judged.length > 0)) {
    await context.once(`complete ${job.id}`, async () => {
      const isSo = ({ status }: JobInfo) => status === "completed";
      await unlessSo(() => labelingJob.setStatus(job.id, "completed", { signal }), onceRead(job.id, context), isSo);
      return [];
    });
  }
  return open;
}

/** Reads a job when it is first asked for. */
function onceRead(id: number, context: StepContext): () => Promise<JobInfo> {
  let job: Promise<JobInfo> | undefined;
  return () => {
    job ??= readJob(id, context);
    return job;
  };
}

/** Makes a change. The server refuses it where another run of the same script was first: then there is nothing to do. */
async function unlessSo(
  change: () => Promise<unknown>,
  read: () => Promise<JobInfo>,
  isSo: (job: JobInfo) => boolean,
): Promise<void> {
  try {
    await change();
  } catch (fault) {
    if (!(fault instanceof ApiError) || !isSo(await read())) throw fault;
  }
}

/** Whether an image waits for a verdict. */
export function isUndecided({ reviewStatus }: JobEntity): boolean {
  return reviewStatus === "none" || reviewStatus === "done";
}

function endText(job: JobInfo, verdict: Verdict, complete: boolean): string {
  if (!complete || job.status === "completed") return "";
  const unmarked = job.openImagesCount - job.finishedImagesCount;
  if (unmarked > 0) return `; ${countText(unmarked, "image")} without a mark: stays ${job.status}`;
  const condition = typeof verdict === "function" ? "if none is left open," : "then";
  return `, ${condition} ${job.status} → completed`;
}

/** As `job 37; job 38: 2 images open`. */
function reviewText(jobs: JobSet): string {
  const open = jobs.filter((job) => (job.open ?? 0) > 0);
  if (open.length === 0) return jobsText(jobs);
  const parts = open.slice(0, 6).map((job) => `${countText(job.open ?? 0, "image")} open in job ${job.id}`);
  const more = open.length > parts.length ? `, and images in ${open.length - parts.length} more jobs` : "";
  return `${jobsText(jobs)}: ${parts.join(", ")}${more}`;
}

/** Marks one image of a job; undefined leaves it as it is. */
export async function markImage(
  jobId: number,
  imageId: number,
  mark: ReviewStatus | undefined,
  { api, signal }: StepContext,
): Promise<void> {
  if (mark !== undefined) await (await api()).labelingJob.setEntityReviewStatus(jobId, imageId, mark, { signal });
}
