/** Rules for actions on jobs, without SQL or HTTP. Each returns why an action is rejected, or undefined. */
import { allowedTransitions, type JobStatus, type ReviewStatus } from "../../domain/records/job-status.js";

/** The caller's roles in a job. */
export interface CallerRole {
  /** The caller is its annotator. */
  readonly isAnnotator: boolean;
  /** The caller is its reviewer, or may review any job. */
  readonly isReviewer: boolean;
  /** The caller may create, stop and change jobs of the team. */
  readonly isManager: boolean;
}

/** Why an action is rejected: because of the person, or of the state of the job. */
export type Refusal = { readonly kind: "person" | "state"; readonly message: string };

type RequiredRole = "annotator" | "reviewer" | "manager";

/** Returns who may change the status, in addition to managers, who may do all changes. */
function requiredRole(from: JobStatus, to: JobStatus): RequiredRole {
  if (from === "pending" && to === "in_progress") return "annotator";
  if (from === "in_progress" && to === "on_review") return "annotator";
  if (to === "stopped" || from === "stopped") return "manager";
  if (from === "on_review" || from === "review_completed" || from === "completed") return "reviewer";
  return "manager";
}

function hasRequiredRole(role: CallerRole, required: RequiredRole): boolean {
  if (role.isManager) return true;
  return required === "annotator" ? role.isAnnotator : required === "reviewer" && role.isReviewer;
}

/** Returns why a job's status may not be changed; undefined if it may. Setting the current status is always allowed. */
export function refuseStatusChange(
  job: { status: JobStatus; disabled: boolean },
  to: JobStatus,
  role: CallerRole,
): Refusal | undefined {
  const takesPart = role.isAnnotator || role.isReviewer || role.isManager;
  if (takesPart && job.status === to) return undefined;
  const required = requiredRole(job.status, to);
  if (!hasRequiredRole(role, required)) {
    return { kind: "person", message: `only its ${required} may set this job from ${job.status} to ${to}` };
  }
  if (job.disabled) return { kind: "state", message: "the job is archived" };
  if (allowedTransitions[job.status].includes(to)) return undefined;
  return { kind: "state", message: `cannot go from ${job.status} to ${to}` };
}

/** Returns why an image of a job may not get a mark; undefined if it may. */
export function refuseMark(
  job: { status: JobStatus; disabled: boolean; reviewsEarly: boolean },
  to: ReviewStatus,
  role: CallerRole,
): Refusal | undefined {
  const isVerdict = to === "accepted" || to === "rejected";
  const isAllowed =
    role.isManager || (isVerdict ? role.isReviewer : role.isAnnotator || (to === "none" && role.isReviewer));
  if (!isAllowed) {
    return { kind: "person", message: `only its ${isVerdict ? "reviewer" : "annotator"} may mark an image ${to}` };
  }
  if (job.disabled) return { kind: "state", message: "the job is archived" };
  const isAtReview = job.status === "on_review" || (job.reviewsEarly && job.status === "in_progress");
  if (isVerdict && !isAtReview) return { kind: "state", message: `cannot be ${to} while the job is ${job.status}` };
  if (to === "done" && job.status !== "in_progress") {
    return { kind: "state", message: `cannot be done while the job is ${job.status}` };
  }
  const mayUnmark = job.status === "in_progress" || (job.status === "on_review" && (role.isReviewer || role.isManager));
  if (to === "none" && !mayUnmark) {
    return { kind: "state", message: `cannot be unmarked while the job is ${job.status}` };
  }
  return undefined;
}

/** Whether a job is visible to its annotator or reviewer. Stopped jobs are hidden from their annotator. */
export function isShownTo(
  job: { userId: number; reviewerId: number | null; status: JobStatus; disabled: boolean },
  userId: number,
): boolean {
  if (job.disabled) return false;
  return job.reviewerId === userId || (job.userId === userId && job.status !== "stopped");
}

/** Returns the items in a range, 1-based and inclusive. */
export function inRange<T>(ids: readonly T[], range: { start: number | null; end: number | null }): readonly T[] {
  return ids.slice((range.start ?? 1) - 1, range.end ?? undefined);
}
