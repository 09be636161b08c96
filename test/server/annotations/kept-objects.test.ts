import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openTestServer, role, type TestServer } from "../../support/server.js";

interface Tag {
  readonly id: number;
  readonly tagId: number;
  readonly name: string;
  readonly value: unknown;
  readonly labelerLogin: string;
}
interface Drawn {
  readonly id: number;
  readonly classId: number;
  readonly classTitle: string;
  readonly labelerLogin: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly tags: readonly Tag[];
}
interface Read {
  readonly annotation: { readonly tags: readonly Tag[]; readonly objects: readonly Drawn[] };
  readonly updatedAt: string;
}

const lemon = (x: number, more: object = {}) => ({
  classTitle: "lemon",
  geometryType: "bitmap",
  bitmap: { data: "eJw=", origin: [x, 1] },
  ...more,
});

describe("a second upload of an annotation", () => {
  let server: TestServer;
  let imageId = 283_000;
  const read = async () => (await server.must("annotations.info", { imageId })) as Read;
  const put = (annotation: object, as?: string) =>
    server.must("annotations.bulk.add", { datasetId: 10_555, annotations: [{ imageId, annotation }] }, as);

  beforeAll(async () => {
    server = await openTestServer();
    await server.hire("maria", role.manager);
  });
  afterAll(() => server?.close());
  beforeEach(() => {
    imageId += 1;
  });

  it("with unchanged content changes nothing, whoever sends it", async () => {
    const tags = [{ name: "size", value: "small" }];
    await put({ tags: [{ name: "situated" }], objects: [lemon(1, { tags }), lemon(2)] }, "maria");
    const before = await read();
    await put(before.annotation);
    expect(await read()).toEqual(before);
  });

  it("keeps id and author of unchanged objects, matched by id or by content", async () => {
    await put({ objects: [lemon(1), lemon(2)] }, "maria");
    const [one, two] = (await read()).annotation.objects;
    await put({ objects: [lemon(2), lemon(3)] });
    const [kept, added] = (await read()).annotation.objects;
    expect(kept).toEqual(two);
    expect(added).toMatchObject({ labelerLogin: "my_username" });
    expect(added?.id).not.toBe(one?.id);
  });

  it("changes an object and keeps its id and author", async () => {
    await put({ objects: [lemon(1, { tags: [{ name: "size", value: "small" }] })] }, "maria");
    const [before] = (await read()).annotation.objects;
    await put({
      objects: [{ ...before, bitmap: { data: "eJw=", origin: [7, 7] }, classTitle: "kiwi", classId: null }],
    });
    const [after] = (await read()).annotation.objects;
    expect(after).toMatchObject({ id: before?.id, labelerLogin: "maria", createdAt: before?.createdAt });
    expect(after).toMatchObject({ classTitle: "kiwi", bitmap: { origin: [7, 7] }, tags: before?.tags });
    expect(after?.updatedAt).not.toBe(before?.updatedAt);
  });

  it("keeps ids and authors of image tags that it contains again", async () => {
    await put({ tags: [{ name: "situated" }] }, "maria");
    const before = (await read()).annotation.tags;
    await put({ tags: [{ name: "situated" }], objects: [] });
    expect((await read()).annotation.tags).toEqual(before);
    await put({ tags: [] });
    expect((await read()).annotation.tags).toEqual([]);
  });

  it("keeps objects of classes outside of the annotator's job, and is accepted above the limit if the count does not grow", async () => {
    await put({ objects: [lemon(1), lemon(2), { ...lemon(3), classTitle: "kiwi" }] });
    await server.hire("wim", role.annotator);
    const meta = { entityIds: [imageId], classes: ["lemon"], imageFiguresLimit: 1 };
    const userIds = [((await server.must("users.me", {}, "wim")) as { id: number }).id];
    const [job] = (await server.must("jobs.add", { name: "j", datasetId: 10_555, userIds, meta })) as { id: number }[];
    await server.must("jobs.set-status", { id: job?.id, status: "in_progress" }, "wim");
    const before = await read();
    await put(before.annotation, "wim");
    expect(await read()).toEqual(before);
    const grown = { objects: [...before.annotation.objects, lemon(9)] };
    const body = { datasetId: 10_555, annotations: [{ imageId, annotation: grown }] };
    expect((await server.ask("annotations.bulk.add", body, "wim")).status).toBe(400);
  });

  it("records drawn, changed and removed objects in the activity", async () => {
    await put({ objects: [lemon(1), lemon(2)] });
    const [one] = (await read()).annotation.objects;
    await put({ objects: [{ ...one, bitmap: { data: "eJw=", origin: [8, 8] } }] });
    const filter = [{ field: "imageId", operator: "=", value: imageId }];
    const { entities } = (await server.must("teams.activity", { teamId: 8, filter })) as {
      entities: { action: string }[];
    };
    expect(entities.map(({ action }) => action)).toEqual([
      // The previous test tagged the image, and this annotation has no tags.
      "detach_tag",
      "create_figure",
      "create_figure",
      "disable_figure",
      "update_figure",
    ]);
  });
});

