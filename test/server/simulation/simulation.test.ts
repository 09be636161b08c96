import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type SimulatedPeople, startSimulation } from "../../../src/server/simulation/simulation.js";
import { role, startTestServer, type TestServer } from "../../support/server.js";

interface Job {
  readonly id: number;
  readonly status: string;
  readonly imagesCount: number;
  readonly acceptedImagesCount: number;
  readonly rejectedImagesCount: number;
  readonly finishedImagesCount: number;
}

interface Figure {
  readonly id: number;
  readonly imageId: number;
  readonly classId: number;
  readonly labelerLogin: string;
  readonly geometryType: string;
  readonly geometry: unknown;
}

async function jobsWhen(server: TestServer, isDone: (jobs: Job[]) => boolean): Promise<Job[]> {
  for (;;) {
    const { entities } = (await server.must("jobs.list", { teamId: 8 })) as { entities: Job[] };
    if (isDone(entities)) return entities;
    await sleep(40);
  }
}

async function withPeople<T>(
  server: TestServer,
  options: object,
  work: (people: SimulatedPeople) => Promise<T>,
): Promise<T> {
  const people = await startSimulation({ address: server.address, tokenOf: server.tokenOf, paceMs: 0, ...options });
  try {
    return await work(people);
  } finally {
    await people.stop();
  }
}

const allCompleted = (jobs: readonly Job[]) => jobs.every(({ status }) => status === "completed");

describe("simulated people", () => {
  it("bring every job from pending to completed with each image reviewed, in the same order each time", async () => {
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

  it("each use their own token: annotators label, the job's reviewer reviews", async () => {
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

  it("do not work on stopped jobs, nor on jobs of real people and of other roles", async () => {
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

  it("poll rarely when there is nothing to do, and stop at once", async () => {
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

  it("stop with the given signal, and continue while the instance does not respond", async () => {
    const controller = new AbortController();
    const gone = { address: "http://127.0.0.1:9", tokenOf: () => "x", paceMs: 1, signal: controller.signal };
    const people = await startSimulation(gone);
    await sleep(50);
    controller.abort();
    await people.stop();
  });

  it("draw within the job's classes, limit and tags, each under their own account, the same for the same seed", async () => {
    const states = [];
    for (const seed of [7, 7, 8]) {
      const server = await startTestServer();
      const userIds = [await server.hire("ana", role.annotator), await server.hire("ben", role.annotator)];
      const images = { entityIds: [283001, 283002, 283003] };
      const meta = { ...images, classes: ["lemon"], projectTags: ["situated"], imageFiguresLimit: 3 };
      await server.must("jobs.add", { name: "j", datasetId: 10555, userIds, meta });
      const traits = { ben: { sloppy: true, slow: 2 } };
      const handedIn = (jobs: readonly Job[]) => jobs.every(({ status }) => status === "on_review");
      await withPeople(server, { draw: true, reviewers: false, seed, traits }, () => jobsWhen(server, handedIn));
      const drawn = await server.must("figures.list", { datasetId: 10555, per_page: 500 });
      const { entities } = drawn as { entities: Figure[] };
      expect(entities.every(({ classId, geometryType }) => classId === 22_309 && geometryType === "bitmap")).toBe(true);
      const perImage = new Map<number, number>();
      for (const { imageId } of entities) perImage.set(imageId, (perImage.get(imageId) ?? 0) + 1);
      expect(Math.max(...perImage.values())).toBeLessThanOrEqual(3);
      expect(new Set(entities.map(({ labelerLogin }) => labelerLogin))).toEqual(new Set(["ana", "ben"]));
      const plain = entities.map(({ imageId, labelerLogin, geometry }) => [imageId, labelerLogin, geometry]);
      states.push(JSON.stringify(plain));
    }
    expect(states[1]).toBe(states[0]);
    expect(states[2]).not.toBe(states[0]);
  });

  it("stop after the given number of images, and leave the review to others", async () => {
    const server = await startTestServer();
    const userIds = [await server.hire("ana", role.annotator), await server.hire("ben", role.annotator)];
    await server.must("jobs.add", { name: "j", datasetId: 10555, userIds });
    const traits = { ben: { stopAfter: 2 } };
    const jobs = await withPeople(server, { reviewers: false, traits }, async () => {
      await jobsWhen(server, ([ana]) => ana?.status === "on_review");
      await sleep(200);
      return jobsWhen(server, () => true);
    });
    expect(jobs.map(({ status, finishedImagesCount }) => [status, finishedImagesCount])).toEqual([
      ["on_review", 6],
      ["in_progress", 2],
    ]);
  });
});
