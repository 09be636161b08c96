import { z } from "zod";
import type { JobEntity, JobInfo } from "../../domain/records/job.js";
import type { ReviewStatus } from "../../domain/records/job-status.js";
import { settingsSchema } from "../core/arguments.js";
import { countText } from "../core/count.js";
import type { Step, StepContext } from "../core/node.js";
import { eachItem } from "../list/items.js";
import { readJob } from "./job-images.js";
import { type JobRef, type JobSet, jobsText } from "./job-set.js";
import { foreseeEach, jobName } from "./job-verbs.js";

/** What a reviewer says of an image: the same of all, or as a function finds it; undefined leaves it as it is. */
export type Verdict =
  | "accepted"
  | "rejected"
  | ((image: JobEntity, job: JobInfo) => "accepted" | "rejected" | undefined);

/** How a review ends. */
export interface ReviewOptions {
  /** Whether the job is completed when all of its images are judged. Default true. */
  readonly complete?: boolean | undefined;
}

/** Checks the arguments of `review`. */
export const reviewSchema = z.object({
  verdict: z.union(
    [z.enum(["accepted", "rejected"]), z.custom<Exclude<Verdict, string>>((value) => typeof value === "function")],
    {
      error: "expected 'accepted', 'rejected', or a function of an image",
    },
  ),
  options: settingsSchema({ complete: z.boolean("expected true or false") }).partial(),
});

/**
 * Judges the images that annotators are done with, and completes the jobs whose images are all judged. A completed job in
 * which images are still to be judged is opened again.
 * Cost: one read, one request an image, one to complete; one list to see what is open.
 */
export function reviewStep({ verdict, options }: z.output<typeof reviewSchema>): Step<JobSet, JobSet> {
  const { complete = true } = options;
  const label = `review${typeof verdict === "string" ? `: ${verdict}` : ""}${complete ? " and complete" : ""}`;
  return {
    label,
    writes: true,
    async run(jobs, context) {
      const api = await context.api();
      const reviewed: JobRef[] = [];
      for (const ref of jobs) {
        const job = await readJob(ref.id, context);
        const judged = (job.entities ?? [])
          .filter(({ reviewStatus }) => reviewStatus === "done")
          .map((image) => ({ image, mark: typeof verdict === "string" ? verdict : verdict(image, job) }))
          .filter(({ mark }) => mark !== undefined);
        if (judged.length > 0 && job.status === "completed")
          await api.labelingJob.setStatus(job.id, "on_review", { signal: context.signal });
        await eachItem(judged, context, ({ image, mark }) => markImage(job.id, image.id, mark, context));
        const open = (job.entities ?? []).filter(isUndecided).length - judged.length;
        if (complete && open === 0 && (job.status !== "completed" || judged.length > 0)) {
          await context.once(`complete ${job.id}`, async () => {
            await api.labelingJob.setStatus(job.id, "completed", { signal: context.signal });
            return [];
          });
        }
        reviewed.push({ id: job.id, teamId: job.teamId, open });
      }
      return reviewed;
    },
    outcome: reviewText,
    foresee: (jobs, context) =>
      foreseeEach(label, jobs, context, (job) => ({
        action: "change",
        what: jobName(job),
        note: `${countText(job.finishedImagesCount, "image")} to judge${endText(job, verdict, complete)}`,
      })),
  };
}

/** Whether an image waits for a verdict. */
export function isUndecided({ reviewStatus }: JobEntity): boolean {
  return reviewStatus === "none" || reviewStatus === "done";
}

function endText(job: JobInfo, verdict: Verdict, complete: boolean): string {
  if (!complete || job.status === "completed") return "";
  const unmarked = job.openImagesCount - job.finishedImagesCount;
  if (unmarked > 0) return `; ${countText(unmarked, "image")} without a mark: stays ${job.status}`;
  const condition = typeof verdict === "string" ? "then" : "if none is left open,";
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
