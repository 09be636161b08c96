/** Imports into a real instance: pictures, objects and tags. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { ImportSettings } from "../../../src/chain/import/import-source.js";
import { annotationKey, parseJson } from "../../../src/domain/formats/file-annotation.js";
import { readSuperviselyAnnotation } from "../../../src/domain/formats/read-supervisely.js";
import { alphaMask } from "../../../src/domain/geometry/shapes.js";
import { failureOf, type Local, startLocal } from "../local.js";
import { useOwnHome } from "../own-home.js";
import { makeFolder, picture } from "../upload/pictures.js";

useOwnHome();

const size = { width: 24, height: 16 };
const meta = {
  classes: [
    { title: "sign", shape: "rectangle", color: "#FF0000", hotkey: "s", description: "A sign." },
    { title: "road", shape: "polygon", color: "#00FF00", hotkey: "" },
    { title: "edge", shape: "line", color: "#0000FF", hotkey: "" },
    { title: "thing", shape: "any", color: "#0000AA", hotkey: "" },
  ],
  tags: [
    { name: "night", value_type: "none", color: "#112233" },
    { name: "weather", value_type: "oneof_string", values: ["sun", "rain"], color: "#112233" },
  ],
  projectType: "images",
};
const sign = {
  classTitle: "sign",
  geometryType: "rectangle",
  description: "bent",
  tags: [{ name: "weather", value: "rain" }],
  points: {
    exterior: [
      [2, 3],
      [9, 8],
    ],
    interior: [],
  },
};
const road = {
  classTitle: "road",
  geometryType: "polygon",
  tags: [],
  points: {
    exterior: [
      [1, 1],
      [20, 1],
      [20, 14],
      [1, 14],
    ],
    interior: [
      [
        [5, 5],
        [8, 5],
        [8, 8],
      ],
    ],
  },
};
const edge = {
  classTitle: "edge",
  geometryType: "line",
  tags: [],
  points: {
    exterior: [
      [0, 0],
      [12, 7],
    ],
    interior: [],
  },
};
const point = { classTitle: "thing", geometryType: "point", tags: [], points: { exterior: [[4, 5]], interior: [] } };

async function write(folder: string, name: string, content: unknown): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
}

async function superviselyFolder(): Promise<string> {
  const folder = await makeFolder();
  await write(folder, "meta.json", meta);
  const annotation = { description: "dusk", size, tags: [{ name: "night" }], objects: [sign, road, edge, point] };
  await picture(folder, "photos/img/1.png");
  await write(folder, "photos/ann/1.png.json", annotation);
  await picture(folder, "photos/img/2.png");
  await write(folder, "photos/ann/2.png.json", { description: "", size, tags: [], objects: [] });
  await picture(folder, "photos/datasets/night/img/1.png");
  await write(folder, "photos/datasets/night/ann/1.png.json", { description: "", size, tags: [], objects: [sign] });
  await picture(folder, "photos/img/3.png");
  return folder;
}

const start = (local: Local) => local.ensureTeam("Road signs").ensureProject("november");

/** The annotations of all images of a project as comparable text. */
async function stateOf(local: Local) {
  const state: unknown[] = [];
  for (const dataset of await start(local).datasets()) {
    const images = await local.api.image.getList(dataset.id);
    const annotations = await local.api.annotation.downloadBatch(
      dataset.id,
      images.map(({ id }) => id),
    );
    state.push([dataset.name, images.map(({ name }, at) => [name, annotationKey(annotations[at]!.annotation)])]);
  }
  return state;
}

