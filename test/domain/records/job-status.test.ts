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
  it("counts what is past the target as reached", () => {
    expect(hasReached("completed", "on_review")).toBe(true);
    expect(hasReached("review_completed", "on_review")).toBe(true);
    expect(hasReached("on_review", "on_review")).toBe(true);
    expect(hasReached("in_progress", "on_review")).toBe(false);
  });

  it("reaches `stopped` only by being stopped", () => {
    expect(hasReached("stopped", "stopped")).toBe(true);
    for (const status of living) expect(hasReached(status, "stopped")).toBe(false);
  });

  it("lets a stopped job reach nothing else", () => {
    for (const target of living) expect(hasReached("stopped", target)).toBe(false);
  });

  it("takes a status of a newer server as reaching nothing", () => {
    for (const target of jobStatuses) expect(hasReached("paused", target)).toBe(false);
  });

  it("is an order: every status reaches itself, and reaching carries over", () => {
    fc.assert(
      fc.property(anyStatus, anyStatus, anyStatus, (one, two, three) => {
        expect(hasReached(one, one)).toBe(true);
        if (hasReached(one, two) && hasReached(two, three)) expect(hasReached(one, three)).toBe(true);
        if (one !== two && hasReached(one, two)) expect(hasReached(two, one)).toBe(false);
      }),
    );
  });
});

describe("moves", () => {
  it("names every status, and no move to where a job already is", () => {
    expect(Object.keys(allowedTransitions).sort()).toEqual([...jobStatuses].sort());
    for (const status of jobStatuses) expect(allowedTransitions[status]).not.toContain(status);
  });

  it("goes the way of the tutorial, start to completion", () => {
    const way: JobStatus[] = ["pending", "in_progress", "on_review", "completed"];
    for (const [step, status] of way.slice(0, -1).entries())
      expect(allowedTransitions[status]).toContain(way[step + 1]);
  });

  it("stops a job at every stage and resumes it", () => {
    for (const status of living) expect(allowedTransitions[status]).toContain("stopped");
    expect(allowedTransitions.stopped).toContain("in_progress");
  });

  it("skips no review but by completing", () => {
    expect(allowedTransitions.pending).not.toContain("on_review");
    expect(allowedTransitions.stopped).not.toContain("completed");
  });

  it("lets every status reach completion", () => {
    for (const start of jobStatuses) {
      const seen = new Set<JobStatus>([start]);
      for (const status of seen) for (const next of allowedTransitions[status]) seen.add(next);
      expect([...seen]).toContain("completed");
    }
  });
});

it("has every status by the SDK's name", () => {
  expect(Object.values(Status).sort()).toEqual([...jobStatuses].sort());
  expect(Status.ON_REVIEW).toBe("on_review");
  expect(Object.isFrozen(Status)).toBe(true);
});

it("knows its own statuses from others", () => {
  expect(isJobStatus("pending")).toBe(true);
  expect(isJobStatus("paused")).toBe(false);
});
