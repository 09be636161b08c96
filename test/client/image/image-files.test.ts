import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { connect } from "../../../src/connect.js";
import { startTestServer } from "../../support/server.js";

async function open() {
  const server = await startTestServer();
  return connect({ server: server.address, token: server.token });
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "slylab-files-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const geometry = { bitmap: { data: "eJw=", origin: [2, 3] } };

it("one image is copied with its objects, or without, and moved", async () => {
  const api = await open();
  const target = await api.dataset.create(5555, "target");
  await api.figure.create(283_001, { classTitle: "lemon", geometry });
  expect(await api.image.copy(target.id, 283_001)).toMatchObject({ name: "fruits_01.png", datasetId: target.id });
  const [whole] = await api.image.getList(target.id);
  expect(whole?.labelsCount).toBe(1);
  const bare = await api.image.copy(target.id, 283_001, { name: "bare.png", withAnnotations: false });
  expect((await api.image.getInfoById(bare.id)).labelsCount).toBe(0);
  const moved = await api.image.move(10_555, bare.id);
  expect(moved).toMatchObject({ name: "bare.png", datasetId: 10_555 });
  await expect(api.image.getInfoById(bare.id)).rejects.toThrow("not found");
});

it("one image is added by path, hash, link or id, under a name and with meta", async () => {
  const api = await open();
  const target = await api.dataset.create(5555, "target");
  const folder = await temporaryFolder();
  const path = join(folder, "lemon.png");
  await api.image.downloadPath(283_001, path);
  const meta = { camera: 1 };
  const byPath = await api.image.uploadPath(target.id, path, { meta });
  expect(byPath).toMatchObject({ name: "lemon.png", meta });
  const byHash = await api.image.uploadHash(target.id, "hash.png", byPath.hash ?? "", { meta });
  const byId = await api.image.uploadId(target.id, 283_001, { name: "id.png" });
  const source = await api.image.getInfoById(283_001);
  const byLink = await api.image.uploadLink(target.id, "link.png", source.fullStorageUrl ?? "");
  expect([byHash.hash, byId.hash]).toEqual([byPath.hash, byPath.hash]);
  expect(byLink).toMatchObject({ name: "link.png", link: source.fullStorageUrl });
});

it("one image gets a sort key", async () => {
  const api = await open();
  await api.image.setCustomSort(283_006, "a");
  await api.image.setCustomSort(283_001, "b");
  const order = await api.image.getList(10_555, { sort: "customSort", sortOrder: "desc", limit: 2 });
  expect(order.map(({ id }) => id)).toEqual([283_001, 283_006]);
});

it("contents are written to one path each, by id or by hash", async () => {
  const api = await open();
  const folder = await temporaryFolder();
  const [first, second] = await api.image.getList(10_555, { limit: 2 });
  const paths = ["a.png", "deep/b.png", "c.png"].map((name) => join(folder, name));
  await api.image.downloadPaths([first!.id, second!.id], paths.slice(0, 2));
  await api.image.downloadPathsByHashes([second!.hash ?? ""], paths.slice(2));
  const [a, b, c] = await Promise.all(paths.map((path) => readFile(path)));
  expect(a).toEqual(Buffer.from(await api.image.download(first!.id)));
  expect(c).toEqual(b);
  await expect(api.image.downloadPaths([first!.id], [])).rejects.toThrow(
    "image.downloadPaths: paths has 0 paths, expected 1: one for each of ids",
  );
});

it("the shape of one object is read and replaced", async () => {
  const api = await open();
  const id = await api.figure.create(283_001, { classTitle: "lemon", geometry });
  expect(await api.figure.downloadGeometry(id)).toMatchObject(geometry);
  await api.figure.uploadGeometry(id, { bitmap: { data: "eJw=", origin: [5, 5] } });
  expect(await api.figure.downloadGeometry(id)).toMatchObject({ bitmap: { origin: [5, 5] } });
});

it("a dataset is moved to another project with its images", async () => {
  const api = await open();
  const { id: workspaceId } = (await api.workspace.getList(8))[0]!;
  const other = await api.project.create(workspaceId, "other");
  const source = await api.dataset.create(5555, "source");
  await api.image.copy(source.id, 283_001, { withAnnotations: false });
  await api.project.updateMeta(other.id, { classes: [{ name: "lemon", shape: "bitmap" }] });
  const moved = await api.dataset.moveToProject(source.id, other.id, { name: "moved" });
  expect(moved).toMatchObject({ name: "moved", projectId: other.id, imagesCount: 1 });
  expect((await api.dataset.getList(5555)).map(({ name }) => name)).not.toContain("source");
});
