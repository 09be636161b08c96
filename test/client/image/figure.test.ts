import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { Api } from "../../../src/client/api.js";
import { startTestServer } from "../../support/server.js";

async function open(): Promise<Api> {
  const server = await startTestServer();
  const api = new Api({ address: server.address, token: server.token });
  onTestFinished(() => api.close());
  return api;
}

const geometry = { bitmap: { data: "eJw=", origin: [1, 1] } };

it("creates, changes, removes and restores single objects, and tags them", async () => {
  const api = await open();
  const [id = 0] = await api.annotation.append(283_001, [{ classTitle: "lemon", geometry }]);
  const kiwi = await api.figure.create(283_001, { classTitle: "kiwi", geometry });
  expect((await api.figure.getList(10_555, { imageIds: [283_001] })).map((figure) => figure.id)).toEqual([id, kiwi]);
  await api.figure.remove(kiwi);
  expect(await api.figure.getList(10_555)).toHaveLength(1);
  await api.figure.restore(kiwi);
  await api.figure.uploadGeometries([{ id, geometry: { bitmap: { data: "eJw=", origin: [5, 6] } } }]);
  expect(await api.figure.downloadGeometries([kiwi, id])).toMatchObject([
    geometry,
    { bitmap: { data: "eJw=", origin: [5, 6] } },
  ]);
  const tags = await api.tag.getNameToIdMap(5555);
  const tag = await api.advanced.addTagToObject(tags.get("size") ?? 0, id, "small");
  expect(await api.advanced.getObjectTags(id)).toMatchObject([{ id: tag, name: "size", value: "small" }]);
  await api.advanced.removeTagFromObject(tags.get("size") ?? 0, id, tag);
  expect(await api.advanced.getObjectTags(id)).toEqual([]);
});

it("copies, moves, orders and downloads images", async () => {
  const api = await open();
  const outer = await api.dataset.getOrCreate(5555, "outer");
  const inner = await api.dataset.create(5555, "inner", { parentId: outer.id, customData: { a: 1 } });
  await api.figure.create(283_001, { classTitle: "lemon", geometry });
  const [copy] = await api.image.copyBatch(inner.id, [283_001, 283_002]);
  expect((await api.image.getInfoById(copy?.id ?? 0)).labelsCount).toBe(1);
  await api.image.setCustomSortBulk([{ id: copy?.id ?? 0, customSort: "z" }]);
  const order = await api.image.getList(inner.id, { sort: "name", sortOrder: "desc", limit: 1, fields: ["hash"] });
  expect(order.map(({ name }) => name)).toEqual(["fruits_02.png"]);
  const folder = await mkdtemp(join(tmpdir(), "slylab-transfer-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "deep", "a.png");
  await api.image.downloadPath(283_001, path);
  const [byHash] = await api.image.downloadByHash([copy?.hash ?? ""]);
  expect(await readFile(path)).toEqual(Buffer.from(byHash ?? []));
  const [uploaded] = await api.image.uploadPaths(inner.id, [path]);
  expect(uploaded?.hash).toBe(copy?.hash);
  const preview = api.image.previewUrl(await api.image.getInfoById(283_001), { width: 100 });
  expect((await fetch(preview ?? "")).headers.get("content-type")).toBe("image/jpeg");
  expect((await api.dataset.getNested(5555, outer.id)).map(({ name }) => name)).toEqual(["inner"]);
  expect(await api.dataset.getTree(5555)).toMatchObject([{}, { children: [{ dataset: { name: "inner" } }] }]);
  await api.dataset.move(inner.id, null);
  const again = await api.dataset.copy(inner.id, 5555, { name: "again" });
  expect(again.imagesCount).toBe(3);
});

it("reads and changes custom data, settings and statistics of a project, and clones it", async () => {
  const api = await open();
  await api.project.updateCustomData(5555, { a: 1 });
  await api.project.setValidationSchema(5555, { camera: null });
  expect(await api.project.getValidationSchema(5555)).toEqual({ camera: null });
  await api.project.setValidationSchema(5555, null);
  expect(await api.project.getCustomData(5555)).toMatchObject({ a: 1 });
  expect(await api.project.updateSettings(5555, { groupImages: true })).toMatchObject({ groupImages: true });
  const clone = await api.project.clone(5555, 7, "clone");
  expect((await api.project.getStats(clone.id)).images.total.imagesInDataset).toBe(6);
  await api.project.removePermanently([clone.id]);
  expect(await api.project.getInfoByName(7, "clone")).toBeNull();
});

it("creates objects from those that were read: of an annotation, its JSON, and a list", async () => {
  const api = await open();
  await api.project.updateMeta(5555, { classes: [{ name: "sign", shape: "rectangle" }] });
  const box = {
    points: {
      exterior: [
        [1, 1],
        [5, 5],
      ],
      interior: [],
    },
  };
  const [first = 0] = await api.annotation.append(283_001, [
    { classTitle: "sign", geometry: box, description: "a" },
    { classTitle: "kiwi", geometry, tags: [{ name: "size", value: "small" }] },
  ]);
  const { annotation } = await api.annotation.download(283_001);
  const lists = [annotation.objects, JSON.parse(JSON.stringify(annotation.objects)), await api.figure.getList(10_555)];
  for (const [at, objects] of lists.entries()) await api.annotation.append(283_002 + at, objects);
  for (const [at] of lists.entries()) {
    const copy = (await api.annotation.download(283_002 + at)).annotation.objects;
    const shown = (of: typeof copy) =>
      of.map(({ classTitle, geometryType, geometry: shape, tags }) => [
        ...[classTitle, geometryType, shape.toJSON()],
        tags.map(({ name, value }) => [name, value]),
      ]);
    expect(shown(copy)).toEqual(shown(annotation.objects));
    expect(copy.some(({ id }) => id === first)).toBe(false);
  }
  const changed = await api.figure.update(first, (await api.annotation.download(283_002)).annotation.objects[0]!);
  expect(changed.geometry).toMatchObject(box);
  await expect(
    api.annotation.append(283_001, [{ classTitle: "sign", geometry: box, colour: 1 } as never]),
  ).rejects.toThrow("annotation.append: unknown setting 'colour' in figures[0]");
});
