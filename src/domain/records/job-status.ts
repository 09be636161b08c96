/** The life of a labeling job: its statuses, the order of them, and the moves that are legal. */

/** Every status that the product has; `review_completed` belongs to queues and consensus. */
export const jobStatuses = ["pending", "in_progress", "on_review", "review_completed", "completed", "stopped"] as const;

/** Where a labeling job is in its life. */
export type JobStatus = (typeof jobStatuses)[number];

/** The statuses by the names of the official SDK: `Status.ON_REVIEW` is `'on_review'`. */
export const Status = Object.freeze({
  /** Created; the annotator has not started. */
  PENDING: "pending",
  /** The annotator started and has not finished. */
  IN_PROGRESS: "in_progress",
  /** The annotator finished; the reviewer is at work. */
  ON_REVIEW: "on_review",
  /** The review of a queue's or consensus's job is done. */
  REVIEW_COMPLETED: "review_completed",
  /** The reviewer completed the job. */
  COMPLETED: "completed",
  /** Stopped at some stage; hidden from its annotator. */
  STOPPED: "stopped",
} as const);

/** A status that a newer server may send: kept as it came. */
// `string & {}` keeps the known statuses in an editor's completion.
export type SeenStatus = JobStatus | (string & {});

/** Whether `status` is one that slylab knows. */
export function isJobStatus(status: unknown): status is JobStatus {
  return (jobStatuses as readonly unknown[]).includes(status);
}

/** The statuses a job goes through when nothing stops it, first to last. */
const life: readonly string[] = ["pending", "in_progress", "on_review", "review_completed", "completed"];

/** Whether a job that is `status` has reached `target` or gone past it. `stopped` is reached only by being stopped. */
export function hasReached(status: SeenStatus, target: JobStatus): boolean {
  if (target === "stopped" || status === "stopped") return status === target;
  const at = life.indexOf(status);
  return at !== -1 && at >= life.indexOf(target);
}

/**
 * The moves from each status that the local instance allows.
 * Attested: forward moves, any → stopped, pending → completed. Decided by us where nothing is known:
 * a stopped job is resumed to where it was, a reviewer sends back to work, a completed job is reopened for review.
 */
export const allowedTransitions: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  pending: ["in_progress", "completed", "stopped"],
  in_progress: ["on_review", "completed", "stopped"],
  on_review: ["in_progress", "review_completed", "completed", "stopped"],
  review_completed: ["on_review", "completed", "stopped"],
  completed: ["on_review", "stopped"],
  stopped: ["pending", "in_progress"],
};

/** What a person says of one image of a job. */
export const reviewStatuses = ["none", "done", "accepted", "rejected"] as const;
/** The mark of an image in a job. */
export type ReviewStatus = (typeof reviewStatuses)[number];
