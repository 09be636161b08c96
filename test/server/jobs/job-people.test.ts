import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Api } from "../../../src/client/api.js";
import { openTestServer, role, type TestServer } from "../../support/server.js";

interface Stats {
  readonly job: {
    readonly finishedImagesCount: number;
    readonly annotationDuration: number;
    readonly tagsStats: object[];
  };
  readonly classes: { readonly name: string; readonly labelsCount: number }[];
  readonly images: { readonly images: { readonly id: number; readonly labelsCount: number }[] };
}

let server: TestServer;
const people: Record<string, number> = {};
const lemon = (x: number) => ({ classTitle: "lemon", bitmap: { data: "eJw=", origin: [x, 1] } });
const draw = (imageId: number, x: number, as: string) =>
  server.must("figures.bulk.add", { entityId: imageId, figures: [lemon(x)] }, as);
const jobFor = async (userIds: number[], meta: object = {}) => {
  const jobs = (await server.must("jobs.add", { name: "j", datasetId: 10_555, userIds, meta })) as { id: number }[];
  return jobs[0]!.id;
};

beforeAll(async () => {
  server = await openTestServer();
  for (const login of ["maria", "wim", "ines", "gone", "off"]) {
    people[login] = await server.hire(login, login === "ines" ? role.manager : role.annotator);
  }
});
afterAll(() => server?.close());

describe("statistics of a job", () => {
  it("count what its own annotator drew and tagged, and how long that took", async () => {
    const entityIds = [283_001, 283_002];
    const [mine, other] = [await jobFor([people.maria!], { entityIds }), await jobFor([people.wim!], { entityIds })];
    for (const id of [mine, other]) await server.must("jobs.set-status", { id, status: "in_progress" });
    await draw(283_001, 1, "maria");
    await draw(283_001, 2, "wim");
    await draw(283_001, 3, "wim");
    await draw(283_002, 4, "ines");
    await server.must("image-tags.bulk.add-to-image", { tagId: 4174, ids: [283_001] }, "wim");
    await server.must("jobs.entities.update-review-status", { jobId: mine, entityId: 283_002, status: "done" });
    const statsOf = async (id: number) => (await server.must("jobs.stats", { id })) as Stats;
    const counts = ({ classes, images }: Stats) => [
      classes.find(({ name }) => name === "lemon")?.labelsCount,
      ...images.images.map(({ labelsCount }) => labelsCount),
    ];
    expect(counts(await statsOf(mine))).toEqual([1, 1, 0]);
    expect(counts(await statsOf(other))).toEqual([2, 2, 0]);
    expect((await statsOf(mine)).job).toMatchObject({ annotationDuration: 0 });
    const situated = { name: "situated", images: 1 };
    expect((await statsOf(other)).job.tagsStats).toContainEqual(expect.objectContaining(situated));
    expect((await statsOf(mine)).job.tagsStats).not.toContainEqual(expect.objectContaining(situated));
  });

  it("count an object once if one person has two jobs on the same image", async () => {
    const entityIds = [283_005];
    const [first, second] = [
      await jobFor([people.maria!], { entityIds }),
      await jobFor([people.maria!], { entityIds }),
    ];
    for (const id of [first, second]) await server.must("jobs.set-status", { id, status: "in_progress" });
    const figures = (x: number) => ({ entityId: 283_005, figures: [lemon(x)] });
    await server.within(first, "figures.bulk.add", figures(1), "maria");
    await server.within(second, "figures.bulk.add", figures(2), "maria");
    await server.within(second, "figures.bulk.add", figures(3), "maria");
    const counts = await Promise.all(
      [first, second].map(async (id) => {
        const { images } = (await server.must("jobs.stats", { id })) as Stats;
        return images.images.map(({ labelsCount }) => labelsCount);
      }),
    );
    expect(counts).toEqual([[1], [2]]);
  });

  it("count a tag once if one person has two jobs on the same image", async () => {
    const entityIds = [283_006];
    const [first, second] = [
      await jobFor([people.maria!], { entityIds }),
      await jobFor([people.maria!], { entityIds }),
    ];
    for (const id of [first, second]) await server.must("jobs.set-status", { id, status: "in_progress" });
    const situated = { tagId: 4174, ids: entityIds };
    await server.must("image-tags.bulk.remove-from-images", { tagIds: [4174], ids: entityIds });
    await server.within(first, "image-tags.bulk.add-to-image", situated, "maria");
    await server.within(second, "image-tags.bulk.add-to-image", situated, "maria");
    const size = (value: string) => [{ name: "size", value }];
    const figures = (x: number, value: string) => ({
      entityId: 283_006,
      figures: [{ ...lemon(x), tags: size(value) }],
    });
    await server.within(first, "figures.bulk.add", figures(1, "small"), "maria");
    const drawn = await server.within(second, "figures.bulk.add", figures(2, "large"), "maria");
    const [{ id: figureId }] = drawn.body as [{ id: number }];
    await server.within(first, "object-tags.add-to-object", { figureId, tagId: 4172, value: "here" }, "maria");
    const removed = await server.within(second, "figures.bulk.remove", { ids: [figureId] }, "maria");
    expect(removed.status).toBe(200);
    await server.within(second, "figures.bulk.restore", { figureIds: [figureId] }, "maria");
    const counts = async (id: number) => {
      const { job } = (await server.must("jobs.stats", { id })) as Stats;
      const named = job.tagsStats as { name: string; images: number; figures: number }[];
      return named.flatMap(({ name, ...count }) =>
        count.images + count.figures === 0 ? [] : [[name, count.images, count.figures]],
      );
    };
    expect(await counts(first)).toEqual([
      ["origin", 0, 1],
      ["size", 0, 1],
      ["size (small)", 0, 1],
      ["situated", 1, 0],
    ]);
    expect(await counts(second)).toEqual([
      ["size", 0, 1],
      ["size (large)", 0, 1],
    ]);
  });

  it("count all marked images of a completed job as finished", async () => {
    const id = await jobFor([people.maria!], { entityIds: [283_003, 283_004] });
    const mark = (entityId: number, status: string) =>
      server.must("jobs.entities.update-review-status", { jobId: id, entityId, status });
    await server.must("jobs.set-status", { id, status: "in_progress" });
    await mark(283_003, "done");
    expect((await server.must("jobs.stats", { id })) as Stats).toMatchObject({ job: { finishedImagesCount: 1 } });
    await mark(283_004, "done");
    await server.must("jobs.set-status", { id, status: "on_review" });
    await mark(283_003, "accepted");
    await mark(283_004, "rejected");
    await server.must("jobs.set-status", { id, status: "completed" });
    expect((await server.must("jobs.stats", { id })) as Stats).toMatchObject({ job: { finishedImagesCount: 2 } });
    expect(await server.must("jobs.info", { id })).toMatchObject({ finishedImagesCount: 0, acceptedImagesCount: 1 });
  });
});

