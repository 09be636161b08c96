import { describe, expect, it } from "vitest";
import { role, startTestServer } from "../../support/server.js";

interface Queue {
  readonly status: string;
  readonly jobs: readonly { readonly id: number }[];
}
interface Entity {
  readonly id: number;
  readonly reviewStatus: string;
}

async function scene(change: object = {}) {
  const server = await startTestServer();
  const labelers = [await server.hire("labeler_1", role.annotator), await server.hire("labeler_2", role.annotator)];
  const judge = await server.hire("judge", role.annotator);
  const made = await server.must("labeling-queues.add", {
    name: "q",
    datasetId: 10555,
    userIds: labelers,
    reviewerIds: [judge],
    meta: { classes: ["kiwi"], entityIds: [283001, 283002, 283003, 283004] },
    ...change,
  });
  const { id } = made as { id: number };
  const queue = async () => (await server.must("labeling-queues.info", { id })) as Queue;
  const [first = 0, second = 0] = (await queue()).jobs.map((job) => job.id);
  const entities = async (jobId: number) =>
    ((await server.must("jobs.info", { id: jobId })) as { entities: Entity[] }).entities;
  const start = (jobId: number, as: string) => server.must("jobs.set-status", { id: jobId, status: "in_progress" }, as);
  const mark = (jobId: number, entityId: number, status: string, as: string) =>
    server.ask("jobs.entities.update-review-status", { jobId, entityId, status }, as);
  return { server, id, labelers, judge, queue, first, second, entities, start, mark };
}

const ends = (entities: readonly Entity[]) => entities.map(({ id, reviewStatus }) => `${id - 283_000} ${reviewStatus}`);