describe("an import of the Supervisely format", () => {
  it("creates datasets, classes, tags and objects once", async () => {
    const local = await startLocal();
    const folder = await superviselyFolder();
    const imported = () => start(local).import(folder, { as: "supervisely" });
    expect((await imported().plan()).steps.map(({ action, what }) => `${action} ${what}`)).toEqual([
      "create team 'Road signs'",
      "create project 'november'",
      "create class 'sign'",
      "create class 'road'",
      "create class 'edge'",
      "create class 'thing'",
      "create tag 'night'",
      "create tag 'weather'",
      "create dataset 'photos'",
      "create dataset 'photos/night'",
      expect.stringMatching(/^create 4 images \([\d.]+ k?B\)$/),
    ]);
    expect(local.writes()).toEqual([]);
    const { uploaded } = await imported();
    expect(uploaded.map(({ name }) => name)).toEqual(["1.png", "2.png", "3.png", "1.png"]);
    const { classes, tags } = await start(local).meta();
    expect(
      classes.map(({ name, shape, color, hotkey, description }) => [name, shape, color, hotkey, description]),
    ).toEqual(
      meta.classes.map(({ title, shape, color, hotkey, description = "" }) => [
        title,
        shape,
        color,
        hotkey,
        description,
      ]),
    );
    expect(tags.map(({ name, possibleValues }) => [name, possibleValues])).toEqual([
      ["night", null],
      ["weather", ["sun", "rain"]],
    ]);
    const [first] = await start(local).images();
    const { annotation } = await local.api.annotation.download(first?.id ?? 0);
    expect(annotation.objects.map(({ geometry }) => [geometry.type, geometry.area])).toEqual([
      ["rectangle", 48],
      ["polygon", expect.any(Number)],
      ["line", 0],
      ["point", 0],
    ]);
    expect(annotation.objects.map(({ geometry }) => geometry.toJSON().points)).toEqual(
      [sign, road, edge, point].map(({ points }) => points),
    );
    expect(annotation.objects[0]).toMatchObject({ description: "bent", tags: [{ name: "weather", value: "rain" }] });
    expect(annotation.tags.map(({ name }) => name)).toEqual(["night"]);
    const before = await stateOf(local);
    local.forget();
    expect(await imported()).toMatchObject({ skipped: { length: 4 }, conflicts: [], bytesSent: 0 });
    expect(local.writes()).toEqual([]);
    expect(await stateOf(local)).toEqual(before);
  });

  it("adds objects to pictures that an interrupted import left without objects, and keeps other labels", async () => {
    const local = await startLocal();
    const folder = await superviselyFolder();
    const other = await makeFolder();
    await write(other, "meta.json", meta);
    await start(local).dataset("photos").upload(join(folder, "photos/img"));
    const result = await start(local).import(folder, { as: "supervisely" });
    expect([result.uploaded.length, result.skipped.length]).toEqual([1, 3]);
    const [first] = await start(local).images();
    expect((await local.api.annotation.download(first?.id ?? 0)).annotation.objects).toHaveLength(4);
    await write(folder, "photos/ann/1.png.json", { size, tags: [], objects: [point] });
    const again = await start(local).import(folder, { as: "supervisely" });
    expect(again.conflicts.map(({ name, note }) => [name, note])).toEqual([["1.png", "the image has other labels"]]);
    await start(local).import(folder, { as: "supervisely", onConflict: "replace" });
    expect((await local.api.annotation.download(first?.id ?? 0)).annotation.objects).toHaveLength(1);
  });

  it("finishes alpha masks and multi-part polygons that an interrupted import left out or without pixels", async () => {
    const local = await startLocal();
    const folder = await makeFolder();
    const classes = [
      { title: "sign", shape: "rectangle", color: "#FF0000", hotkey: "" },
      { title: "fog", shape: "alpha_mask", color: "#00FF00", hotkey: "" },
      { title: "isles", shape: "multipolygon", color: "#0000FF", hotkey: "" },
    ];
    await write(folder, "meta.json", { ...meta, classes });
    await picture(folder, "photos/img/1.png");
    const fog = { classTitle: "fog", geometryType: "alpha_mask", tags: [], ...alphaMask([[9, 255]], [3, 4]).toJSON() };
    const isles = { classTitle: "isles", geometryType: "multipolygon", tags: [], parts: [road.points] };
    await write(folder, "photos/ann/1.png.json", {
      ...{ description: "", size, tags: [] },
      objects: [fog, { ...sign, tags: [{ name: "weather", value: "rain" }] }, isles],
    });
    await start(local).import(folder, { as: "supervisely" });
    const whole = await stateOf(local);
    expect(JSON.stringify(whole)).toContain("isles");
    const again = await start(local).import(folder, { as: "supervisely" });
    expect([again.conflicts.length, again.skipped.length]).toEqual([0, 1]);

    const [image] = await start(local).images();
    const { annotation } = await local.api.annotation.download(image?.id ?? 0);
    await local.api.figure.remove(annotation.objects.at(-1)?.id ?? 0);
    expect((await start(local).import(folder, { as: "supervisely" })).conflicts).toHaveLength(0);
    expect(await stateOf(local)).toEqual(whole);

    const { objects } = (await local.api.annotation.download(image?.id ?? 0)).annotation;
    await local.api.figure.removeBatch(
      objects.flatMap(({ geometryType, id }) => (geometryType === "alpha_mask" ? [id ?? 0] : [])),
    );
    await local.server.must("figures.bulk.add", {
      entityId: image?.id,
      figures: [{ classTitle: "fog", geometryType: "alpha_mask" }],
    });
    expect((await start(local).import(folder, { as: "supervisely" })).conflicts).toHaveLength(0);
    expect(await stateOf(local)).toEqual(whole);
  });

  it("can go into one existing dataset", async () => {
    const local = await startLocal();
    const folder = await superviselyFolder();
    await rm(join(folder, "photos/datasets"), { recursive: true });
    await start(local).dataset("other").import(folder, { as: "supervisely" });
    expect((await start(local).datasets()).map(({ name, imagesCount }) => [name, imagesCount])).toEqual([["other", 3]]);
  });

  it("reports differences to the project's meta before anything is written", async () => {
    const local = await startLocal();
    const folder = await superviselyFolder();
    await start(local).ensureClasses({ road: "bitmap" });
    local.forget();
    const imported = start(local).import(folder, { as: "supervisely" });
    const fault = "class 'road' exists with shape bitmap, not polygon";
    expect((await imported.plan()).problems[0]).toContain(fault);
    expect(await failureOf(imported)).toMatchObject({ message: expect.stringContaining(fault) });
    await write(folder, "photos/ann/2.png.json", { size, tags: [], objects: [{ ...sign, classTitle: "sing" }] });
    expect(await failureOf(start(local).import(folder, { as: "supervisely" }))).toMatchObject({
      message: expect.stringContaining("has an object of class 'sing', which is missing in meta.json"),
    });
    await write(folder, "photos/ann/2.png.json", "{");
    expect(await failureOf(start(local).import(folder, { as: "supervisely" }))).toMatchObject({
      message: expect.stringContaining("2.png.json' is not JSON"),
    });
    expect(local.writes()).toEqual([]);
  });
});

