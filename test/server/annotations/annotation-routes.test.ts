import { describe, expect, it } from "vitest";
import { role, startTestServer, type TestServer } from "../../support/server.js";

interface Annotation {
  readonly imageId: number;
  readonly annotation: {
    readonly description: string;
    readonly tags: object[];
    readonly objects: { readonly id: number }[];
  };
}

const bitmap = { data: "eJw=", origin: [10, 20] };
const lemon = {
  classTitle: "lemon",
  description: "a ripe one",
  geometryType: "bitmap",
  shape: "bitmap",
  bitmap,
  tags: [
    { name: "size", value: "small" },
    { name: "origin", value: "Sicily" },
  ],
  customData: { a: [1, { b: null }] },
  priority: 2,
  nnCreated: false,
};

async function serverWithShapes(): Promise<TestServer> {
  const server = await startTestServer();
  const meta = (await server.must("projects.meta", { id: 5555 })) as { classes: object[] };
  const shapes = ["rectangle", "polygon", "any", "graph"].map((shape) => ({ title: shape, shape, color: "#00FF00" }));
  await server.must("projects.meta.update", { id: 5555, meta: { ...meta, classes: [...meta.classes, ...shapes] } });
  return server;
}

const annotate = (
  server: TestServer,
  annotation: object,
  options: { imageId?: number; as?: string; skipBoundsValidation?: boolean } = {},
) => {
  const { imageId = 283001, as, skipBoundsValidation = false } = options;
  const body = { datasetId: 10555, annotations: [{ imageId, annotation }], skipBoundsValidation };
  return server.ask("annotations.bulk.add", body, as);
};
const read = async (server: TestServer, imageId = 283001) =>
  (await server.must("annotations.info", { imageId })) as Annotation;

