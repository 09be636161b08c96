import { describe, expect, it } from "vitest";
import { role, startTestServer, type TestServer } from "../../support/server.js";

interface Entities {
  readonly entities: readonly { readonly id: number; readonly classId: number; readonly imageId: number }[];
}

const box = (classTitle: string) => ({
  classTitle,
  geometryType: "bitmap",
  bitmap: { data: "eJw=", origin: [1, 1] },
});

/** A job for lemons on images 283001 and 283002, in progress; a lemon and a kiwi are drawn on 283001, a lemon on 283003. */
async function startJob(server: TestServer) {
  const userId = await server.hire("labeler", role.annotator);
  const meta = { classes: ["lemon"], entityIds: [283001, 283002] };
  const [job] = (await server.must("jobs.add", { name: "j", datasetId: 10555, userIds: [userId], meta })) as [
    { id: number },
  ];
  await server.must("jobs.set-status", { id: job.id, status: "in_progress" }, "labeler");
  for (const [entityId, figures] of [
    [283001, [box("lemon"), box("kiwi")]],
    [283003, [box("lemon")]],
  ]) {
    await server.must("figures.bulk.add", { entityId, figures });
  }
  return job.id;
}

describe("a request with the header x-job-id", () => {
  it("lists the job's images, also without a dataset", async () => {
    const server = await startTestServer();
    const jobId = await startJob(server);
    for (const body of [{ datasetId: 10555 }, { projectId: 5555 }, { projectId: null, recursive: true, filters: [] }]) {
      const { body: page } = await server.within(jobId, "images.list", body);
      expect((page as Entities).entities.map(({ id }) => id)).toEqual([283001, 283002]);
    }
    expect((await server.ask("images.list", {})).status).toBe(400);
  });

  it("sees the objects of the job's classes on the job's images", async () => {
    const server = await startTestServer();
    const jobId = await startJob(server);
    expect(await server.must("figures.list", { datasetId: 10555 })).toMatchObject({ total: 3 });
    const { body: page } = await server.within(jobId, "figures.list", { datasetId: 10555 });
    expect(page).toMatchObject({ total: 1, entities: [{ imageId: 283001 }] });
    const annotations = await server.within(jobId, "annotations.bulk.info", {
      datasetId: 10555,
      imageIds: [283001, 283003],
    });
    expect(annotations.body).toMatchObject([{ imageId: 283001, annotation: { objects: [{ classTitle: "lemon" }] } }]);
    expect((await server.within(jobId, "annotations.info", { imageId: 283003 })).status).toBe(404);
    expect((await server.within(jobId, "annotations.info", { imageId: 283001 })).body).toMatchObject({
      annotation: { objects: [{ classTitle: "lemon" }] },
    });
    expect((await server.within(jobId, "annotations.list", { datasetId: 10555 })).body).toMatchObject({ total: 2 });
  });

  it("records new objects under the job", async () => {
    const server = await startTestServer();
    const jobId = await startJob(server);
    await server.within(jobId, "figures.bulk.add", { entityId: 283002, figures: [box("lemon")] });
    await server.within(jobId, "image-tags.bulk.add-to-image", { tagId: 4174, ids: [283002] });
    const filter = [{ field: "jobId", operator: "=", value: jobId }];
    expect(await server.must("teams.activity", { teamId: 8, filter })).toMatchObject({
      entities: [
        { action: "create_job" },
        { action: "update_job_status" },
        { action: "create_figure", imageId: 283002, job: "j" },
        { action: "attach_tag", imageId: 283002, job: "j" },
      ],
    });
  });

  it("an annotator's work without the header is recorded under the job that gives the right", async () => {
    const server = await startTestServer();
    const jobId = await startJob(server);
    await server.must("figures.bulk.add", { entityId: 283002, figures: [box("lemon")] }, "labeler");
    const filter = [{ field: "type", operator: "in", value: ["create_figure"] }];
    const { entities } = (await server.must("teams.activity", { teamId: 8, filter })) as {
      entities: { jobId: number | null }[];
    };
    expect(entities.map((each) => each.jobId)).toEqual([null, null, null, jobId]);
  });

  it("rejects an image outside of the job, a job that the account cannot see, and an invalid id", async () => {
    const server = await startTestServer();
    const jobId = await startJob(server);
    await server.hire("other", role.annotator);
    const figures = [box("lemon")];
    expect((await server.within(jobId, "figures.bulk.add", { entityId: 283003, figures })).status).toBe(404);
    expect((await server.within(jobId, "images.list", { datasetId: 10555 }, "other")).status).toBe(403);
    expect((await server.within(9999, "images.list", { datasetId: 10555 })).status).toBe(404);
    expect(await server.within("first", "images.list", { datasetId: 10555 })).toMatchObject({
      status: 400,
      body: { details: [{ path: "x-job-id" }] },
    });
  });

  it("measures the time on an image from mark to mark, not from the last object drawn", async () => {
    const server = await startTestServer();
    const jobId = await startJob(server);
    await server.within(jobId, "figures.bulk.add", { entityId: 283001, figures: [box("lemon")] }, "labeler");
    const mark = { jobId, entityId: 283001, status: "done" };
    await server.must("jobs.entities.update-review-status", mark, "labeler");
    const filter = [{ field: "type", operator: "=", value: "annotation_duration" }];
    const { entities } = (await server.must("teams.activity", { teamId: 8, filter })) as {
      entities: { meta: { duration: number } }[];
    };
    expect(entities[0]?.meta.duration).toBeGreaterThan(1);
  });
});
