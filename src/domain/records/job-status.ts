/** The statuses of a labeling job, their order, and the allowed transitions. */

/** All statuses of a labeling job; `review_completed` is used by queues and consensus. */
export const jobStatuses = ["pending", "in_progress", "on_review", "review_completed", "completed", "stopped"] as const;

/** Status of a labeling job. */
export type JobStatus = (typeof jobStatuses)[number];

/** The statuses by their names in the official SDK: `Status.ON_REVIEW` is `'on_review'`. */
export const Status = Object.freeze({
  /** Created; the annotator has not started. */
  PENDING: "pending",
  /** The annotator has started and not finished. */
  IN_PROGRESS: "in_progress",
  /** The annotator has finished; the review is in progress. */
  ON_REVIEW: "on_review",
  /** The review of a job of a queue or a consensus is done. */
  REVIEW_COMPLETED: "review_completed",
  /** The reviewer completed the job. */
  COMPLETED: "completed",
  /** Stopped; hidden from its annotator. */
  STOPPED: "stopped",
} as const);

/** Status of a job, or an unknown one that a newer server sent. */
// `string & {}` keeps the known statuses in an editor's completion.
export type SeenStatus = JobStatus | (string & {});

/** Whether `status` is a known status. */
export function isJobStatus(status: unknown): status is JobStatus {
  return (jobStatuses as readonly unknown[]).includes(status);
}

/** The statuses of a job that is never stopped, in order. */
const statusOrder: readonly string[] = ["pending", "in_progress", "on_review", "review_completed", "completed"];

/** Whether a job with `status` has reached or passed `target`. Only a stopped job has reached `stopped`. */
export function hasReached(status: SeenStatus, target: JobStatus): boolean {
  if (target === "stopped" || status === "stopped") return status === target;
  const at = statusOrder.indexOf(status);
  return at !== -1 && at >= statusOrder.indexOf(target);
}

/**
 * The status transitions that the local instance allows. Observed on real servers: forward transitions, any → stopped,
 * pending → completed. Assumed: resuming a stopped job, returning a job to its annotator, reopening a completed job.
 */
export const allowedTransitions: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  pending: ["in_progress", "completed", "stopped"],
  in_progress: ["on_review", "completed", "stopped"],
  on_review: ["in_progress", "review_completed", "completed", "stopped"],
  review_completed: ["on_review", "completed", "stopped"],
  completed: ["on_review", "stopped"],
  stopped: ["pending", "in_progress"],
};

/** The review marks of an image in a job. */
export const reviewStatuses = ["none", "done", "accepted", "rejected"] as const;
/** Review mark of an image in a job. */
export type ReviewStatus = (typeof reviewStatuses)[number];
