/** Alpha masks and multi-part polygons are uploaded apart from annotations, as the official SDK does. */
import { expect, it, onTestFinished } from "vitest";
import { Api } from "../../../src/client/api.js";
import { alphaMask, multipolygon, polygon, rectangle } from "../../../src/domain/geometry/shapes.js";
import { type SeenRequest, startFaultProxy } from "../../support/fault-proxy.js";
import { startTestServer } from "../../support/server.js";

const image = 283_001;
const soft = alphaMask(
  [
    [128, 255],
    [0, 64],
  ],
  [20, 30],
);
const pieces = multipolygon([
  polygon([
    [1, 1],
    [9, 1],
    [9, 9],
  ]),
  polygon([
    [21, 21],
    [29, 21],
    [29, 29],
  ]),
]);
const drawn = {
  description: "",
  tags: [],
  size: { width: 400, height: 300 },
  objects: [
    { classTitle: "soft", geometry: soft, tags: [{ name: "dark" }], description: "a shadow" },
    { classTitle: "box", geometry: rectangle([1, 1], [2, 2]) },
    { classTitle: "pieces", geometry: pieces },
  ],
};

async function open() {
  const server = await startTestServer();
  const proxy = await startFaultProxy(server.address);
  const api = new Api({ address: proxy.address, token: server.token });
  onTestFinished(async () => {
    await api.close();
    await proxy.close();
  });
  await api.project.updateMeta(5555, {
    tags: [{ name: "dark" }],
    classes: [
      { name: "soft", shape: "alpha_mask" },
      { name: "pieces", shape: "multipolygon" },
      { name: "box", shape: "rectangle" },
    ],
  });
  const seen: SeenRequest[] = [];
  proxy.play((request) => {
    seen.push(request);
    return undefined;
  });
  return { api, proxy, seen };
}

const shapesOf = async (api: Api) => {
  const { annotation } = await api.annotation.download(image);
  return annotation.objects.map(({ classTitle, geometry }) => [classTitle, geometry.toJSON()]);
};

const added = [
  ["box", drawn.objects[1]!.geometry.toJSON()],
  ["soft", expect.objectContaining({ bitmap: soft.toJSON().bitmap })],
  ["pieces", expect.objectContaining({ parts: pieces.toJSON().parts })],
];
const written = (seen: readonly SeenRequest[]) =>
  seen.flatMap(({ method }) => (/bulk\.(add|upload)/.test(method) ? [method] : []));
const bodyOf = (seen: readonly SeenRequest[], method: string) =>
  JSON.parse(seen.findLast((request) => request.method === method)?.body ?? "{}");

it("an annotation sends them after its other objects, with class ids, and pixels at the end", async () => {
  const { api, seen } = await open();
  await api.annotation.upload(10_555, image, drawn);
  expect(written(seen)).toEqual(["annotations.bulk.add", "figures.bulk.add", "figures.bulk.upload.geometry"]);
  const [{ annotation }] = bodyOf(seen, "annotations.bulk.add").annotations;
  expect(annotation.objects.map((object: { classTitle: string }) => object.classTitle)).toEqual(["box"]);
  const { datasetId, figures } = bodyOf(seen, "figures.bulk.add");
  expect(datasetId).toBe(10_555);
  const { classes } = await api.project.getMeta(5555);
  const idOf = (name: string) => classes.find((each) => each.name === name)?.id;
  expect(figures).toMatchObject([
    { entityId: image, classId: idOf("soft"), geometryType: "alpha_mask", tags: [{ name: "dark" }] },
    { entityId: image, classId: idOf("pieces"), geometry: { parts: [{}, {}] } },
  ]);
  expect(JSON.stringify(figures[0])).not.toContain("bitmap");
  expect(await shapesOf(api)).toEqual(added);
});

it("an annotation can be sent back as it was read, and replaces the stored one", async () => {
  const { api } = await open();
  await api.annotation.upload(10_555, image, drawn);
  const { annotation } = await api.annotation.download(image);
  await api.annotation.uploadBatch(10_555, [{ imageId: image, annotation }]);
  expect(await shapesOf(api)).toEqual(added);
});

it("a lost response leaves each object once", async () => {
  for (const method of ["annotations.bulk.add", "figures.bulk.add", "figures.bulk.upload.geometry"]) {
    const { api, proxy } = await open();
    proxy.play((request) =>
      request.method === method && request.ofMethod === 1 ? { kind: "reset-after" } : undefined,
    );
    await api.annotation.upload(10_555, image, drawn);
    proxy.play(() => undefined);
    expect(await shapesOf(api), method).toEqual(added);
  }
});

it("single objects are created, and changed, with the pixels apart", async () => {
  const { api, seen } = await open();
  const ids = await api.figure.createBulk(image, drawn.objects);
  expect(written(seen)).toEqual(["figures.bulk.add", "figures.bulk.upload.geometry"]);
  expect(JSON.stringify(bodyOf(seen, "figures.bulk.add").figures[0])).not.toContain("bitmap");
  expect(ids).toHaveLength(3);
  const moved = alphaMask([[9, 200]], [7, 8]);
  seen.splice(0);
  await api.figure.update(ids[0]!, { geometry: moved, description: "moved" });
  expect(seen.map(({ method }) => method)).toEqual([
    "figures.editInfo",
    "figures.bulk.upload.geometry",
    "figures.info",
  ]);
  expect(seen[0]!.body).not.toContain("bitmap");
  const { annotation } = await api.annotation.download(image);
  expect(annotation.objects.map(({ geometry }) => geometry.bbox)).toEqual([
    moved.bbox,
    drawn.objects[1]!.geometry.bbox,
    pieces.bbox,
  ]);
});

it("objects whose pixels are rejected are removed", async () => {
  const { api, proxy } = await open();
  proxy.play(({ method }) =>
    method === "figures.bulk.upload.geometry" ? { kind: "response", status: 400, commit: false } : undefined,
  );
  await expect(api.figure.create(image, drawn.objects[0]!)).rejects.toMatchObject({ status: 400 });
  expect(await api.figure.getList(10_555)).toHaveLength(0);
});

it("an object of an unknown class is rejected by the server, which names the class", async () => {
  const { api } = await open();
  const objects = [{ ...drawn.objects[0]!, classTitle: "shadow" }];
  await expect(api.annotation.upload(10_555, image, { ...drawn, objects })).rejects.toThrow(/shadow/);
});