describe("single objects", () => {
  let server: TestServer;
  const imageId = 283_001;
  const box = (x: number) => ({
    points: {
      exterior: [
        [x, 1],
        [x + 9, 11],
      ],
      interior: [],
    },
  });
  const figureOf = (id: number) => server.must("figures.info", { id });
  const add = async (figure: object) =>
    ((await server.must("figures.bulk.add", { entityId: imageId, figures: [figure] })) as { id: number }[])[0]!.id;

  beforeAll(async () => {
    server = await openTestServer();
    const meta = (await server.must("projects.meta", { id: 5555 })) as { classes: object[]; tags: object[] };
    const boxes = { title: "box", shape: "rectangle", color: "#112233" };
    await server.must("projects.meta.update", { id: 5555, meta: { ...meta, classes: [...meta.classes, boxes] } });
  });
  afterAll(() => server?.close());

  it("can change in geometry, area, description, class and tags; omitted fields are unchanged", async () => {
    const id = await add({ classTitle: "box", geometryType: "rectangle", geometry: box(1), description: "ripe" });
    await server.must("figures.editInfo", {
      id,
      geometry: {
        points: {
          exterior: [
            [0, 0],
            [20, 20],
          ],
          interior: [],
        },
      },
    });
    expect(await figureOf(id)).toMatchObject({ area: 400, geometryType: "rectangle" });
    expect(await server.must("annotations.info", { imageId })).toMatchObject({
      annotation: { objects: [{ id, description: "ripe" }] },
    });
    await server.must("figures.editInfo", { id, description: "green" });
    expect(await server.must("annotations.info", { imageId })).toMatchObject({
      annotation: {
        objects: [
          {
            id,
            description: "green",
            points: {
              exterior: [
                [0, 0],
                [20, 20],
              ],
            },
          },
        ],
      },
    });
    const wrong = await server.ask("figures.editInfo", { id, classTitle: "lemon" });
    expect(wrong).toMatchObject({ status: 400, body: { error: 'class "lemon" is drawn as bitmap, not as rectangle' } });
  });

  it("are removed by `ids` or by the official SDK's `figureIds`, and the image's label count is updated", async () => {
    const before = (await server.must("images.info", { id: imageId })) as { labelsCount: number };
    const [one, two] = [await add(lemon(1)), await add(lemon(2))];
    await server.must("figures.bulk.remove", { figureIds: [one, one] });
    await server.must("figures.bulk.remove", { ids: [two] });
    expect(await server.must("images.info", { id: imageId })).toMatchObject({ labelsCount: before.labelsCount });
    expect((await server.ask("figures.info", { id: one })).status).toBe(404);
  });
});

describe("names of classes and tags have precedence over ids", () => {
  let server: TestServer;
  let projectId = 0;
  let imageId = 0;
  let source: Read;

  beforeAll(async () => {
    server = await openTestServer();
    const objects = [lemon(1, { tags: [{ name: "size", value: "small" }] })];
    const annotation = { tags: [{ name: "situated" }], objects };
    const annotations = [{ imageId: 283_001, annotation }];
    await server.must("annotations.bulk.add", { datasetId: 10_555, annotations });
    source = (await server.must("annotations.info", { imageId: 283_001 })) as Read;
    const meta = await server.must("projects.meta", { id: 5555 });
    projectId = ((await server.must("projects.add", { workspaceId: 7, name: "copy" })) as { id: number }).id;
    await server.must("projects.meta.update", { id: projectId, meta });
  });
  afterAll(() => server?.close());
  beforeEach(async () => {
    const made = (await server.must("datasets.add", { projectId, name: `d ${imageId}` })) as { id: number };
    const images = [{ title: "a.png", imageId: 283_001 }];
    const [image] = (await server.must("images.bulk.add", { datasetId: made.id, images })) as { id: number }[];
    imageId = image!.id;
  });

  it("in annotations of another project", async () => {
    const { datasetId } = (await server.must("images.info", { id: imageId })) as { datasetId: number };
    const { annotation } = source;
    await server.must("annotations.bulk.add", { datasetId, annotations: [{ imageId, annotation }] });
    const copy = (await server.must("annotations.info", { imageId })) as Read;
    expect(copy.annotation).toMatchObject({
      tags: [{ name: "situated" }],
      objects: [{ classTitle: "lemon", tags: [{ name: "size", value: "small" }] }],
    });
    expect(copy.annotation.objects[0]?.classId).not.toBe(source.annotation.objects[0]?.classId);
    expect(copy.annotation.tags[0]?.tagId).not.toBe(source.annotation.tags[0]?.tagId);
  });

  it("in figures, and in tags of objects and images", async () => {
    const [object] = source.annotation.objects;
    const [tag] = source.annotation.tags;
    const [made] = (await server.must("figures.bulk.add", { entityId: imageId, figures: [object] })) as {
      id: number;
    }[];
    await server.must("figures.editInfo", { id: made!.id, tags: object!.tags });
    const { tagId, name, value } = object!.tags[0]!;
    await server.must("figures.tags.bulk.add", { tags: [{ figureId: made!.id, tagId, name, value }] });
    const tags = [{ entityId: imageId, tagId: tag!.tagId, name: tag!.name }];
    await server.must("tags.entities.bulk.add", { projectId, tags });
    const ids = { tagId: tag!.tagId, name: tag!.name, ids: [imageId] };
    await server.must("image-tags.bulk.add-to-image", ids);
  });

  it("and an unknown name is rejected, whatever the id", async () => {
    const { datasetId } = (await server.must("images.info", { id: imageId })) as { datasetId: number };
    const own = (await server.must("projects.meta", { id: projectId })) as { classes: { id: number }[] };
    const objects = [lemon(1, { classTitle: "plum", classId: own.classes[0]!.id })];
    const body = { datasetId, annotations: [{ imageId, annotation: { objects } }] };
    expect(await server.ask("annotations.bulk.add", body)).toMatchObject({
      status: 400,
      body: { error: 'there is no class "plum" in the project; it has "kiwi", "lemon"' },
    });
    const tags = [{ entityId: imageId, tagId: source.annotation.tags[0]!.tagId }];
    const foreign = await server.ask("tags.entities.bulk.add", { projectId, tags });
    expect(foreign).toMatchObject({ status: 400, body: { details: [{ path: "tags.0.tagId" }] } });
  });
});