describe("annotations", () => {
  it("are returned as they were sent, with ids, names and times", async () => {
    const server = await serverWithShapes();
    const points = {
      exterior: [
        [10.5, 20.25],
        [110, 20],
        [60, 99.75],
      ],
      interior: [
        [
          [50, 40],
          [60, 40],
          [55, 50],
        ],
      ],
    };
    const polygon = { classTitle: "polygon", points, tags: [] };
    const graph = { classTitle: "graph", nodes: { a: { loc: [1, 2], disabled: false } }, tags: [] };
    const sent = { description: "two fruits", tags: [{ name: "situated" }], objects: [lemon, polygon, graph] };
    expect((await annotate(server, sent)).status).toBe(200);
    expect(await read(server)).toMatchObject({
      imageId: 283001,
      imageName: "fruits_01.png",
      datasetId: 10555,
      annotation: {
        description: "two fruits",
        size: { width: 400, height: 300 },
        tags: [{ name: "situated", value: null, tagId: 4174 }],
        objects: [
          { ...lemon, shape: undefined, id: 1, classId: 22309, labelerLogin: "my_username" },
          { classTitle: "polygon", geometryType: "polygon", points },
          { classTitle: "graph", geometryType: "graph", nodes: graph.nodes },
        ].map(({ ...object }) => JSON.parse(JSON.stringify(object)) as object),
      },
    });
    expect(await server.must("images.info", { id: 283001 })).toMatchObject({ labelsCount: 3 });
  });

  it("replace the earlier annotation of the image", async () => {
    const server = await startTestServer();
    await annotate(server, { objects: [lemon, lemon], tags: [{ name: "situated" }] });
    await annotate(server, { objects: [lemon] });
    const { annotation } = await read(server);
    // The unchanged object keeps its id.
    expect(annotation).toMatchObject({ tags: [], objects: [{ id: 1 }] });
    expect(annotation.objects).toHaveLength(1);
  });

  it("are unchanged when a downloaded annotation is uploaded again", async () => {
    const server = await startTestServer();
    await annotate(server, { objects: [lemon], tags: [{ name: "situated" }] });
    const first = await read(server);
    await annotate(server, first.annotation);
    const second = await read(server);
    const bare = ({ annotation }: Annotation) =>
      JSON.stringify(annotation, (key, value: unknown) =>
        ["id", "createdAt", "updatedAt"].includes(key) ? undefined : value,
      );
    expect(bare(second)).toBe(bare(first));
  });

  it("can be read one at a time, several at a time, or page by page", async () => {
    const server = await startTestServer();
    await annotate(server, { objects: [lemon] }, { imageId: 283002 });
    const several = await server.must("annotations.bulk.info", { datasetId: 10555, imageIds: [283002, 283001] });
    expect(several).toMatchObject([
      { imageId: 283001, annotation: { objects: [] } },
      { imageId: 283002, annotation: { objects: [{ classTitle: "lemon" }] } },
    ]);
    const page = await server.must("annotations.list", { datasetId: 10555, per_page: 2, page: 2 });
    const named = { datasetId: 10555, per_page: 1, fields: ["imageName"] };
    expect(await server.must("annotations.list", named)).toMatchObject({ total: 6 });
    const { entities } = (await server.must("annotations.list", named)) as { entities: unknown[] };
    expect(entities).toEqual([{ imageId: 283_001, imageName: "fruits_01.png" }]);
    expect(page).toMatchObject({ total: 6, pagesCount: 3, entities: [{ imageId: 283003 }, { imageId: 283004 }] });
    expect(
      await server.ask("annotations.bulk.info", { datasetId: 10555, imageIds: new Array(101).fill(283001) }),
    ).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining("must contain less than or equal to 100 items") },
    });
  });

  it.each([
    [{ objects: [{ ...lemon, classTitle: "lime" }] }, "objects.0.classTitle"],
    [{ objects: [lemon, { ...lemon, classTitle: undefined, classId: 1 }] }, "objects.1.classId"],
    [{ objects: [{ ...lemon, geometryType: "rectangle" }] }, "objects.0.geometryType"],
    [{ objects: [{ classTitle: "lemon", bitmap: { data: 5, origin: [0, 0] } }] }, "objects.0.bitmap.data"],
    [{ objects: [{ classTitle: "lemon" }] }, "objects.0.bitmap"],
    [{ objects: [{ ...lemon, bitmap: { data: "eJw=", origin: [401, 0] } }] }, "objects.0"],
    [{ objects: [{ ...lemon, tags: [{ name: "size", value: "huge" }] }] }, "objects.0.tags.0.value"],
    [{ objects: [{ ...lemon, tags: [{ name: "weight" }] }] }, "objects.0.tags.0"],
    [{ objects: [{ ...lemon, tags: [{ name: "situated" }] }] }, "objects.0.tags.0.value"],
    [{ tags: [{ name: "size", value: "huge" }] }, "tags.0.value"],
  ])("that are invalid are rejected with the name of the field, and nothing changes: %j", async (annotation, path) => {
    const server = await startTestServer();
    await annotate(server, { objects: [lemon] });
    const before = await read(server);
    expect(await annotate(server, annotation)).toMatchObject({
      status: 400,
      body: { details: [{ path: `annotations.0.annotation.${path}` }] },
    });
    expect(await read(server)).toEqual(before);
  });

  it("may lie outside of the image if the request allows it", async () => {
    const server = await startTestServer();
    const outside = { objects: [{ ...lemon, bitmap: { data: "eJw=", origin: [401, 0] } }] };
    expect((await annotate(server, outside, { skipBoundsValidation: true })).status).toBe(200);
  });

  it("must belong to an image of the dataset", async () => {
    const server = await startTestServer();
    const other = (await server.must("datasets.add", { projectId: 5555, name: "other" })) as { id: number };
    const body = { datasetId: other.id, annotations: [{ imageId: 283001, annotation: {} }] };
    expect(await server.ask("annotations.bulk.add", body)).toMatchObject({
      status: 400,
      body: { details: [{ path: "annotations.0.imageId" }] },
    });
  });

  it("are removed with their class", async () => {
    const server = await serverWithShapes();
    const box = {
      classTitle: "rectangle",
      points: {
        exterior: [
          [1, 1],
          [9, 9],
        ],
        interior: [],
      },
    };
    await annotate(server, { objects: [lemon, box] });
    const meta = (await server.must("projects.meta", { id: 5555 })) as { classes: { title: string }[] };
    const classes = meta.classes.filter(({ title }) => title !== "rectangle");
    await server.must("projects.meta.update", { id: 5555, meta: { ...meta, classes } });
    expect((await read(server)).annotation.objects).toHaveLength(1);
    expect(await server.must("images.info", { id: 283001 })).toMatchObject({ labelsCount: 1 });
  });
});

describe("an annotator", () => {
  it("draws only on images of their own jobs in progress, with the jobs' classes, within the limit", async () => {
    const server = await startTestServer();
    const annotator = await server.hire("labeler", role.annotator);
    const meta = { classes: ["lemon"], entityIds: [283001], imageFiguresLimit: 2 };
    await server.must("jobs.add", { name: "j", datasetId: 10555, userIds: [annotator], meta });
    const draw = (objects: object[], imageId?: number) =>
      annotate(server, { objects }, { as: "labeler", ...(imageId === undefined ? {} : { imageId }) });
    expect((await draw([lemon])).status).toBe(403);
    await server.must("jobs.set-status", { id: 37, status: "in_progress" }, "labeler");
    expect((await draw([lemon, lemon])).status).toBe(200);
    expect(await draw([lemon, lemon, lemon])).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining("allows 2 objects") },
    });
    expect(await draw([{ ...lemon, classTitle: "kiwi", tags: [] }])).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining("is for lemon") },
    });
    expect((await draw([lemon], 283002)).status).toBe(403);
    expect((await server.ask("figures.bulk.add", { entityId: 283001, figures: [lemon] }, "labeler")).status).toBe(400);
    await server.must("jobs.set-status", { id: 37, status: "on_review" }, "labeler");
    expect((await draw([lemon])).status).toBe(403);
  });
});

