import { expect, it, onTestFinished } from "vitest";
import { Api } from "../../../src/client/api.js";
import { startTestServer } from "../../support/server.js";

async function open(): Promise<Api> {
  const server = await startTestServer();
  const api = new Api({ address: server.address, token: server.token });
  onTestFinished(() => api.close());
  const geometry = { bitmap: { data: "eJw=", origin: [1, 1] } };
  for (const imageId of [283_001, 283_002]) {
    await api.annotation.append(imageId, [
      { classTitle: "lemon", geometry },
      { classTitle: "kiwi", geometry },
    ]);
  }
  return api;
}

const titles = (annotated: { annotation: { objects: readonly { classTitle?: unknown }[] } }) =>
  annotated.annotation.objects.map(({ classTitle }) => classTitle);

it("lists the annotations of a dataset, or of some images with a filter", async () => {
  const api = await open();
  const all = await api.annotation.getList(10_555);
  expect(all).toHaveLength(6);
  const { name } = await api.image.getInfoById(283_002);
  const some = await api.annotation.getList(10_555, { filter: [{ field: "name", operator: "=", value: name }] });
  expect(some.map(({ imageId }) => imageId)).toEqual([283_002]);
  expect(titles(some[0]!)).toEqual(["lemon", "kiwi"]);
});

it("reads only the objects selected by figureFilters, and every requested image", async () => {
  const api = await open();
  const classes = await api.objectClass.getNameToIdMap(5555);
  const figureFilters = [{ type: "objects_class", data: { classId: classes.get("kiwi") } }];
  const ids = [283_003, 283_002, 283_001];
  const read = await api.annotation.downloadBatch(10_555, ids, { figureFilters });
  expect(read.map(({ imageId }) => imageId)).toEqual(ids);
  expect(read.map(titles)).toEqual([[], ["kiwi"], ["kiwi"]]);
  const one = await api.annotation.download(283_001, { figureFilters });
  expect(titles(one)).toEqual(["kiwi"]);
  expect(one).not.toHaveProperty("datasetId");
  expect(one.annotation.objects[0]?.geometry.type).toBe("bitmap");
  expect(titles(await api.annotation.download(283_001))).toEqual(["lemon", "kiwi"]);
  await expect(
    api.annotation.download(283_001, { figureFilters: [{ type: "objects_clas", data: {} }] }),
  ).rejects.toMatchObject({ code: "invalid" });
});

it("counts the objects of a dataset", async () => {
  const api = await open();
  const stats = await api.dataset.getStats(10_555);
  expect(stats.images.total).toMatchObject({ imagesInDataset: 6, imagesMarked: 2, imagesNotMarked: 4 });
  expect(stats.objects.total).toMatchObject({ objectsInDataset: 4 });
  expect(stats.objects.items.map(({ objectClass, total }) => [objectClass.name, total])).toEqual(
    expect.arrayContaining([
      ["kiwi", 2],
      ["lemon", 2],
    ]),
  );
  const empty = await api.dataset.create(5555, "empty");
  expect((await api.dataset.getStats(empty.id)).objects).toMatchObject({ total: { objectsInDataset: 0 } });
  expect((await api.dataset.getStats(empty.id)).objects.items.every(({ total }) => total === 0)).toBe(true);
  await expect(api.dataset.getStats(999_999)).rejects.toMatchObject({ code: "not_found" });
});
