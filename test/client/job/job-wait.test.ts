import { describe, expect, it } from "vitest";
import {
  type JobWaitOptions,
  nextPollMs,
  type WaitProgress,
  waitForJobs,
  watchJobs,
} from "../../../src/client/job/job-wait.js";
import type { WaitOutage } from "../../../src/client/job/outage-clock.js";
import {
  ConnectionError,
  InvalidError,
  JobStateError,
  RateLimitError,
  ServerError,
  TimeoutError,
} from "../../../src/domain/errors.js";
import { type JobInfo, jobSchema } from "../../../src/domain/records/job.js";
import type { JobStatus } from "../../../src/domain/records/job-status.js";

function job(id: number, status: string, more: object = {}): JobInfo {
  return jobSchema.parse({
    id,
    name: `job ${id}`,
    teamId: 8,
    workspaceId: 7,
    createdBy: 7,
    labelerLogin: `labeler_${id}`,
    createdAt: "2026-01-05T09:00:00.000Z",
    status,
    imagesCount: 6,
    finishedImagesCount: 0,
    acceptedImagesCount: 0,
    rejectedImagesCount: 0,
    meta: {},
    ...more,
  });
}

/** Waits on a server where each poll returns the next of `looks`, and the last one repeatedly. */
function wait(
  ids: number[],
  target: JobStatus,
  looks: readonly (readonly JobInfo[] | Error)[],
  options: JobWaitOptions = {},
  isWatch = false,
) {
  const sleeps: number[] = [];
  let nowMs = 0;
  let polls = 0;
  const world = {
    random: () => 1,
    now: () => nowMs,
    sleep: async (ms: number, signal: AbortSignal | undefined) => {
      sleeps.push(ms);
      nowMs += ms;
      signal?.throwIfAborted();
    },
    read: async () => {
      const look = looks[Math.min(polls, looks.length - 1)]!;
      polls += 1;
      if (look instanceof Error) throw look;
      return look;
    },
  };
  const done = isWatch ? watchJobs(ids, options, world) : waitForJobs(ids, target, options, world);
  return { done, sleeps, polls: () => polls };
}

