/** What may happen to a job, by whom. Pure: a rule is told who asks and what is, and says why not. */
import { allowedTransitions, type JobStatus, type ReviewStatus } from "../../domain/records/job-status.js";

/** What the one who asks is to a job. */
export interface Part {
  /** Labels it. */
  readonly isAnnotator: boolean;
  /** Reviews it: named in the job, or with the right to review any. */
  readonly isReviewer: boolean;
  /** May make, stop and change jobs of the team. */
  readonly isManager: boolean;
}

/** Why something may not be: not by this person, or not in this state. */
export type Refusal = { readonly kind: "person" | "state"; readonly message: string };

type Doer = "annotator" | "reviewer" | "manager";

/** Who makes a move, beside managers, who make all of them. */
function doerOf(from: JobStatus, to: JobStatus): Doer {
  if (from === "pending" && to === "in_progress") return "annotator";
  if (from === "in_progress" && to === "on_review") return "annotator";
  if (to === "stopped" || from === "stopped") return "manager";
  if (from === "on_review" || from === "review_completed" || from === "completed") return "reviewer";
  return "manager";
}

function isDoer(part: Part, doer: Doer): boolean {
  if (part.isManager) return true;
  return doer === "annotator" ? part.isAnnotator : doer === "reviewer" && part.isReviewer;
}

/** Why a job may not go from one status to another; undefined when it may. Staying is always allowed: it changes nothing. */
export function refuseMove(
  job: { status: JobStatus; disabled: boolean },
  to: JobStatus,
  part: Part,
): Refusal | undefined {
  const takesPart = part.isAnnotator || part.isReviewer || part.isManager;
  if (takesPart && job.status === to) return undefined;
  const doer = doerOf(job.status, to);
  if (!isDoer(part, doer)) {
    return { kind: "person", message: `only its ${doer} may set this job from ${job.status} to ${to}` };
  }
  if (job.disabled) return { kind: "state", message: "the job is archived" };
  if (allowedTransitions[job.status].includes(to)) return undefined;
  return { kind: "state", message: `cannot go from ${job.status} to ${to}` };
}

/** Why an image of a job may not get a mark; undefined when it may. */
export function refuseMark(
  job: { status: JobStatus; disabled: boolean; reviewsEarly: boolean },
  to: ReviewStatus,
  part: Part,
): Refusal | undefined {
  const isVerdict = to === "accepted" || to === "rejected";
  const isAllowed =
    part.isManager || (isVerdict ? part.isReviewer : part.isAnnotator || (to === "none" && part.isReviewer));
  if (!isAllowed) {
    return { kind: "person", message: `only its ${isVerdict ? "reviewer" : "annotator"} may mark an image ${to}` };
  }
  if (job.disabled) return { kind: "state", message: "the job is archived" };
  const isAtReview = job.status === "on_review" || (job.reviewsEarly && job.status === "in_progress");
  if (isVerdict && !isAtReview) return { kind: "state", message: `cannot be ${to} while the job is ${job.status}` };
  if (to === "done" && job.status !== "in_progress") {
    return { kind: "state", message: `cannot be done while the job is ${job.status}` };
  }
  const mayUnmark = job.status === "in_progress" || (job.status === "on_review" && (part.isReviewer || part.isManager));
  if (to === "none" && !mayUnmark) {
    return { kind: "state", message: `cannot be unmarked while the job is ${job.status}` };
  }
  return undefined;
}

/** Whether one who only labels or reviews gets to see a job: a stopped one is hidden from its annotator. */
export function isShownTo(
  job: { userId: number; reviewerId: number | null; status: JobStatus; disabled: boolean },
  userId: number,
): boolean {
  if (job.disabled) return false;
  return job.reviewerId === userId || (job.userId === userId && job.status !== "stopped");
}

/** The part of `ids` that a 1-based inclusive range names. */
export function inRange<T>(ids: readonly T[], range: { start: number | null; end: number | null }): readonly T[] {
  return ids.slice((range.start ?? 1) - 1, range.end ?? undefined);
}