const square = [2, 2, 10, 2, 10, 9, 2, 9];

async function cocoFolder(layout: { json: string; pictures: string }): Promise<string> {
  const folder = await makeFolder();
  await picture(folder, join(layout.pictures, "a.png"));
  await picture(folder, join(layout.pictures, "b.png"));
  const annotations = [
    { id: 1, image_id: 7, category_id: 3, segmentation: [square], iscrowd: 0 },
    { id: 2, image_id: 7, category_id: 5, segmentation: [square, [12, 2, 20, 2, 20, 9]], iscrowd: 0 },
    { id: 3, image_id: 7, category_id: 5, segmentation: { size: [16, 24], counts: [16, 4, 364] }, iscrowd: 1 },
    { id: 4, image_id: 8, category_id: 9, bbox: [3, 4, 5, 6] },
  ];
  await write(folder, layout.json, {
    images: [
      { id: 7, file_name: "a.png", ...size },
      { id: 8, file_name: "b.png" },
    ],
    annotations,
    categories: [
      { id: 3, name: "road" },
      { id: 5, name: "car" },
      { id: 9, name: "sign" },
      { id: 11, name: "none" },
    ],
  });
  return folder;
}

describe("an import of COCO", () => {
  it.each([
    { json: "annotations/instances.json", pictures: "images" },
    { json: "annotations/instances_train2017.json", pictures: "train2017" },
    { json: "annotations.json", pictures: "." },
    { json: "_annotations.coco.json", pictures: "." },
    { json: "train/_annotations.coco.json", pictures: "train" },
  ])("reads $json", async (layout) => {
    const local = await startLocal();
    const folder = await cocoFolder(layout);
    const { uploaded, refused } = await start(local).dataset("photos").import(folder, { as: "coco" });
    expect([uploaded.map(({ name }) => name), refused.length]).toEqual([["a.png", "b.png"], 0]);
    const { classes } = await start(local).meta();
    expect(classes.map(({ name, shape }) => [name, shape])).toEqual([
      ["road", "polygon"],
      ["car", "bitmap"],
      ["sign", "rectangle"],
      ["none", "any"],
    ]);
    const [first, second] = await start(local).images();
    const objects = (await local.api.annotation.download(first?.id ?? 0)).annotation.objects;
    expect(objects.map(({ classTitle, geometry }) => [classTitle, geometry.type])).toEqual([
      ["road", "polygon"],
      ["car", "bitmap"],
      ["car", "bitmap"],
    ]);
    expect(objects[2]?.geometry).toMatchObject({ area: 4, bbox: { left: 1, top: 0, right: 1, bottom: 3 } });
    const [box] = (await local.api.annotation.download(second?.id ?? 0)).annotation.objects;
    expect(box?.geometry.bbox).toMatchObject({ left: 3, top: 4, right: 7, bottom: 9 });
    const before = await stateOf(local);
    expect(await start(local).dataset("photos").import(folder, { as: "coco" })).toMatchObject({
      skipped: { length: 2 },
    });
    expect(await stateOf(local)).toEqual(before);
  });

  it("creates a dataset named like the folder or the part", async () => {
    const local = await startLocal();
    await start(local).import(await cocoFolder({ json: "annotations/instances_val.json", pictures: "val" }), {
      as: "coco",
    });
    expect((await start(local).datasets()).map(({ name }) => name)).toEqual(["val"]);
  });

  it.each([
    [{ images: [] }, "has no images"],
    [{ images: [{ id: 1, file_name: "../a.png" }] }, "names a picture outside the folder"],
    [
      { images: [{ id: 1, file_name: "a.png" }], annotations: [{ image_id: 2, category_id: 1 }] },
      "there is no image 2",
    ],
    [
      { images: [{ id: 1, file_name: "a.png" }], annotations: [{ image_id: 1, category_id: 1 }] },
      "there is no category 1",
    ],
    [{ images: 7 }, "images"],
  ])("rejects %j before anything is written", async (content, fault) => {
    const local = await startLocal();
    const project = start(local);
    await project;
    const folder = await makeFolder();
    await write(folder, "annotations.json", content);
    local.forget();
    expect(await failureOf(project.import(folder, { as: "coco" }))).toMatchObject({
      message: expect.stringContaining(fault),
    });
    expect(local.writes()).toEqual([]);
  });
});

it("import checks folder and format at the call", async () => {
  const local = await startLocal();
  const folder = await makeFolder();
  const imported = (given: string, settings: object) => () => start(local).import(given, settings as ImportSettings);
  expect(imported(join(folder, "gone"), { as: "coco" })).toThrow("no folder");
  expect(imported(folder, { as: "coco" })).toThrow("no COCO annotations");
  expect(imported(folder, { as: "supervisely" })).toThrow("no meta.json");
  expect(imported(folder, { as: "yolo" })).toThrow('settings.as is "yolo", expected one of "supervisely", "coco"');
  expect(imported(folder, {})).toThrow("settings.as");
  expect(imported("", { as: "coco" })).toThrow('folder is "", expected a path');
});

it("import names the invalid file and its error", () => {
  expect(() => parseJson("[]", z.object({ a: z.number() }))).toThrow("expected object");
  expect(() => readSuperviselyAnnotation('{"objects":[{"classTitle":"a"}]}')).toThrow("objects.0.geometryType");
});
