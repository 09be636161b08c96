/** Unusual COCO files, as other tools write them. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { failureOf, type Local, startLocal } from "../local.js";
import { useOwnHome } from "../own-home.js";
import { makeFolder, picture } from "../upload/pictures.js";

useOwnHome();

const size = { width: 24, height: 16 };
const square = [2, 2, 10, 2, 10, 9, 2, 9];
const car = { id: 1, name: "car" };
const image = (id: number | string, file_name: string, other = {}) => ({ id, file_name, ...size, ...other });
const object = (fields: object = {}) => ({ id: 1, image_id: 1, category_id: 1, segmentation: [square], ...fields });

/** Writes the pictures and JSON files of a folder. */
async function folderOf(pictures: readonly string[], files: Readonly<Record<string, object>>): Promise<string> {
  const folder = await makeFolder();
  for (const name of pictures) await picture(folder, name);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), JSON.stringify(content));
  }
  return folder;
}

const start = (local: Local) => local.ensureTeam("Road signs").ensureProject("november");

/** The objects of all images, for example `photos/a.png: car polygon`. */
async function objectsOf(local: Local): Promise<readonly string[]> {
  const found: string[] = [];
  for (const dataset of await start(local).datasets()) {
    for (const { id, name } of await local.api.image.getList(dataset.id)) {
      const { annotation } = await local.api.annotation.download(id);
      const objects = annotation.objects.map(({ classTitle, geometryType }) => `${classTitle} ${geometryType}`);
      found.push(`${dataset.name}/${name}: ${objects.join(", ")}`);
    }
  }
  return found;
}

it("the objects of a picture that is listed twice are merged", async () => {
  const local = await startLocal();
  const folder = await folderOf(["a.png"], {
    "annotations.json": {
      images: [image(1, "a.png"), image(2, "a.png")],
      categories: [car],
      annotations: [object(), object({ image_id: 2, segmentation: null, bbox: [1, 1, 4, 4] })],
    },
  });
  const imported = () => start(local).dataset("photos").import(folder, { as: "coco" });
  await imported();
  expect(await objectsOf(local)).toEqual(["photos/a.png: car polygon, car rectangle"]);
  expect(await imported()).toMatchObject({ skipped: { length: 1 }, conflicts: [] });
});

it("the official download's captions and keypoints are left out and reported", async () => {
  const local = await startLocal();
  const content = { images: [image(1, "a.png")], categories: [car], annotations: [object()] };
  const folder = await folderOf(["train2017/a.png"], {
    "annotations/captions_train2017.json": { ...content, annotations: [{ id: 1, image_id: 1, caption: "a car" }] },
    "annotations/instances_train2017.json": content,
    "annotations/person_keypoints_train2017.json": content,
  });
  const imported = start(local).import(folder, { as: "coco" });
  expect((await imported.plan()).steps).toContainEqual(
    expect.objectContaining({ what: "2 files refused", note: expect.stringContaining("the folder has instances_*") }),
  );
  expect((await imported).refused.map(({ path }) => path.slice(folder.length + 1))).toEqual([
    "annotations/captions_train2017.json",
    "annotations/person_keypoints_train2017.json",
  ]);
  expect(await objectsOf(local)).toEqual(["train2017/a.png: car polygon"]);
});

it("ids may be numbers or texts", async () => {
  const local = await startLocal();
  const folder = await folderOf(["a.png"], {
    "annotations.json": { images: [image("1", "a.png")], categories: [{ ...car, id: "1" }], annotations: [object()] },
  });
  await start(local).dataset("photos").import(folder, { as: "coco" });
  expect(await objectsOf(local)).toEqual(["photos/a.png: car polygon"]);
});

it("crowds, keypoints and objects outside of the picture are counted as not imported", async () => {
  const local = await startLocal();
  const folder = await folderOf(["a.png"], {
    "annotations.json": {
      images: [image(1, "a.png")],
      categories: [car],
      annotations: [
        object({ iscrowd: 1 }),
        object({ keypoints: [1, 1, 2], num_keypoints: 1 }),
        object({ segmentation: [[100, 100, 120, 100, 120, 120]] }),
        object({ segmentation: null, bbox: [-50, -50, 10, 10] }),
        object({ segmentation: null, bbox: [-5, -5, 10, 10] }),
      ],
    },
  });
  const omitted = ["iscrowd of 1 object", "keypoints of 1 object", "2 objects outside of the picture"];
  const imported = start(local).dataset("photos").import(folder, { as: "coco" });
  const { steps } = await imported.plan();
  expect(steps.map(({ what }) => what)).toEqual(expect.arrayContaining(omitted.map((what) => `not imported: ${what}`)));
  expect((await imported).omitted).toEqual(omitted);
  expect(await objectsOf(local)).toEqual(["photos/a.png: car polygon, car polygon, car rectangle"]);
});

it("a picture of another size is refused, but not one whose orientation is applied later", async () => {
  const local = await startLocal();
  const folder = await folderOf(["a.png", "b.png"], {
    "annotations.json": {
      images: [image(1, "a.png", { width: 48, height: 32 }), image(2, "b.png")],
      categories: [car],
      annotations: [object({ segmentation: [[4, 4, 40, 4, 40, 30]] }), object({ image_id: 2 })],
    },
  });
  const imported = start(local).dataset("photos").import(folder, { as: "coco" });
  const reason = "its annotation is for 48 × 32 pixels, the picture has 24 × 16";
  expect((await imported.plan()).steps).toContainEqual(
    expect.objectContaining({ what: "1 file refused", note: expect.stringContaining(reason) }),
  );
  expect((await imported).refused.map(({ reason: why }) => why)).toEqual([reason]);
  expect(await objectsOf(local)).toEqual(["photos/b.png: car polygon"]);
});

it.each(["/home/me/data/a.png", "C:\\data\\a.png", "https://example.org/data/a.png"])(
  "of '%s' only the name is used",
  async (fileName) => {
    const local = await startLocal();
    const folder = await folderOf(["images/a.png"], {
      "annotations.json": { images: [image(1, fileName)], categories: [car], annotations: [object()] },
    });
    await start(local).dataset("photos").import(folder, { as: "coco" });
    expect(await objectsOf(local)).toEqual(["photos/a.png: car polygon"]);
  },
);

it.each([
  [{ categories: [car, { id: 1, name: "bus" }] }, "categories: two have the same id"],
  [{ categories: [{ id: 1 }] }, "categories.0.name"],
  [{ annotations: [object({ category_id: null })] }, "annotations.0.category_id: expected a number or a text"],
  [{ annotations: [object(), object({ segmentation: [[1, 1, 5, 5]] })] }, "annotations.1: segmentation: has 4 numbers"],
  [{ annotations: [object({ segmentation: null })] }, "annotations.0: has neither a segmentation nor a bbox"],
])("a file with %j is rejected before anything is written", async (fields, fault) => {
  const local = await startLocal();
  const content = { images: [image(1, "a.png")], categories: [car], annotations: [object()], ...fields };
  const folder = await folderOf(["a.png"], { "annotations.json": content });
  await start(local);
  local.forget();
  const imported = start(local).import(folder, { as: "coco" });
  expect((await imported.plan()).problems).toEqual([expect.stringContaining(fault)]);
  expect(await failureOf(imported)).toMatchObject({ message: expect.stringContaining(fault) });
  expect(local.writes()).toEqual([]);
});