describe("figures", () => {
  const rectangle = {
    classTitle: "rectangle",
    geometry: {
      points: {
        exterior: [
          [10, 20],
          [110, 70],
        ],
        interior: [],
      },
    },
  };

  it("with coordinates far beyond any image are rejected with their place, also where objects may lie outside", async () => {
    const server = await serverWithShapes();
    const far = {
      classTitle: "rectangle",
      geometry: {
        points: {
          exterior: [
            [0, 0],
            [1e308, 1e308],
          ],
          interior: [],
        },
      },
    };
    const path = "figures.0.geometry.points.exterior.1.0";
    const body = { entityId: 283001, figures: [far], skipBoundsValidation: true };
    expect(await server.ask("figures.bulk.add", body)).toMatchObject({ status: 400, body: { details: [{ path }] } });
    const [{ id } = { id: 0 }] = (await server.must("figures.bulk.add", {
      entityId: 283001,
      figures: [rectangle],
    })) as { id: number }[];
    expect(await server.ask("figures.editInfo", { id, geometry: far.geometry })).toMatchObject({
      status: 400,
      body: { details: [{ path: "geometry.points.exterior.1.0" }] },
    });
    expect(await server.must("figures.list", { datasetId: 10555 })).toMatchObject({ total: 1 });
  });

  it("are added, listed in pixels and in coordinates, changed, tagged and removed", async () => {
    const server = await serverWithShapes();
    const added = await server.must("figures.bulk.add", {
      entityId: 283001,
      figures: [{ ...lemon, geometry: { bitmap }, bitmap: undefined }, rectangle],
    });
    expect(added).toEqual([{ id: 1 }, { id: 2 }]);
    const filter = [{ field: "entityId", operator: "in", value: [283001, 283002] }];
    expect(await server.must("figures.list", { datasetId: 10555, filter })).toMatchObject({
      total: 2,
      entities: [
        {
          id: 1,
          entityId: 283001,
          imageId: 283001,
          classId: 22309,
          geometryType: "bitmap",
          geometry: { bitmap },
          tags: [{ tagId: 4173, value: "small" }, { tagId: 4172 }],
        },
        { id: 2, area: 5000, geometry: rectangle.geometry, projectId: 5555, datasetId: 10555 },
      ],
    });
    expect(await server.must("figures.list", { datasetId: 10555, integerCoords: true })).toMatchObject({
      entities: [
        { geometry: { bitmap } },
        {
          geometry: {
            points: {
              exterior: [
                [10, 20],
                [109, 69],
              ],
            },
          },
        },
      ],
    });
    const whole = {
      annotation: {
        objects: [
          { bitmap },
          {
            points: {
              exterior: [
                [10, 20],
                [109, 69],
              ],
            },
          },
        ],
      },
    };
    const asKept = { annotation: { objects: [{ bitmap }, rectangle.geometry] } };
    for (const [integerCoords, expected] of [
      [true, whole],
      [false, asKept],
      [undefined, asKept],
    ] as const) {
      const ask = (method: string, body: object) => server.must(method, { ...body, integerCoords });
      expect(await ask("annotations.info", { imageId: 283001 })).toMatchObject(expected);
      expect(await ask("annotations.bulk.info", { datasetId: 10555, imageIds: [283001] })).toMatchObject([expected]);
      const { entities } = (await ask("annotations.list", { datasetId: 10555 })) as { entities: { imageId: number }[] };
      expect(entities.find(({ imageId }) => imageId === 283001)).toMatchObject(expected);
    }
    const moved = {
      points: {
        exterior: [
          [0, 0],
          [5, 5],
        ],
        interior: [],
      },
    };
    await server.must("figures.editInfo", { id: 2, geometry: moved });
    await server.must("figures.editInfo", { id: 1, tags: [{ name: "size", value: "large" }] });
    expect(await server.must("figures.info", { id: 2 })).toMatchObject({ geometry: moved });
    expect(await server.must("figures.tags.list", { id: 1 })).toMatchObject([{ tagId: 4173, value: "large" }]);
    await server.must("figures.tags.bulk.add", {
      projectId: 5555,
      tags: [{ figureId: 1, tagId: 4172, value: "Spain" }],
    });
    expect(await server.must("figures.info", { id: 1 })).toMatchObject({
      geometry: { bitmap },
      tags: [{ value: "large" }, { value: "Spain" }],
    });
    await server.must("figures.bulk.remove", { ids: [1] });
    expect(await server.must("images.info", { id: 283001 })).toMatchObject({ labelsCount: 1 });
    expect((await server.ask("figures.info", { id: 1 })).status).toBe(404);
  });

  it.each([
    ["figures.bulk.add", { figures: [rectangle] }, "figures.0.entityId"],
    ["figures.list", {}, "datasetId"],
  ])("%s requires the image or dataset", async (method, body, path) => {
    const server = await serverWithShapes();
    expect(await server.ask(method, body)).toMatchObject({ status: 400, body: { details: [{ path }] } });
  });
});
