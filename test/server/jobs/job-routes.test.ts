import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestServer, role, startTestServer, type TestServer } from "../../support/server.js";

interface Job {
  readonly id: number;
  readonly status: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly entities: readonly { readonly id: number; readonly reviewStatus: string }[];
}

const images = [283001, 283002, 283003, 283004, 283005, 283006];

describe("jobs.add", () => {
  let server: TestServer;
  let annotator: number;
  const add = (change: object = {}) =>
    server.ask("jobs.add", { name: "j", datasetId: 10555, userIds: [annotator], ...change });
  /** The images of a job with these settings. */
  const picked = async (meta: object) => {
    const { body, status } = await add({ meta });
    if (status !== 200) throw new Error(JSON.stringify(body));
    const [created] = body as { id: number }[];
    const job = (await server.must("jobs.info", { id: created?.id })) as Job;
    return job.entities.map(({ id }) => id - 283_000);
  };

  beforeAll(async () => {
    server = await openTestServer();
    annotator = await server.hire("labeler", role.annotator);
  });
  afterAll(() => server?.close());

  it("creates one job for each user", async () => {
    const second = await server.hire("labeler_2", role.annotator);
    const { body } = await add({ name: "both", userIds: [annotator, second] });
    expect(body).toEqual([
      { id: expect.any(Number), userId: annotator, type: "annotation", name: "both" },
      { id: expect.any(Number), userId: second, type: "annotation", name: "both" },
    ]);
  });

  it("selects all images, images by id, with and without tags, and a range of the rest", async () => {
    const without = [{ name: "situated", positive: false }];
    expect(await picked({})).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await picked({ entityIds: [283005, 283002] })).toEqual([5, 2]);
    expect(await picked({ imageTags: [{ name: "situated", positive: true }] })).toEqual([2, 4, 6]);
    expect(await picked({ imageTags: without })).toEqual([1, 3, 5]);
    expect(await picked({ range: { start: 2, end: 3 } })).toEqual([2, 3]);
    expect(await picked({ imageTags: without, range: { start: 2, end: null } })).toEqual([3, 5]);
    expect(await picked({ imageTags: without, entityIds: [283001, 283002], range: { start: null, end: 9 } })).toEqual([
      1,
    ]);
  });

  it("stores every setting, names with their ids, no limit as null, and unknown settings", async () => {
    const meta = {
      classes: ["kiwi"],
      projectTags: ["size", "origin"],
      imageTags: [{ name: "situated", positive: false }],
      imageFiguresLimit: 10,
      imageTagsLimit: 0,
      dynamicClasses: true,
      allowRestore: true,
      guide: 5,
      readOnlyTags: ["size"],
      disableSubmit: true,
      range: { start: 1, end: 2 },
    };
    const { body } = await add({ meta, readme: "r", description: "d", reviewerId: 7, customData: { a: 1 } });
    expect(await server.must("jobs.info", { id: (body as Job[])[0]?.id })).toMatchObject({
      readme: "r",
      description: "d",
      reviewerId: 7,
      reviewerLogin: "my_username",
      customData: { a: 1 },
      meta: {
        classes: [{ id: 22308, title: "kiwi" }],
        projectTags: [
          { id: 4173, title: "size" },
          { id: 4172, title: "origin" },
        ],
        imageTags: [{ id: 4174, title: "situated", positive: false }],
        imageFiguresLimit: 10,
        imageTagsLimit: null,
        dynamicClasses: true,
        dynamicTags: false,
        allowRestore: true,
        guide: 5,
        readOnlyTags: ["size"],
        disableSubmit: true,
        range: { start: 1, end: 2 },
      },
    });
  });

  it.each([
    [
      { meta: { classes: ["lemon", "lime"] } },
      "meta.classes.1",
      'there is no class "lime" in the project; it has "kiwi", "lemon"',
    ],
    [{ meta: { projectTags: ["colour"] } }, "meta.projectTags.0", 'no tag "colour"'],
    [{ meta: { imageTags: [{ name: "colour" }] } }, "meta.imageTags.0", 'no tag "colour"'],
    [{ meta: { readOnlyTags: ["colour"] } }, "meta.readOnlyTags.0", 'no tag "colour"'],
    [{ meta: { entityIds: [283001, 1] } }, "meta.entityIds.1", "image 1 is not in dataset 10555"],
    [{ meta: { range: { start: 3, end: 2 } } }, "meta.range", "must not start after its end"],
    [{ meta: { range: { start: 7, end: 9 } } }, "meta", "No images found"],
    [{ meta: { entityIds: [283001], imageTags: [{ name: "situated" }] } }, "meta", "No images found"],
    [{ userIds: [7, 999] }, "userIds.1", "user 999 is not a member of team 8"],
    [{ reviewerId: 999 }, "reviewerId", "user 999 is not a member of team 8"],
    [{ name: " " }, "name", ""],
    [{ name: "x".repeat(256) }, "name", ""],
  ])("rejects %j with the field's name, and creates nothing", async (change, path, message) => {
    const before = await server.must("jobs.list", { teamId: 8, per_page: 1 });
    const response = await add(change);
    expect(response).toMatchObject({
      status: 400,
      body: { details: [{ path, message: expect.stringContaining(message) }] },
    });
    expect(await server.must("jobs.list", { teamId: 8, per_page: 1 })).toEqual(before);
  });

  it("rejects an unknown or archived dataset", async () => {
    expect((await add({ datasetId: 1 })).status).toBe(404);
    const dataset = (await server.must("datasets.add", { projectId: 5555, name: "gone" })) as { id: number };
    await server.must("datasets.archive", { id: dataset.id });
    expect((await add({ datasetId: dataset.id })).status).toBe(404);
  });
});

