import { describe, expect, it } from "vitest";
import {
  allowedTransitions,
  type JobStatus,
  jobStatuses,
  reviewStatuses,
} from "../../../src/domain/records/job-status.js";
import {
  type CallerRole,
  inRange,
  isShownTo,
  refuseMark,
  refuseStatusChange,
} from "../../../src/server/jobs/job-rules.js";

const nobody: CallerRole = { isAnnotator: false, isReviewer: false, isManager: false };
const annotator = { ...nobody, isAnnotator: true };
const reviewer = { ...nobody, isReviewer: true };
const manager = { ...nobody, isManager: true };

/** The allowed status changes of a person, for example `pending > in_progress`. */
function moves(part: CallerRole): string[] {
  return jobStatuses.flatMap((from) =>
    jobStatuses
      .filter((to) => to !== from && refuseStatusChange({ status: from, disabled: false }, to, part) === undefined)
      .map((to) => `${from} > ${to}`),
  );
}

describe("refuseMove", () => {
  it("allows the annotator only to start and submit", () => {
    expect(moves(annotator)).toEqual(["pending > in_progress", "in_progress > on_review"]);
  });

  it("allows the reviewer to complete, send back and reopen", () => {
    expect(moves(reviewer)).toEqual([
      "on_review > in_progress",
      "on_review > review_completed",
      "on_review > completed",
      "review_completed > on_review",
      "review_completed > completed",
      "completed > on_review",
    ]);
  });

  it("allows a manager every valid status change", () => {
    const legal = jobStatuses.flatMap((from) => allowedTransitions[from].map((to) => `${from} > ${to}`));
    expect(moves(manager).sort()).toEqual(legal.sort());
  });

  it("allows others no status change", () => {
    expect(moves(nobody)).toEqual([]);
  });

  it("accepts the status that the job already has", () => {
    expect(refuseStatusChange({ status: "on_review", disabled: false }, "on_review", annotator)).toBeUndefined();
    expect(refuseStatusChange({ status: "on_review", disabled: false }, "on_review", nobody)?.kind).toBe("person");
  });

  it("distinguishes a person without the right from a status that does not allow the change", () => {
    expect(refuseStatusChange({ status: "pending", disabled: false }, "completed", annotator)?.kind).toBe("person");
    expect(refuseStatusChange({ status: "pending", disabled: false }, "on_review", manager)).toEqual({
      kind: "state",
      message: "cannot go from pending to on_review",
    });
  });

  it("rejects every change of an archived job", () => {
    expect(refuseStatusChange({ status: "pending", disabled: true }, "in_progress", manager)?.kind).toBe("state");
  });
});

describe("refuseMark", () => {
  const allowed = (status: JobStatus, part: CallerRole, reviewsEarly = false) =>
    reviewStatuses.filter((mark) => refuseMark({ status, disabled: false, reviewsEarly }, mark, part) === undefined);

  it("allows the annotator to mark and unmark while the job is in progress only", () => {
    expect(allowed("pending", annotator)).toEqual([]);
    expect(allowed("in_progress", annotator)).toEqual(["none", "done"]);
    expect(allowed("on_review", annotator)).toEqual([]);
    expect(allowed("completed", annotator)).toEqual([]);
  });

  it("allows the reviewer to set verdicts on review, and earlier if the job's settings allow it", () => {
    expect(allowed("in_progress", reviewer)).toEqual(["none"]);
    expect(allowed("in_progress", reviewer, true)).toEqual(["none", "accepted", "rejected"]);
    expect(allowed("on_review", reviewer)).toEqual(["none", "accepted", "rejected"]);
    expect(allowed("stopped", reviewer)).toEqual([]);
  });

  it("rejects marks in an archived job", () => {
    const job = { status: "in_progress", disabled: true, reviewsEarly: false } as const;
    expect(refuseMark(job, "done", manager)?.kind).toBe("state");
  });
});

describe("isShownTo", () => {
  const job = { userId: 1, reviewerId: 2, status: "pending", disabled: false } as const;

  it("hides a stopped job from its annotator, but not from its reviewer", () => {
    expect(isShownTo(job, 1)).toBe(true);
    expect(isShownTo({ ...job, status: "stopped" }, 1)).toBe(false);
    expect(isShownTo({ ...job, status: "stopped" }, 2)).toBe(true);
  });

  it("hides an archived job from both, and every job from others", () => {
    expect(isShownTo({ ...job, disabled: true }, 1)).toBe(false);
    expect(isShownTo({ ...job, disabled: true }, 2)).toBe(false);
    expect(isShownTo(job, 3)).toBe(false);
  });
});

describe("inRange", () => {
  it("counts from one and includes both ends; a missing end means no limit", () => {
    const ids = ["a", "b", "c", "d"];
    expect(inRange(ids, { start: 2, end: 3 })).toEqual(["b", "c"]);
    expect(inRange(ids, { start: null, end: 2 })).toEqual(["a", "b"]);
    expect(inRange(ids, { start: 4, end: null })).toEqual(["d"]);
    expect(inRange(ids, { start: 5, end: 9 })).toEqual([]);
  });
});
