import { describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../../support/server.js";

interface Page {
  readonly total: number;
  readonly entities: readonly { readonly id: number; readonly name: string }[];
}

const add = async (server: TestServer, body: object = {}): Promise<number> => {
  const made = (await server.must("entities-collections.add", { projectId: 5555, name: "good", ...body })) as {
    id: number;
  };
  return made.id;
};
const items = "entities-collections.items.bulk";

async function imagesOf(server: TestServer, type: string, data: object): Promise<number[]> {
  const filters = [{ type, data }];
  const page = (await server.must("images.list", { projectId: 5555, filters })) as Page;
  return page.entities.map(({ id }) => id);
}

describe("collections", () => {
  it("are created, listed by type, changed and removed", async () => {
    const server = await startTestServer();
    const id = await add(server, { description: "d" });
    const search = await add(server, { name: "found", type: "aiSearch", meta: { aiSearchKey: "lemon" } });
    const list = async (body: object) => {
      const page = (await server.must("entities-collections.list", { projectId: 5555, ...body })) as Page;
      return page.entities.map((each) => each.id);
    };
    expect(await list({})).toEqual([id]);
    expect(await list({ type: "aiSearch" })).toEqual([search]);
    expect(await list({ type: "all" })).toEqual([id, search]);
    expect(await server.must("entities-collections.info", { id })).toMatchObject({
      id,
      name: "good",
      teamId: 8,
      projectId: 5555,
      description: "d",
      type: "default",
      options: {},
    });
    expect(await server.must("entities-collections.info", { id: search })).not.toHaveProperty("meta");
    expect(await server.must("entities-collections.info", { id: search, extraFields: ["meta"] })).toMatchObject({
      meta: { aiSearchKey: "lemon" },
    });
    expect(await server.must("entities-collections.editInfo", { id, name: "better" })).toMatchObject({
      name: "better",
    });
    await server.must("entities-collections.remove", { id });
    expect(await list({ type: "all" })).toEqual([search]);
    expect(await server.ask("entities-collections.info", { id })).toMatchObject({ status: 404 });
  });

  it("contain only images of their project; other ids are returned as missing", async () => {
    const server = await startTestServer();
    const collectionId = await add(server);
    expect(await server.must(`${items}.add`, { collectionId, entityIds: [283002, 283001, 7] })).toMatchObject({
      items: [{ entityId: 283002 }, { entityId: 283001 }],
      missing: [7],
    });
    expect(await imagesOf(server, "entities_collection", { collectionId, include: true })).toEqual([283001, 283002]);
    expect(await imagesOf(server, "entities_collection", { collectionId, include: false })).toHaveLength(4);
    expect(await server.must(`${items}.remove`, { collectionId, entityIds: [283001, 283003] })).toMatchObject({
      items: [{ entityId: 283001 }],
      missing: [283003],
    });
    expect(await imagesOf(server, "entities_collection", { collectionId, include: true })).toEqual([283002]);
    await server.must("images.bulk.remove", { imageIds: [283002] });
    expect(await imagesOf(server, "entities_collection", { collectionId, include: true })).toEqual([]);
  });

  it("that a search created can be filtered by score", async () => {
    const server = await startTestServer();
    const collectionId = await add(server, { type: "aiSearch", meta: { aiSearchKey: "lemon" } });
    const entityItems = [0.2, 0.5, 0.9].map((score, at) => ({ entityId: 283001 + at, meta: { score } }));
    await server.must(`${items}.add`, { collectionId, entityItems });
    const found = (data: object) => imagesOf(server, "entities_ai_search_collection", { collectionId, ...data });
    expect(await found({})).toEqual([283001, 283002, 283003]);
    expect(await found({ threshold: 0.5 })).toEqual([283002, 283003]);
    expect(await found({ threshold: 0.5, thresholdDirection: "below" })).toEqual([283001, 283002]);
    const other = { projectId: 5555, name: "x", type: "aiSearch" };
    expect(await server.ask("entities-collections.add", other)).toMatchObject({ status: 400 });
  });
});

describe("a queue on a collection", () => {
  it("hands out the collection's images of any dataset", async () => {
    const server = await startTestServer();
    const { id: datasetId } = (await server.must("datasets.add", { projectId: 5555, name: "second" })) as {
      id: number;
    };
    const images = [{ title: "far.png", imageId: 283001 }];
    const [far] = (await server.must("images.bulk.add", { datasetId, images })) as { id: number }[];
    const collectionId = await add(server);
    await server.must(`${items}.add`, { collectionId, entityIds: [283002, far?.id] });
    const userId = await server.hire("labeler", 3);
    const queue = { name: "q", collectionId, userIds: [userId], meta: { classes: ["lemon"] } };
    const { id } = (await server.must("labeling-queues.add", queue)) as { id: number };
    expect(await server.must("labeling-queues.info", { id })).toMatchObject({
      collectionId,
      datasetId: null,
      projectId: 5555,
      entitiesCount: 2,
    });
    const filter = [{ field: "collectionId", operator: "=", value: collectionId }];
    expect(await server.must("labeling-queues.list", { teamId: 8, filter })).toMatchObject({ total: 1 });
    const filters = [{ type: "entities_collection", data: { collectionId, include: true } }];
    const stats = { id, sort: "name", per_page: 25, page: 1, filters };
    expect(await server.must("labeling-queues.stats.entities", stats)).toMatchObject({ total: 2 });
  });

  it("requires images, from exactly one source", async () => {
    const server = await startTestServer();
    const collectionId = await add(server);
    const ask = (body: object) => server.ask("labeling-queues.add", { name: "q", userIds: [7], ...body });
    const refusal = (path: string) => ({ status: 400, body: { details: [{ path }] } });
    expect(await ask({ collectionId })).toMatchObject(refusal("collectionId"));
    expect(await ask({ collectionId, datasetId: 10555 })).toMatchObject(refusal("collectionId"));
    expect(await ask({})).toMatchObject(refusal("datasetId"));
    expect(await ask({ collectionId: 99 })).toMatchObject({ status: 404 });
    await server.must(`${items}.add`, { collectionId, entityIds: [283001] });
    expect(await ask({ collectionId, meta: { entityIds: [283002] } })).toMatchObject(refusal("meta.entityIds.0"));
  });
});