describe("a labeling queue", () => {
  it("has a job for each labeler, with no image until work begins", async () => {
    const { queue, labelers, judge } = await scene();
    expect(await queue()).toMatchObject({
      status: "pending",
      labelers: labelers.map((id) => ({ id })),
      reviewers: [{ id: judge }],
      jobs: [{ id: 37 }, { id: 38 }],
      entitiesCount: 4,
      pendingCount: 4,
      inProgressCount: 0,
      annotatedCount: 0,
      acceptedCount: 0,
      collectionId: null,
      meta: { classes: [{ title: "kiwi" }] },
    });
  });

  it("hands out images one by one, none to two labelers", async () => {
    const { first, second, entities, start, mark, queue } = await scene();
    await start(first, "labeler_1");
    await start(second, "labeler_2");
    expect([ends(await entities(first)), ends(await entities(second))]).toEqual([["1 none"], ["2 none"]]);
    await mark(first, 283001, "done", "labeler_1");
    await mark(first, 283003, "done", "labeler_1");
    expect(ends(await entities(first))).toEqual(["1 done", "3 done", "4 none"]);
    expect(await queue()).toMatchObject({
      status: "in_progress",
      pendingCount: 0,
      inProgressCount: 2,
      annotatedCount: 2,
    });
  });

  it("is reviewed image by image during the work, by its reviewers only, and completes itself", async () => {
    const { server, first, second, start, mark, queue, entities } = await scene();
    await start(first, "labeler_1");
    await mark(first, 283001, "done", "labeler_1");
    expect((await mark(first, 283001, "accepted", "labeler_2")).status).toBe(403);
    expect((await mark(first, 283001, "rejected", "judge")).status).toBe(200);
    expect(await queue()).toMatchObject({ inProgressCount: 2 });
    for (const image of [283001, 283002, 283003, 283004]) await mark(first, image, "done", "labeler_1");
    expect(await queue()).toMatchObject({ status: "on_review", annotatedCount: 4 });
    for (const { id } of await entities(first)) await mark(first, id, "accepted", "judge");
    expect(await queue()).toMatchObject({ status: "completed", acceptedCount: 4, finishedAt: expect.any(String) });
    for (const id of [first, second]) {
      expect(await server.must("jobs.info", { id })).toMatchObject({ status: "completed" });
    }
  });

  it("completes with its last job, also if images stay rejected", async () => {
    const { server, first, second, start, mark, queue } = await scene();
    await start(first, "labeler_1");
    for (const image of [283001, 283002, 283003, 283004]) await mark(first, image, "done", "labeler_1");
    await mark(first, 283001, "rejected", "judge");
    await server.must("jobs.set-status", { id: first, status: "completed" });
    expect(await queue()).toMatchObject({ status: "on_review" });
    await server.must("jobs.set-status", { id: second, status: "completed" });
    expect(await queue()).toMatchObject({ status: "completed", acceptedCount: 0 });
  });

  it("stops and resumes with its jobs, each in its earlier status", async () => {
    const { server, id, first, second, start, queue } = await scene();
    await start(first, "labeler_1");
    await server.must("labeling-queues.set-status", { id, status: "stopped" });
    const statuses = async () =>
      Promise.all(
        [first, second].map(
          async (job) => ((await server.must("jobs.info", { id: job })) as { status: string }).status,
        ),
      );
    expect(await statuses()).toEqual(["stopped", "stopped"]);
    await server.must("labeling-queues.set-status", { id, status: "in_progress" });
    expect(await statuses()).toEqual(["in_progress", "pending"]);
    expect(await queue()).toMatchObject({ status: "in_progress" });
    expect(await server.ask("labeling-queues.set-status", { id, status: "pending" })).toMatchObject({
      status: 400,
      body: { details: [{ path: "status" }] },
    });
    await server.must("labeling-queues.set-status", { id, status: "completed" });
    expect(await statuses()).toEqual(["completed", "completed"]);
  });

  it("counts its images by status", async () => {
    const { server, id, first, start, mark } = await scene();
    await start(first, "labeler_1");
    await mark(first, 283001, "done", "labeler_1");
    const images = (entityStatus?: (string | null)[]) =>
      server.must("labeling-queues.stats.entities", { id, entityStatus, sort: "name", per_page: 25 });
    expect(await images()).toMatchObject({
      total: 4,
      images: [
        { id: 283001, status: "done", jobId: first },
        { status: "none" },
        { status: null },
        { status: null, jobId: null },
      ],
    });
    expect(await images(["done"])).toMatchObject({ total: 1 });
    expect(await images([null])).toMatchObject({ total: 2 });
    expect(await images(["none", null])).toMatchObject({ total: 3 });
  });

  it("is listed by name, project and id, to labelers only their own", async () => {
    const { server, id } = await scene();
    await server.must("labeling-queues.add", { name: "other", datasetId: 10555, userIds: [7] });
    const filter = [
      { field: "name", operator: "in", value: ["q"] },
      { field: "projectId", value: 5555 },
      { field: "collectionId", value: null },
    ];
    expect(await server.must("labeling-queues.list", { teamId: 8, filter })).toMatchObject({ entities: [{ id }] });
    expect(await server.must("labeling-queues.list", { teamId: 8 })).toMatchObject({ total: 2 });
    expect(await server.must("labeling-queues.list", { teamId: 8 }, "labeler_1")).toMatchObject({ entities: [{ id }] });
    expect((await server.ask("labeling-queues.info", { id: 2 }, "labeler_1")).status).toBe(403);
    expect((await server.ask("labeling-queues.info", { id: 99 })).status).toBe(404);
  });

  it.each([
    [{ userIds: [] }, "userIds"],
    [{ userIds: [999] }, "userIds.0"],
    [{ reviewerIds: [7, 999] }, "reviewerIds.1"],
    [{ reviewerId: 999 }, "reviewerId"],
    [{ datasetId: null }, "datasetId"],
    [{ collectionId: 5 }, "collectionId"],
    [{ meta: { classes: ["x"] } }, "meta.classes.0"],
  ])("is not created from %j", async (change, path) => {
    const server = await startTestServer();
    const response = await server.ask("labeling-queues.add", { name: "q", datasetId: 10555, userIds: [7], ...change });
    expect(response).toMatchObject({ status: 400, body: { details: [{ path }] } });
    expect(await server.must("labeling-queues.list", { teamId: 8 })).toMatchObject({ total: 0 });
  });
});