describe("a wait", () => {
  it("ends when the job has the target status", async () => {
    const { done, sleeps } = wait([1], "on_review", [
      [job(1, "pending")],
      [job(1, "in_progress")],
      [job(1, "on_review")],
    ]);
    expect((await done).map(({ status }) => status)).toEqual(["on_review"]);
    expect(sleeps).toHaveLength(2);
  });

  it("ends at once if the job is past the target status", async () => {
    const { done, polls } = wait([1], "on_review", [[job(1, "completed")]]);
    await done;
    expect(polls()).toBe(1);
  });

  it("sends one request per poll for any number of jobs, and keeps their order", async () => {
    const ids = [5, 3, 4];
    const { done, polls } = wait(ids, "completed", [
      ids.map((id) => job(id, id === 4 ? "on_review" : "completed")),
      [...ids].reverse().map((id) => job(id, "completed")),
    ]);
    expect((await done).map(({ id }) => id)).toEqual(ids);
    expect(polls()).toBe(2);
  });

  it("treats an unknown status of a newer server as one that may change", async () => {
    const { done } = wait([1], "completed", [[job(1, "in_consensus")], [job(1, "completed")]]);
    expect((await done)[0]?.status).toBe("completed");
  });

  it.each([
    ["stopped", job(1, "stopped")],
    ["archived", job(1, "in_progress", { disabled: true })],
  ])("fails at once when a job is %s", async (status, dead) => {
    const { done, polls } = wait([1, 2], "completed", [[job(2, "pending"), dead]]);
    const error = await done.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(JobStateError);
    expect(error).toMatchObject({ jobs: [{ id: 1, name: "job 1", status }] });
    expect(polls()).toBe(1);
  });

  it("fails at once when a job was removed, and names it", async () => {
    const { done } = wait([1], "completed", [[job(1, "pending")], []]);
    await expect(done).rejects.toMatchObject({ jobs: [{ id: 1, name: "job 1", status: "gone" }] });
  });

  it("ends for an archived job that had reached the target", async () => {
    await wait([1], "completed", [[job(1, "completed", { disabled: true })]]).done;
  });

  it("can wait for the status stopped", async () => {
    const { done } = wait([1], "stopped", [[job(1, "completed")], [job(1, "stopped")]]);
    expect((await done)[0]?.status).toBe("stopped");
  });

  it("ends at its timeout after one last poll, with the statuses seen last", async () => {
    const { done, sleeps, polls } = wait([1], "completed", [[job(1, "in_progress")]], {
      timeout: 2000,
      every: 1000,
    });
    const error = await done.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ timeout: 2000, lastSeen: { 1: "in_progress" } });
    expect(sleeps.reduce((sum, ms) => sum + ms, 0)).toBe(2000);
    expect(polls()).toBe(sleeps.length + 1);
  });

  it("polls once with a timeout of 0", async () => {
    const { done, sleeps, polls } = wait([1], "completed", [[job(1, "pending")]], { timeout: 0 });
    await expect(done).rejects.toBeInstanceOf(TimeoutError);
    expect([sleeps.length, polls()]).toEqual([0, 1]);
  });

  it("reports progress after every poll", async () => {
    const seen: WaitProgress[] = [];
    const { done } = wait(
      [1, 2],
      "on_review",
      [
        [job(1, "on_review"), job(2, "pending")],
        [job(1, "on_review"), job(2, "on_review")],
      ],
      { onProgress: (progress) => seen.push(progress) },
    );
    await done;
    expect(seen.map(({ reached, polls }) => [reached, polls])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it("does not poll before the Retry-After of a busy server", async () => {
    const busy = new RateLimitError("too many", { status: 429, method: "jobs.list", retryAfterMs: 47_000 });
    const { done, sleeps } = wait([1], "on_review", [[job(1, "pending")], busy, [job(1, "on_review")]]);
    await done;
    expect(sleeps[1]).toBe(47_000);
  });

  it("mentions other jobs only if there are some", async () => {
    const one = await wait([1], "on_review", [[]]).done.catch((error) => error);
    expect(one.hint).toBe("check the id");
    const two = await wait([1, 2], "on_review", [[job(2, "pending")]]).done.catch((error) => error);
    expect(two.hint).toBe("wait for the others only");
  });

  it("continues after a restart of the server", async () => {
    const down = new ServerError("down", { status: 503, method: "jobs.list" });
    const { done } = wait([1], "completed", [[job(1, "pending")], down, down, [job(1, "completed")]]);
    await done;
  });

  it("continues through an outage up to its timeout, and reports it meanwhile and at the end", async () => {
    const down = new ServerError("down", { status: 503, method: "jobs.list" });
    const away = new ConnectionError("away", { method: "jobs.list", url: "http://x", attempts: 5 });
    const seen: string[] = [];
    const options = { timeout: 3_600_000, every: 10_000, onOutage: ({ text }: WaitOutage) => seen.push(text) };
    const { done } = wait([1], "completed", [[job(1, "pending")], down, away], options);
    const error = await done.catch((reason: unknown) => reason);
    expect(seen.slice(0, 2)).toEqual([
      "server fails with status 503 for 0.5 s, trying again",
      "server unreachable for 1 s, trying again",
    ]);
    expect(seen).toContain("server unreachable for 41 s, trying again");
    expect(seen.at(-1)).toBe("server unreachable for 60 min, trying again");
    expect(error).toMatchObject({
      message: "not completed within 60 min: job 1 is pending (labeler_1); server unreachable for 60 min at the end",
      cause: away,
    });
  });

  it("without a timeout continues through an outage of days", async () => {
    const down = new ServerError("down", { status: 503, method: "jobs.list" });
    const looks = [[job(1, "pending")], ...Array.from({ length: 30_000 }, () => down), [job(1, "completed")]];
    expect((await wait([1], "completed", looks).done)[0]?.status).toBe("completed");
  });

  it("with a timeout waits for a server that has not answered yet", async () => {
    const down = new ServerError("down", { status: 503, method: "jobs.list" });
    const { done } = wait([1], "completed", [down, down, [job(1, "completed")]], { timeout: 60_000 });
    expect((await done)[0]?.status).toBe("completed");
  });

  it("without a timeout fails if the server never answered", async () => {
    const down = new ServerError("down", { status: 503, method: "jobs.list" });
    const { done, polls } = wait([1], "completed", [down]);
    await expect(done).rejects.toBe(down);
    expect(polls()).toBe(1);
  });

  it("fails after an error that is not transient", async () => {
    const wrong = new InvalidError("wrong", { status: 400, method: "jobs.list" });
    const { done, polls } = wait([1], "completed", [wrong]);
    await expect(done).rejects.toBe(wrong);
    expect(polls()).toBe(1);
  });

  it("throws the signal's reason", async () => {
    const controller = new AbortController();
    const { done } = wait([1], "completed", [[job(1, "pending")]], {
      signal: controller.signal,
      onProgress: () => controller.abort("enough"),
    });
    await expect(done).rejects.toBe("enough");
  });
});

describe("a watch", () => {
  it("ends when each job is completed, stopped or archived, also after an outage", async () => {
    const down = new ServerError("down", { status: 503, method: "jobs.list" });
    const looks = [
      [job(1, "pending"), job(2, "completed"), job(3, "pending")],
      ...[down, down],
      [job(1, "stopped"), job(2, "completed"), job(3, "pending", { disabled: true })],
    ];
    const jobs = await wait([1, 2, 3], "completed", looks, {}, true).done;
    expect(jobs.map(({ status }) => status)).toEqual(["stopped", "completed", "pending"]);
  });

  it("ends at its timeout with the statuses seen last", async () => {
    const { done } = wait([1], "completed", [[job(1, "pending")]], { timeout: 90_000 }, true);
    await expect(done).rejects.toMatchObject({
      message: "not completed, stopped or archived within 90 s: job 1 is pending (labeler_1)",
      lastSeen: { 1: "pending" },
    });
  });
});

describe("nextPollMs", () => {
  it("slows down while nothing changes, up to `every`", () => {
    const looks = [0, 1, 2, 3, 8, 50].map((unchanged) => nextPollMs(unchanged, 10_000, () => 1));
    expect(looks).toEqual([500, 750, 1125, 1687.5, 10_000, 10_000]);
  });

  it("has a minimum, however short the requested interval", () => {
    expect([1, 20, 1000].map((everyMs) => nextPollMs(0, everyMs, () => 0))).toEqual([75, 75, 75]);
  });

  it("has a quarter of jitter", () => {
    expect(nextPollMs(50, 10_000, () => 0)).toBe(7500);
  });
});