describe("the life of a job", () => {
  const scene = async () => {
    const server = await startTestServer();
    const annotator = await server.hire("labeler", role.annotator);
    await server.hire("judge", role.reviewer);
    await server.must("jobs.add", { name: "j", datasetId: 10555, userIds: [annotator], meta: { classes: ["lemon"] } });
    const job = async (id = 37) => (await server.must("jobs.info", { id })) as Job;
    const move = (status: string, as?: string, id = 37) => server.ask("jobs.set-status", { id, status }, as);
    const mark = (entityId: number, status: string, as?: string) =>
      server.ask("jobs.entities.update-review-status", { jobId: 37, entityId, status }, as);
    return { server, annotator, job, move, mark };
  };

  it("goes from the annotator to the reviewer to completion, with times and counters", async () => {
    const { job, move, mark } = await scene();
    expect(await job()).toMatchObject({ status: "pending", startedAt: null, finishedAt: null });
    expect((await move("in_progress", "labeler")).status).toBe(200);
    const { startedAt } = await job();
    expect(startedAt).not.toBeNull();
    for (const image of images) expect((await mark(image, "done", "labeler")).status).toBe(200);
    expect(await job()).toMatchObject({ finishedImagesCount: 6, acceptedImagesCount: 0, progressImagesCount: 6 });
    await move("on_review", "labeler");
    await mark(283001, "rejected", "judge");
    for (const image of images.slice(1)) await mark(image, "accepted", "judge");
    expect(await job()).toMatchObject({ finishedImagesCount: 0, acceptedImagesCount: 5, rejectedImagesCount: 1 });
    await move("completed", "judge");
    const done = await job();
    expect(done).toMatchObject({ status: "completed", startedAt });
    expect(done.finishedAt).not.toBeNull();
  });

  it("allows sending it back to the annotator, and reopening it after completion", async () => {
    const { job, move, mark } = await scene();
    for (const status of ["in_progress", "on_review"]) await move(status, "labeler");
    await mark(283001, "rejected", "judge");
    expect((await move("in_progress", "judge")).status).toBe(200);
    expect((await mark(283001, "done", "labeler")).status).toBe(200);
    await move("on_review", "labeler");
    await move("completed", "judge");
    await move("on_review", "judge");
    expect(await job()).toMatchObject({ status: "on_review", finishedAt: null });
  });

  it("allows stopping and resuming; a stopped job is hidden from its annotator", async () => {
    const { server, move, job } = await scene();
    await server.must("jobs.stop", { id: 37 });
    await server.must("jobs.stop", { id: 37 });
    expect((await server.ask("jobs.info", { id: 37 }, "labeler")).status).toBe(403);
    expect(await server.must("jobs.list", { teamId: 8 }, "labeler")).toMatchObject({ total: 0 });
    expect((await move("in_progress", "labeler")).status).toBe(403);
    await move("pending");
    expect(await job()).toMatchObject({ status: "pending" });
    expect(await server.must("jobs.list", { teamId: 8 }, "labeler")).toMatchObject({ total: 1 });
  });

  it("allows archiving and restoring; an archived job does not change its status", async () => {
    const { server, move, job } = await scene();
    await server.must("jobs.archive", { id: 37 });
    expect(await server.must("jobs.list", { teamId: 8 })).toMatchObject({ total: 0 });
    expect(await server.must("jobs.list", { teamId: 8, showDisabled: true })).toMatchObject({
      entities: [{ disabled: true }],
    });
    expect(await move("in_progress")).toMatchObject({ status: 400, body: { error: "the job is archived" } });
    await server.must("jobs.bulk.unarchive", { ids: [37] });
    expect((await move("in_progress")).status).toBe(200);
    expect(await job()).toMatchObject({ status: "in_progress", disabled: false });
  });

  it.each([
    ["on_review", "cannot go from pending to on_review"],
    ["review_completed", "cannot go from pending to review_completed"],
    ["finished", "status"],
  ])("does not go from pending to %s", async (status, message) => {
    const { move, job } = await scene();
    const response = await move(status);
    expect(response).toMatchObject({ status: 400, body: { details: [{ path: "status" }] } });
    expect(JSON.stringify(response.body)).toContain(message);
    expect(await job()).toMatchObject({ status: "pending" });
  });

  it("allows marks only on its own images", async () => {
    const { server, move } = await scene();
    await move("in_progress");
    const upload = { datasetId: 10555, images: [{ title: "new.png", link: "http://127.0.0.1/new.png" }] };
    const [image] = (await server.must("images.bulk.add", upload)) as { id: number }[];
    const body = { jobId: 37, entityId: image?.id, status: "done" };
    expect((await server.ask("jobs.entities.update-review-status", body)).status).toBe(404);
  });

  it("loses a removed image with its mark", async () => {
    const { server, move, mark, job } = await scene();
    await move("in_progress", "labeler");
    await mark(283001, "done", "labeler");
    await mark(283002, "done", "labeler");
    await server.must("images.bulk.remove", { imageIds: [283001] });
    expect(await job()).toMatchObject({ imagesCount: 5, finishedImagesCount: 1 });
  });
});

