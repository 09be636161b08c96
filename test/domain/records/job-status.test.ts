import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  allowedTransitions,
  hasReached,
  isJobStatus,
  type JobStatus,
  jobStatuses,
  Status,
} from "../../../src/domain/records/job-status.js";

const anyStatus = fc.constantFrom(...jobStatuses);
const living = jobStatuses.filter((status) => status !== "stopped");

describe("hasReached", () => {
  it("counts statuses after the target as reached", () => {
    expect(hasReached("completed", "on_review")).toBe(true);
    expect(hasReached("review_completed", "on_review")).toBe(true);
    expect(hasReached("on_review", "on_review")).toBe(true);
    expect(hasReached("in_progress", "on_review")).toBe(false);
  });

  it("counts only `stopped` as having reached `stopped`", () => {
    expect(hasReached("stopped", "stopped")).toBe(true);
    for (const status of living) expect(hasReached(status, "stopped")).toBe(false);
  });

  it("lets a stopped job reach no other status", () => {
    for (const target of living) expect(hasReached("stopped", target)).toBe(false);
  });

  it("counts an unknown status as having reached nothing", () => {
    for (const target of jobStatuses) expect(hasReached("paused", target)).toBe(false);
  });

  it("is an order: reflexive and transitive", () => {
    fc.assert(
      fc.property(anyStatus, anyStatus, anyStatus, (one, two, three) => {
        expect(hasReached(one, one)).toBe(true);
        if (hasReached(one, two) && hasReached(two, three)) expect(hasReached(one, three)).toBe(true);
        if (one !== two && hasReached(one, two)) expect(hasReached(two, one)).toBe(false);
      }),
    );
  });
});

describe("allowed transitions", () => {
  it("list every status, and no transition to itself", () => {
    expect(Object.keys(allowedTransitions).sort()).toEqual([...jobStatuses].sort());
    for (const status of jobStatuses) expect(allowedTransitions[status]).not.toContain(status);
  });

  it("lead from the start to completion", () => {
    const way: JobStatus[] = ["pending", "in_progress", "on_review", "completed"];
    for (const [step, status] of way.slice(0, -1).entries())
      expect(allowedTransitions[status]).toContain(way[step + 1]);
  });

  it("stop a job in every status and resume it", () => {
    for (const status of living) expect(allowedTransitions[status]).toContain("stopped");
    expect(allowedTransitions.stopped).toContain("in_progress");
  });

  it("skip the review only by completing", () => {
    expect(allowedTransitions.pending).not.toContain("on_review");
    expect(allowedTransitions.stopped).not.toContain("completed");
  });

  it("lead from every status to completion", () => {
    for (const start of jobStatuses) {
      const seen = new Set<JobStatus>([start]);
      for (const status of seen) for (const next of allowedTransitions[status]) seen.add(next);
      expect([...seen]).toContain("completed");
    }
  });
});

it("lists every status by its name in the SDK", () => {
  expect(Object.values(Status).sort()).toEqual([...jobStatuses].sort());
  expect(Status.ON_REVIEW).toBe("on_review");
  expect(Object.isFrozen(Status)).toBe(true);
});

it("distinguishes known statuses from others", () => {
  expect(isJobStatus("pending")).toBe(true);
  expect(isJobStatus("paused")).toBe(false);
});
