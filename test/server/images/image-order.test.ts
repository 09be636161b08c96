import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestServer, type TestServer } from "../../support/server.js";

interface Listed {
  readonly total: number;
  readonly entities: { readonly id: number; readonly name: string }[];
}

let server: TestServer;
let datasetId = 0;
let innerId = 0;
const ids: Record<string, number> = {};
const names = async (body: object) =>
  ((await server.must("images.list", body)) as Listed).entities.map(({ name }) => name);
const add = async (place: number, ...titles: string[]) => {
  const images = titles.map((title) => ({ title, imageId: 283_001 }));
  const added = (await server.must("images.bulk.add", { datasetId: place, images })) as { id: number; name: string }[];
  for (const { id, name } of added) ids[name] = id;
};
const dataset = async (name: string, parentId?: number) =>
  ((await server.must("datasets.add", { projectId: 5555, name, parentId })) as { id: number }).id;

beforeAll(async () => {
  server = await openTestServer();
  datasetId = await dataset("frames");
  await add(datasetId, "frame_10", "frame_2", "Frame_1");
  innerId = await dataset("inner", datasetId);
  await add(innerId, "frame_3");
  await add(await dataset("innermost", innerId), "frame_4");
});
afterAll(() => server?.close());

describe("images of a dataset", () => {
  it("are in natural order of their names by default", async () => {
    expect(await names({ datasetId })).toEqual(["Frame_1", "frame_2", "frame_10"]);
    expect(await names({ datasetId, sort: "name", sort_order: "desc" })).toEqual(["frame_10", "frame_2", "Frame_1"]);
    expect(await names({ datasetId, sort: "id" })).toEqual(["frame_10", "frame_2", "Frame_1"]);
    const pages = [1, 2, 3].map((page) => names({ datasetId, page, per_page: 1 }));
    expect((await Promise.all(pages)).flat()).toEqual(["Frame_1", "frame_2", "frame_10"]);
  });

  it("move to their new position when they are renamed", async () => {
    await server.must("images.editInfo", { id: ids.frame_10, name: "frame_0" });
    expect(await names({ datasetId })).toEqual(["frame_0", "Frame_1", "frame_2"]);
    await server.must("images.editInfo", { id: ids.frame_10, name: "frame_10" });
  });

  it("include those of nested datasets with `recursive`", async () => {
    expect((await names({ datasetId, recursive: true })).sort()).toEqual([
      "Frame_1",
      "frame_10",
      "frame_2",
      "frame_3",
      "frame_4",
    ]);
    expect((await names({ datasetId: innerId, recursive: true })).sort()).toEqual(["frame_3", "frame_4"]);
  });
});

describe("images of a job", () => {
  const entities = async (meta: object) => {
    const [job] = (await server.must("jobs.add", { name: "j", datasetId, userIds: [7], meta })) as { id: number }[];
    const { entities } = (await server.must("jobs.info", { id: job!.id })) as Listed;
    return entities.map(({ name }) => name);
  };

  it("are in the given order, in which the range counts", async () => {
    const entityIds = [ids.frame_2!, ids.frame_10!, ids.Frame_1!];
    expect(await entities({ entityIds })).toEqual(["frame_2", "frame_10", "Frame_1"]);
    expect(await entities({ entityIds, range: { start: 2, end: 3 } })).toEqual(["frame_10", "Frame_1"]);
  });

  it("are in natural order if none was given", async () => {
    expect(await entities({})).toEqual(["Frame_1", "frame_2", "frame_10"]);
    expect(await entities({ range: { start: 1, end: 2 } })).toEqual(["Frame_1", "frame_2"]);
  });
});

describe("an archived dataset", () => {
  it("archives its nested datasets, and their records show it", async () => {
    const parent = await dataset("parent");
    const child = await dataset("child", parent);
    await add(child, "lost");
    const [job] = (await server.must("jobs.add", { name: "j", datasetId: child, userIds: [7] })) as { id: number }[];
    await server.must("datasets.archive", { id: parent });
    const { entities } = (await server.must("datasets.list", { projectId: 5555, recursive: true })) as Listed;
    expect(entities.map(({ id }) => id)).not.toContain(child);
    expect(entities.map(({ id }) => id)).toContain(innerId);
    const gone = { status: 404, body: { details: { message: `dataset ${child} is archived` } } };
    expect(await server.ask("datasets.info", { id: child })).toMatchObject(gone);
    expect(await server.ask("images.list", { datasetId: child })).toMatchObject(gone);
    expect(await server.ask("images.info", { id: ids.lost })).toMatchObject({
      status: 404,
      body: { details: { message: `image ${ids.lost}: its dataset ${child} is archived` } },
    });
    expect((await server.ask("jobs.info", { id: job!.id })).status).toBe(200);
    expect(await server.ask("jobs.set-status", { id: job!.id, status: "in_progress" })).toMatchObject({
      status: 400,
      body: { error: `dataset ${child} of this job is archived: its images cannot be labeled` },
    });
    expect((await server.ask("jobs.set-status", { id: job!.id, status: "stopped" })).status).toBe(400);
    expect(await server.ask("datasets.info", { id: 999_999 })).toMatchObject({
      status: 404,
      body: { details: { message: "dataset 999999 not found" } },
    });
  });
});
