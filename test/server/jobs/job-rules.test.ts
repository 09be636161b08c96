import { describe, expect, it } from "vitest";
import {
  allowedTransitions,
  type JobStatus,
  jobStatuses,
  reviewStatuses,
} from "../../../src/domain/records/job-status.js";
import { inRange, isShownTo, type Part, refuseMark, refuseMove } from "../../../src/server/jobs/job-rules.js";

const nobody: Part = { isAnnotator: false, isReviewer: false, isManager: false };
const annotator = { ...nobody, isAnnotator: true };
const reviewer = { ...nobody, isReviewer: true };
const manager = { ...nobody, isManager: true };

/** The moves that somebody may make, as `pending > in_progress`; to stay is none. */
function moves(part: Part): string[] {
  return jobStatuses.flatMap((from) =>
    jobStatuses
      .filter((to) => to !== from && refuseMove({ status: from, disabled: false }, to, part) === undefined)
      .map((to) => `${from} > ${to}`),
  );
}

describe("refuseMove", () => {
  it("lets the annotator start and submit, and no more", () => {
    expect(moves(annotator)).toEqual(["pending > in_progress", "in_progress > on_review"]);
  });

  it("lets the reviewer judge, send back and reopen", () => {
    expect(moves(reviewer)).toEqual([
      "on_review > in_progress",
      "on_review > review_completed",
      "on_review > completed",
      "review_completed > on_review",
      "review_completed > completed",
      "completed > on_review",
    ]);
  });

  it("lets a manager make every legal move", () => {
    const legal = jobStatuses.flatMap((from) => allowedTransitions[from].map((to) => `${from} > ${to}`));
    expect(moves(manager).sort()).toEqual(legal.sort());
  });

  it("lets others make none", () => {
    expect(moves(nobody)).toEqual([]);
  });

  it("takes staying for no move at all", () => {
    expect(refuseMove({ status: "on_review", disabled: false }, "on_review", annotator)).toBeUndefined();
    expect(refuseMove({ status: "on_review", disabled: false }, "on_review", nobody)?.kind).toBe("person");
  });

  it("tells a wrong person from a wrong state", () => {
    expect(refuseMove({ status: "pending", disabled: false }, "completed", annotator)?.kind).toBe("person");
    expect(refuseMove({ status: "pending", disabled: false }, "on_review", manager)).toEqual({
      kind: "state",
      message: "cannot go from pending to on_review",
    });
  });

  it("moves no archived job", () => {
    expect(refuseMove({ status: "pending", disabled: true }, "in_progress", manager)?.kind).toBe("state");
  });
});

describe("refuseMark", () => {
  const allowed = (status: JobStatus, part: Part, reviewsEarly = false) =>
    reviewStatuses.filter((mark) => refuseMark({ status, disabled: false, reviewsEarly }, mark, part) === undefined);

  it("lets the annotator mark and unmark at work, not after", () => {
    expect(allowed("pending", annotator)).toEqual([]);
    expect(allowed("in_progress", annotator)).toEqual(["none", "done"]);
    expect(allowed("on_review", annotator)).toEqual([]);
    expect(allowed("completed", annotator)).toEqual([]);
  });

  it("lets the reviewer judge on review, and earlier where the job says so", () => {
    expect(allowed("in_progress", reviewer)).toEqual(["none"]);
    expect(allowed("in_progress", reviewer, true)).toEqual(["none", "accepted", "rejected"]);
    expect(allowed("on_review", reviewer)).toEqual(["none", "accepted", "rejected"]);
    expect(allowed("stopped", reviewer)).toEqual([]);
  });

  it("marks nothing in an archived job", () => {
    const job = { status: "in_progress", disabled: true, reviewsEarly: false } as const;
    expect(refuseMark(job, "done", manager)?.kind).toBe("state");
  });
});

describe("isShownTo", () => {
  const job = { userId: 1, reviewerId: 2, status: "pending", disabled: false } as const;

  it("hides a stopped job from its annotator, not from its reviewer", () => {
    expect(isShownTo(job, 1)).toBe(true);
    expect(isShownTo({ ...job, status: "stopped" }, 1)).toBe(false);
    expect(isShownTo({ ...job, status: "stopped" }, 2)).toBe(true);
  });

  it("hides an archived one from both, and every one from others", () => {
    expect(isShownTo({ ...job, disabled: true }, 1)).toBe(false);
    expect(isShownTo({ ...job, disabled: true }, 2)).toBe(false);
    expect(isShownTo(job, 3)).toBe(false);
  });
});

describe("inRange", () => {
  it("counts from one, ends included; open ends are open", () => {
    const ids = ["a", "b", "c", "d"];
    expect(inRange(ids, { start: 2, end: 3 })).toEqual(["b", "c"]);
    expect(inRange(ids, { start: null, end: 2 })).toEqual(["a", "b"]);
    expect(inRange(ids, { start: 4, end: null })).toEqual(["d"]);
    expect(inRange(ids, { start: 5, end: 9 })).toEqual([]);
  });
});
