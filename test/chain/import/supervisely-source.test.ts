/** Unusual folders in the Supervisely format. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { failureOf, type Local, startLocal } from "../local.js";
import { useOwnHome } from "../own-home.js";
import { makeFolder, picture } from "../upload/pictures.js";

useOwnHome();

const size = { width: 24, height: 16 };
const color = "#112233";
const meta = {
  classes: [{ title: "sign", shape: "rectangle", color }],
  tags: [
    { name: "weather", value_type: "oneof_string", values: ["sun", "rain"], color },
    { name: "lens", value_type: "any_number", color },
    { name: "bent", value_type: "none", color, applicable_type: "objectsOnly" },
  ],
};
const sign = (corners = [2, 3, 9, 8], tags: object[] = []) => {
  const [left, top, right, bottom] = corners;
  return {
    ...{ classTitle: "sign", geometryType: "rectangle", tags },
    points: { exterior: [...[[left, top]], [right, bottom]], interior: [] },
  };
};
const annotation = (fields: object = {}) => ({ description: "", size, tags: [], objects: [sign()], ...fields });

async function folderOf(files: Readonly<Record<string, object>>): Promise<string> {
  const folder = await makeFolder();
  await picture(folder, "photos/img/a.png");
  for (const [name, content] of Object.entries({ "meta.json": meta, ...files })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), JSON.stringify(content));
  }
  return folder;
}

const start = (local: Local) => local.ensureTeam("Road signs").ensureProject("november");

it("files that are not pictures, and annotations without a picture, are refused", async () => {
  const local = await startLocal();
  const folder = await folderOf({
    "photos/ann/a.png.json": annotation(),
    "photos/ann/gone.png.json": annotation(),
    "photos/ann/a.json": annotation(),
    "photos/img/notes.txt": {},
    "photos/img/.hidden": {},
  });
  const { uploaded, refused } = await start(local).import(folder, { as: "supervisely" });
  expect(uploaded).toHaveLength(1);
  expect(refused.map(({ path, reason }) => [path.slice(folder.length + 1), reason])).toEqual([
    ["photos/img/notes.txt", "is not a picture"],
    ["photos/ann/a.json", "belongs to no picture in img"],
    ["photos/ann/gone.png.json", "belongs to no picture in img"],
  ]);
});

it.each([
  [
    annotation({ size: { width: 240, height: 160 } }),
    "its annotation is for 240 × 160 pixels, the picture has 24 × 16",
  ],
  [annotation({ objects: [sign([-9, 3, 90, 80])] }), "outside of 24 × 16 pixels"],
])("a picture that its annotation does not fit is refused, the others are imported", async (content, reason) => {
  const local = await startLocal();
  const folder = await folderOf({ "photos/ann/a.png.json": content });
  await picture(folder, "photos/img/b.png");
  const imported = start(local).import(folder, { as: "supervisely" });
  expect((await imported.plan()).steps).toContainEqual(
    expect.objectContaining({ what: "1 file refused", note: expect.stringContaining(reason) }),
  );
  const { uploaded, refused } = await imported;
  expect(uploaded.map(({ name }) => name)).toEqual(["b.png"]);
  expect(refused.map((row) => row.reason)).toEqual([expect.stringContaining(reason)]);
});

it.each([
  [{ tags: [{ name: "weather", value: "snow" }] }, "has tag 'weather', whose value cannot be \"snow\""],
  [{ tags: [{ name: "lens", value: "wide" }] }, "has tag 'lens', whose value cannot be \"wide\": it takes a number"],
  [{ tags: [{ name: "bent" }] }, "has tag 'bent', which is for objects only"],
  [{ tags: [{ name: "night" }] }, "has tag 'night', which is missing in meta.json"],
  [
    { objects: [sign(undefined, [{ name: "bent", value: 7 }])] },
    "has an object with tag 'bent', whose value cannot be 7",
  ],
])("an annotation with %j is rejected before anything is written", async (fields, fault) => {
  const local = await startLocal();
  const folder = await folderOf({ "photos/ann/a.png.json": annotation(fields) });
  await start(local);
  local.forget();
  const imported = start(local).import(folder, { as: "supervisely" });
  expect((await imported.plan()).problems).toEqual([expect.stringContaining(fault)]);
  expect(await failureOf(imported)).toMatchObject({ message: expect.stringContaining(fault) });
  expect(local.writes()).toEqual([]);
});

it("tag values are also compared with those of the project", async () => {
  const local = await startLocal();
  await start(local).ensureTags({ weather: ["snow"] });
  const tags = [{ name: "weather", value: "snow" }];
  const folder = await folderOf({ "photos/ann/a.png.json": annotation({ tags }) });
  await start(local).import(folder, { as: "supervisely" });
  const [image] = await start(local).images();
  expect((await local.api.annotation.download(image?.id ?? 0)).annotation.tags).toMatchObject([{ value: "snow" }]);
});

it("a meta with two classes of one name is rejected", async () => {
  const local = await startLocal();
  const classes = [...meta.classes, { title: "sign", shape: "polygon", color }];
  const folder = await folderOf({ "meta.json": { ...meta, classes } });
  expect(await failureOf(start(local).import(folder, { as: "supervisely" }))).toMatchObject({
    message: expect.stringContaining("classes: two have the name 'sign'"),
  });
});
