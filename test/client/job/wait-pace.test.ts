import { describe, expect, it } from "vitest";
import { WaitPace } from "../../../src/client/job/wait-pace.js";
import { type JobInfo, jobSchema } from "../../../src/domain/records/job.js";
import { hasReached } from "../../../src/domain/records/job-status.js";

const minuteMs = 60_000;

function job(id: number, login: string, status: string, finished: number, total = 50, more: object = {}): JobInfo {
  return jobSchema.parse({
    ...{ id, name: "nov", teamId: 8, workspaceId: 7, createdBy: 7, managerLogin: "lead", labelerLogin: login },
    ...{ createdAt: "2026-01-05T09:00:00.000Z", status, imagesCount: total, finishedImagesCount: finished },
    ...{ acceptedImagesCount: 0, rejectedImagesCount: 0, meta: {}, ...more },
  });
}

function pace(startMs = new Date(2026, 0, 5, 9, 0).getTime()) {
  let nowMs = startMs;
  const one = new WaitPace(() => nowMs);
  return {
    update: (jobs: readonly JobInfo[], target: "on_review" | "completed" = "on_review", problem?: string) =>
      one.update(
        jobs,
        ({ status }) => !hasReached(status, target),
        () => problem,
      ),
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe("the progress line of a wait", () => {
  it("has images, rate, expected end, and the person furthest behind", () => {
    const { update, pass } = pace();
    update([job(1, "ana", "in_progress", 10), job(2, "ben", "in_progress", 2), job(3, "cyn", "pending", 0)]);
    pass(10 * minuteMs);
    const { text, imagesPerHour } = update([
      job(1, "ana", "in_progress", 20),
      job(2, "ben", "in_progress", 4),
      job(3, "cyn", "pending", 0),
    ]);
    expect(imagesPerHour).toBe(72);
    // ben has 46 images left at 12 per hour.
    expect(text).toBe("24/150 images, 72/h, done at 13:00, awaiting cyn 0/50 (pending), ben 4/50, ana 20/50");
  });

  it("has the minutes left, or the day if the end is far off", () => {
    const soon = pace();
    soon.update([job(1, "ana", "in_progress", 20)]);
    soon.pass(10 * minuteMs);
    expect(soon.update([job(1, "ana", "in_progress", 40)]).text).toBe(
      "40/50 images, 120/h, done in 5 min, awaiting ana",
    );
    const late = pace();
    late.update([job(1, "ana", "in_progress", 0)]);
    late.pass(10 * minuteMs);
    expect(late.update([job(1, "ana", "in_progress", 1)]).text).toContain("done at 17:20");
    late.pass(2 * 60 * minuteMs);
    expect(late.update([job(1, "ana", "in_progress", 2)]).text).toMatch(/, done on 2026-01-\d\d \d\d:\d\d, /);
  });

  it("marks idle people until they continue", () => {
    const { update, pass } = pace();
    const jobs = (ana: number, ben: number) => [job(1, "ana", "in_progress", ana), job(2, "ben", "in_progress", ben)];
    update(jobs(0, 0));
    for (let ana = 1; ana <= 25; ana += 1) {
      pass(minuteMs);
      update(jobs(ana, 3));
    }
    pass(minuteMs);
    expect(update(jobs(26, 3)).text).toMatch(/awaiting ben 3\/50 \(idle 25 min\), ana 26\/50$/);
    pass(minuteMs);
    expect(update(jobs(26, 4)).text).toMatch(/awaiting ben 4\/50, ana 26\/50$/);
  });

  it("names the reviewer, not the annotator, of a job on review", () => {
    const { update } = pace();
    const review = { reviewerLogin: "rita", acceptedImagesCount: 12, finishedImagesCount: 38 };
    const jobs = [
      job(1, "ana", "on_review", 38, 50, review),
      job(2, "ben", "on_review", 50),
      job(3, "cyn", "completed", 50),
    ];
    expect(update(jobs, "completed").text).toBe("150/150 images, awaiting lead 0/50 (review), rita 12/50 (review)");
  });

  it("adds up the jobs of one person, names four people and counts the rest", () => {
    const { update } = pace();
    const jobs = [
      ...["ana", "ana"].map((login, at) => job(1 + at, login, "in_progress", 10)),
      ...Array.from({ length: 5 }, (_, at) => job(10 + at, `p${at + 8}`, "in_progress", 30 + at)),
    ];
    expect(update(jobs, "on_review").awaited.map(({ login }) => login)).toEqual([
      "ana",
      "p8",
      "p9",
      "p10",
      "p11",
      "p12",
    ]);
    expect(update(jobs).text).toMatch(/awaiting ana 20\/100, p8 30\/50, p9 31\/50, p10 32\/50, and 2 more$/);
    expect(update(jobs, "on_review", "left the team").text).toContain("ana 20/100 (left the team)");
  });

  it("shows the jobs furthest behind first if not all fit", () => {
    const { update } = pace();
    const jobs = [job(1, "a", "completed", 50), job(2, "b", "in_progress", 40), job(3, "c", "in_progress", 3)];
    expect(update(jobs, "completed").order).toEqual([2, 1, 0]);
  });

  it("stays bounded and correct in a wait of days", () => {
    const { update, pass } = pace();
    let text = "";
    for (let done = 0; done < 5_000; done += 1) {
      text = update([job(1, "ana", "in_progress", done, 10_000)]).text;
      pass(minuteMs);
    }
    expect(text).toMatch(/^4999\/10000 images, 60\/h, done on /);
  });

  it("does not count reopened work in the rate", () => {
    const { update, pass } = pace();
    update([job(1, "ana", "in_progress", 30)]);
    pass(minuteMs);
    expect(update([job(1, "ana", "in_progress", 10)]).text).toBe("10/50 images, awaiting ana");
  });
});