describe("a reviewed job", () => {
  const judged = async () => {
    const server = await startTestServer();
    const annotator = await server.hire("labeler", role.annotator);
    const meta = { classes: ["lemon"], range: { start: 1, end: 4 }, imageFiguresLimit: 3 };
    await server.must("jobs.add", { name: "j", datasetId: 10555, userIds: [annotator], meta, readme: "r" });
    for (const status of ["in_progress", "on_review"]) await server.must("jobs.set-status", { id: 37, status });
    const mark = (entityId: number, status: string) =>
      server.must("jobs.entities.update-review-status", { jobId: 37, entityId, status });
    return { server, annotator, mark };
  };

  it("is restarted with the rejected images and the same settings, and completed itself", async () => {
    const { server, annotator, mark } = await judged();
    await mark(283001, "accepted");
    await mark(283003, "rejected");
    const second = await server.hire("labeler_2", role.annotator);
    const made = await server.must("jobs.restart", { id: 37, userIds: [annotator, second], name: "again" });
    expect(made).toEqual([
      { id: 38, userId: annotator, type: "annotation", name: "again" },
      { id: 39, userId: second, type: "annotation", name: "again" },
    ]);
    expect(await server.must("jobs.info", { id: 37 })).toMatchObject({ status: "completed" });
    expect(await server.must("jobs.info", { id: 38 })).toMatchObject({
      status: "pending",
      readme: "r",
      imagesCount: 1,
      entities: [{ id: 283003, reviewStatus: "none" }],
      meta: { classes: [{ title: "lemon" }], imageFiguresLimit: 3, range: { start: null, end: null } },
    });
  });

  it("stays open after a restart on request; name and annotator are kept by default", async () => {
    const { server, annotator, mark } = await judged();
    await mark(283003, "rejected");
    const made = await server.must("jobs.restart", { id: 37, completeExisting: false });
    expect(made).toEqual([{ id: 38, userId: annotator, type: "annotation", name: "j" }]);
    expect(await server.must("jobs.info", { id: 37 })).toMatchObject({ status: "on_review" });
  });

  it("without rejected images is not restarted, with the error message that the SDK parses", async () => {
    const { server, mark } = await judged();
    await mark(283001, "accepted");
    expect(await server.ask("jobs.restart", { id: 37 })).toMatchObject({
      status: 400,
      body: { error: "No images found" },
    });
    expect(await server.must("jobs.info", { id: 37 })).toMatchObject({ status: "on_review" });
  });

  it("can have all images rejected, or those without a verdict", async () => {
    const { server, mark } = await judged();
    await mark(283001, "accepted");
    await server.must("jobs.reject", { id: 37, mode: "unmarked" });
    expect(await server.must("jobs.info", { id: 37 })).toMatchObject({
      acceptedImagesCount: 1,
      rejectedImagesCount: 3,
    });
    await server.must("jobs.reject", { id: 37, mode: "all" });
    expect(await server.must("jobs.info", { id: 37 })).toMatchObject({
      acceptedImagesCount: 0,
      rejectedImagesCount: 4,
    });
    await server.must("jobs.set-status", { id: 37, status: "completed" });
    expect((await server.ask("jobs.reject", { id: 37, mode: "all" })).status).toBe(400);
  });

  it("can be reassigned and has custom data", async () => {
    const { server } = await judged();
    const second = await server.hire("labeler_2", role.annotator);
    await server.must("jobs.editInfo", { id: 37, userId: second, reviewerId: 7, customData: { a: { b: [1] } } });
    expect(await server.must("jobs.info", { id: 37 })).toMatchObject({
      userId: second,
      labelerLogin: "labeler_2",
      reviewerId: 7,
      customData: { a: { b: [1] } },
    });
    await server.must("jobs.editInfo", { id: 37, reviewerId: null });
    expect(await server.must("jobs.info", { id: 37 })).toMatchObject({ userId: second, reviewerId: null });
    expect((await server.ask("jobs.editInfo", { id: 37, userId: 999 })).status).toBe(400);
    expect((await server.ask("jobs.editInfo", { id: 37 })).status).toBe(400);
  });

  it("is removed permanently, all jobs of a request or none", async () => {
    const { server } = await judged();
    expect((await server.ask("jobs.bulk.remove", { ids: [37, 999] })).status).toBe(404);
    expect((await server.ask("jobs.info", { id: 37 })).status).toBe(200);
    await server.must("jobs.bulk.remove", { ids: [37] });
    expect((await server.ask("jobs.info", { id: 37 })).status).toBe(404);
    expect((await server.ask("jobs.bulk.remove", { ids: new Array(51).fill(37) })).status).toBe(400);
    const [next] = (await server.must("jobs.add", { name: "k", datasetId: 10555, userIds: [7] })) as { id: number }[];
    expect(next?.id).toBe(38);
  });

  it("has statistics: time per image, rework separately, objects and tags", async () => {
    const { server } = await judged();
    await server.must("jobs.set-status", { id: 37, status: "in_progress" });
    for (const status of ["done", "none", "done"]) {
      await server.must("jobs.entities.update-review-status", { jobId: 37, entityId: 283001, status }, "labeler");
    }
    const lemon = {
      classTitle: "lemon",
      bitmap: { data: "eJw=", origin: [1, 1] },
      tags: [{ name: "size", value: "small" }],
    };
    const annotations = [{ imageId: 283002, annotation: { objects: [lemon, lemon], tags: [{ name: "situated" }] } }];
    await server.must("annotations.bulk.add", { datasetId: 10555, annotations }, "labeler");
    expect(await server.must("jobs.stats", { id: 37 })).toMatchObject({
      job: {
        id: 37,
        imagesCount: 4,
        finishedImagesCount: 1,
        annotationDuration: 3,
        editingDuration: 1,
        tagsStats: [
          { name: "origin", images: 0, figures: 0 },
          { name: "size", images: 0, figures: 2 },
          { name: "size (small)", images: 0, figures: 2 },
          { name: "size (medium)", images: 0, figures: 0 },
          { name: "size (large)", images: 0, figures: 0 },
          // The seed's own tags are not the annotator's work.
          { name: "situated", images: 0, figures: 0 },
        ],
      },
      classes: [{ name: "lemon", labelsCount: 2, imagesCount: 1, avgDuration: null }],
      images: {
        total: 4,
        images: [
          { id: 283001, reviewStatus: "done", annotationDuration: 3, totalDuration: 4, labelsCount: 0 },
          { id: 283002, reviewStatus: "none", annotationDuration: 0, totalDuration: 0, labelsCount: 2 },
          { id: 283003 },
          { id: 283004 },
        ],
      },
    });
  });
});
