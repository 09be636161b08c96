import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type People, startPeople } from "../../src/server/simulated-people.js";
import { role, startTestServer, type TestServer } from "../support/server.js";

interface Job {
  readonly id: number;
  readonly status: string;
  readonly imagesCount: number;
  readonly acceptedImagesCount: number;
  readonly rejectedImagesCount: number;
}

async function jobsWhen(server: TestServer, isDone: (jobs: Job[]) => boolean): Promise<Job[]> {
  for (;;) {
    const { entities } = (await server.must("jobs.list", { teamId: 8 })) as { entities: Job[] };
    if (isDone(entities)) return entities;
    await sleep(10);
  }
}

async function withPeople<T>(server: TestServer, options: object, work: (people: People) => Promise<T>): Promise<T> {
  const people = await startPeople({ address: server.address, tokenOf: server.tokenOf, paceMs: 0, ...options });
  try {
    return await work(people);
  } finally {
    await people.stop();
  }
}

const allCompleted = (jobs: readonly Job[]) => jobs.every(({ status }) => status === "completed");

describe("simulated people", () => {
  it("bring every job from pending to completed, each image judged, in the same story each time", async () => {
    const stories = [];
    for (let run = 0; run < 2; run += 1) {
      const server = await startTestServer();
      const userIds = [await server.hire("labeler_1", role.annotator), await server.hire("labeler_2", role.annotator)];
      await server.must("jobs.add", { name: "j", datasetId: 10555, userIds, meta: { classes: ["lemon"] } });
      const jobs = await withPeople(server, {}, () => jobsWhen(server, allCompleted));
      for (const job of jobs) expect(job.acceptedImagesCount + job.rejectedImagesCount).toBe(job.imagesCount);
      expect(jobs.some(({ rejectedImagesCount }) => rejectedImagesCount > 0)).toBe(true);
      const activity = (await server.must("teams.activity", { teamId: 8 })) as { entities: object[] };
      stories.push(activity.entities);
    }
    expect(stories[1]).toEqual(stories[0]);
  });

  it("act each with a token of their own: annotators label, the named reviewer judges", async () => {
    const server = await startTestServer();
    const annotator = await server.hire("labeler", role.annotator);
    const reviewerId = await server.hire("judge", role.reviewer);
    await server.must("jobs.add", { name: "j", datasetId: 10555, userIds: [annotator], reviewerId });
    await withPeople(server, { random: () => 1 }, () => jobsWhen(server, allCompleted));
    const { entities } = (await server.must("teams.activity", {
      teamId: 8,
      filter: [{ field: "jobId", value: 37 }],
    })) as {
      entities: { user: string; action: string; meta: { reviewStatus?: string; to?: string } }[];
    };
    const doers = new Map<string, Set<string>>();
    for (const { user, meta } of entities) {
      const deed = meta.reviewStatus ?? meta.to;
      if (deed !== undefined) doers.set(deed, (doers.get(deed) ?? new Set()).add(user));
    }
    expect(Object.fromEntries([...doers].map(([deed, users]) => [deed, [...users]]))).toEqual({
      in_progress: ["labeler"],
      done: ["labeler"],
      on_review: ["labeler"],
      accepted: ["judge"],
      completed: ["judge"],
    });
  });

  it("leave alone the jobs of real people and of those who are no annotators, and what is stopped", async () => {
    const server = await startTestServer();
    const real = await server.hire("real", role.annotator);
    const simulated = await server.hire("labeler", role.annotator);
    await server.must("jobs.add", { name: "j", datasetId: 10555, userIds: [7, real, simulated, simulated] });
    await server.must("jobs.stop", { id: 39 });
    const tokenOf = (login: string) => (login === "real" ? undefined : server.tokenOf(login));
    const jobs = await withPeople(server, { tokenOf }, () =>
      jobsWhen(server, (all) => all.some(({ status }) => status === "completed")),
    );
    expect(jobs.map(({ status }) => status)).toEqual(["pending", "pending", "stopped", "completed"]);
  });

  it("ask seldom when there is nothing to do, and go home at once", async () => {
    const server = await startTestServer();
    await withPeople(server, {}, async (people) => {
      await sleep(600);
      expect(server.stats.requests).toBeLessThan(12);
      const before = performance.now();
      await people.stop();
      expect(performance.now() - before).toBeLessThan(200);
      const { requests } = server.stats;
      await sleep(300);
      expect(server.stats.requests).toBe(requests);
    });
  });

  it("stop with the signal they were given, and outlive an instance that is not there", async () => {
    const controller = new AbortController();
    const gone = { address: "http://127.0.0.1:9", tokenOf: () => "x", paceMs: 1, signal: controller.signal };
    const people = await startPeople(gone);
    await sleep(50);
    controller.abort();
    await people.stop();
  });
});
