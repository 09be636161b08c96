import { expect, it } from "vitest";
import { alphaMask } from "../../../src/domain/geometry/shapes.js";
import { startTestServer } from "../../support/server.js";

const { bitmap } = alphaMask([[9, 255]], [3, 4]).toJSON() as { bitmap: object };
const parts = [{ exterior: [[1, 1], [9, 1], [9, 9]], interior: [] }]; // biome-ignore format: one shape
const objects = {
  fog: { geometryType: "alpha_mask", bitmap },
  isles: { geometryType: "multipolygon", parts },
};

async function open() {
  const server = await startTestServer();
  const classes = [
    { title: "fog", shape: "alpha_mask", color: "#00FF00" },
    { title: "isles", shape: "multipolygon", color: "#0000FF" },
    { title: "free", shape: "any", color: "#FF0000" },
    { title: "box", shape: "rectangle", color: "#FFFF00" },
  ];
  await server.must("projects.meta.update", { id: 5555, meta: { classes, tags: [] } });
  const annotate = (...given: object[]) => {
    const annotation = { tags: [], objects: given };
    return server.ask("annotations.bulk.add", { datasetId: 10_555, annotations: [{ imageId: 283_001, annotation }] });
  };
  const add = (figure: object) => server.ask("figures.bulk.add", { entityId: 283_001, figures: [figure] });
  return { server, annotate, add };
}

it.each(["fog", "isles"] as const)(
  "annotations do not include objects of class %s, and nothing is saved",
  async (name) => {
    const { server, annotate } = await open();
    const box = { classTitle: "box", points: { exterior: [[1, 1], [5, 5]], interior: [] } }; // biome-ignore format: one shape
    const { geometryType } = objects[name];
    expect(await annotate(box, { classTitle: name, ...objects[name] })).toMatchObject({
      status: 400,
      body: {
        error: `class "${name}" is drawn as ${geometryType}, which annotations do not include; add the object with figures.bulk.add`,
        details: [{ path: "annotations.0.annotation.objects.1.classTitle" }],
      },
    });
    expect(await server.must("figures.list", { datasetId: 10_555 })).toMatchObject({ total: 0 });
  },
);

it("objects of a class of any shape are taken inline, as the SDK sends them", async () => {
  const { annotate, add } = await open();
  const free = Object.values(objects).map((object) => ({ classTitle: "free", ...object }));
  expect(await annotate(...free)).toMatchObject({ status: 200 });
  expect(await add({ classTitle: "free", ...objects.fog })).toMatchObject({ status: 200 });
});

it("a new alpha mask has no pixels; those of a multi-part polygon come with it", async () => {
  const { add } = await open();
  const said = (path: string) => ({
    status: 400,
    body: {
      error: "must not be sent with an alpha mask; upload it with figures.bulk.upload.geometry",
      details: [{ path }],
    },
  });
  const fog = { classTitle: "fog", geometryType: "alpha_mask" };
  expect(await add({ ...fog, bitmap })).toMatchObject(said("figures.0.bitmap"));
  expect(await add({ ...fog, geometry: { bitmap } })).toMatchObject(said("figures.0.geometry.bitmap"));
  expect(await add(fog)).toMatchObject({ status: 200 });
  expect(await add({ classTitle: "isles", geometryType: "multipolygon", geometry: { parts } })).toMatchObject({
    status: 200,
  });
});

it("reads of objects and annotations include the pixels of an alpha mask", async () => {
  const { server } = await open();
  const fog = { classTitle: "fog", geometryType: "alpha_mask" };
  const [added] = (await server.must("figures.bulk.add", { entityId: 283_001, figures: [fog] })) as { id: number }[];
  const form = new FormData();
  form.append("figureId", `${added?.id}`);
  form.append("geometry", new Blob([JSON.stringify(bitmap)]), `${added?.id}`);
  const headers = { "x-api-key": server.token };
  const sent = await fetch(`${server.address}/public/api/v3/figures.bulk.upload.geometry`, {
    method: "POST",
    headers,
    body: form,
  });
  expect(sent.status).toBe(200);
  expect(await server.must("figures.info", { id: added?.id })).toMatchObject({ geometry: { bitmap } });
  expect(await server.must("annotations.info", { imageId: 283_001 })).toMatchObject({
    annotation: { objects: [{ bitmap }] },
  });
});
