import { z } from "zod";
import type { JobEntity, JobInfo } from "../../domain/records/job.js";
import type { ReviewStatus } from "../../domain/records/job-status.js";
import { settingsSchema } from "../core/arguments.js";
import type { Step, StepContext } from "../core/node.js";
import { eachItem } from "../list/items.js";
import { readJob } from "./job-images.js";
import { type JobSet, jobsText, outdated } from "./job-set.js";
import { foreseeEach, jobName } from "./job-verbs.js";

/** What a reviewer says of an image: the same of all, or as a function finds it; undefined leaves it as it is. */
export type Verdict =
  | "accepted"
  | "rejected"
  | ((image: JobEntity, job: JobInfo) => "accepted" | "rejected" | undefined);

/** How a review ends. */
export interface ReviewOptions {
  /** Whether the job is completed when its images are judged. Default true. */
  readonly complete?: boolean;
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

/** Judges the images that annotators are done with, and completes the jobs. Cost: one read, one request an image, one to complete. */
export function reviewStep({ verdict, options }: z.output<typeof reviewSchema>): Step<JobSet, JobSet> {
  const { complete = true } = options;
  const label = `review${typeof verdict === "string" ? `: ${verdict}` : ""}${complete ? " and complete" : ""}`;
  return {
    label,
    writes: true,
    async run(jobs, context) {
      const api = await context.api();
      for (const { id } of jobs) {
        const job = await readJob(id, context);
        const judged = (job.entities ?? [])
          .filter(({ reviewStatus }) => reviewStatus === "done")
          .map((image) => ({ image, mark: typeof verdict === "string" ? verdict : verdict(image, job) }));
        await eachItem(judged, context, ({ image, mark }) => markImage(id, image.id, mark, context));
        if (complete) {
          await context.once(`complete ${id}`, async () => {
            await api.labelingJob.setStatus(id, "completed", { signal: context.signal });
            return [];
          });
        }
      }
      return outdated(jobs);
    },
    outcome: jobsText,
    foresee: (jobs, context) =>
      foreseeEach(label, jobs, context, (job) => ({
        action: "change",
        what: jobName(job),
        note: `${job.finishedImagesCount} images to judge${complete ? `, then ${job.status} → completed` : ""}`,
      })),
  };
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