describe("people who cannot work on jobs", () => {
  it("get no job by creation, restart, reassignment or a queue", async () => {
    const id = await jobFor([people.off!]);
    await server.must("jobs.set-status", { id, status: "in_progress" });
    await server.must("jobs.reject", { id, mode: "all" });
    await server.must("users.disable", { id: people.off });
    const off = people.off!;
    const job = { name: "j", datasetId: 10_555, userIds: [people.maria] };
    const requests: [string, object, string][] = [
      ["jobs.add", { ...job, userIds: [people.maria, off] }, "userIds.1"],
      ["jobs.add", { ...job, reviewerId: off }, "reviewerId"],
      ["jobs.restart", { id, userIds: [off] }, "userIds.0"],
      ["jobs.restart", { id }, "userIds.0"],
      ["jobs.editInfo", { id, reviewerId: off }, "reviewerId"],
      ["labeling-queues.add", { ...job, userIds: [off] }, "userIds.0"],
      ["labeling-queues.add", { ...job, reviewerIds: [off] }, "reviewerIds.0"],
    ];
    for (const [method, body, path] of requests) {
      expect(await server.ask(method, body), `${method} ${path}`).toMatchObject({
        status: 400,
        body: { error: `user ${off} (off) is disabled`, details: [{ path }] },
      });
    }
  });

  it("keep their jobs when they leave the team; the jobs are found by id and by login", async () => {
    const id = await jobFor([people.gone!]);
    await server.must("members.remove", { id: people.gone, teamId: 8 });
    for (const filter of [
      [{ field: "userId", operator: "=", value: people.gone }],
      [{ field: "labelerLogin", operator: "in", value: ["gone "] }],
    ]) {
      expect(await server.must("jobs.list", { teamId: 8, filter })).toMatchObject({
        total: 1,
        entities: [{ id, labelerLogin: "gone", userId: people.gone }],
      });
    }
    const { address, token } = server;
    const api = new Api({ address, token });
    const job = await api.labelingJob.getInfoById(id);
    expect(job).toMatchObject({ assignedToLogin: "gone", assignedToId: people.gone });
    await api.close();
  });
});
