import { execFile } from "node:child_process";
import { lstat, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { bitmap, multipolygon, point, polygon, rectangle } from "../../../src/domain/geometry/shapes.js";
import { pythonWithCoco } from "../../support/python-coco.js";
import { pythonWithSdk } from "../../support/python-sdk.js";
import { tempFolder } from "../../support/temp-folder.js";
import { type Local, openLocal, startLocal } from "../local.js";

const run = promisify(execFile);
const [coco, sdk] = [await pythonWithCoco(), await pythonWithSdk()];

const field = polygon(
  [
    [10, 10],
    [90, 10],
    [80, 70],
    [20, 75],
  ],
  [
    [
      [30, 30],
      [50, 30],
      [40, 50],
    ],
  ],
);
const corner = polygon([
  [100, 100],
  [140, 100],
  [120, 130],
]);
const size = { width: 400, height: 300 };
const names = [1, 2, 3, 4, 5, 6].map((at) => `fruits_0${at}.png`);

/** The seeded project with objects of several shapes on its first image, and a folder to export to. */
async function startDrawn() {
  const local = await startLocal();
  return { ...local, firstId: await draw(local), out: await newOut() };
}

/** Like {@link startDrawn}, for tests that only read from the instance: they share it. */
async function openDrawn() {
  shared ??= openLocal().then(async (local) => {
    await draw(local);
    return local;
  });
  return { ...(await shared), out: await newOut() };
}
let shared: Promise<Local> | undefined;
afterAll(async () => (await shared)?.close());

const newOut = async () => join(await tempFolder(), "out");

/** Draws on the first image; returns its id. */
async function draw({ project, api }: Local): Promise<number> {
  await project(5555)
    .ensureClasses({ box: "rectangle", road: "polygon", blob: "bitmap", parts: "any" })
    .ensureTags({
      level: ["low", "high"],
    });
  const images = await api.image.getList(10555);
  const objects = [
    { classTitle: "box", geometry: rectangle([5, 6], [54, 25]), tags: [{ name: "level", value: "high" }] },
    { classTitle: "road", geometry: polygon(field.exterior) },
    { classTitle: "road", geometry: field },
    { classTitle: "blob", geometry: bitmap(field.mask()) },
    { classTitle: "parts", geometry: multipolygon([field, corner]) },
  ];
  await api.annotation.uploadBatch(10555, [{ imageId: images[0]!.id, annotation: { size, objects } }]);
  return images[0]!.id;
}

async function readBy(python: { executable: string; prefix: string } | undefined, args: string[], env = {}) {
  const script = fileURLToPath(new URL("read-export.py", import.meta.url));
  const options = { env: { PATH: process.env.PATH, HOME: python?.prefix, ...env }, maxBuffer: 1 << 26 };
  const { stdout } = await run(python?.executable ?? "", [script, ...args], options);
  const last = stdout.trim().split("\n").at(-1) ?? "";
  return JSON.parse(last);
}

const filesOf = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

describe("an export as COCO", () => {
  it("contains polygons, RLE and all pictures", async () => {
    const { project, out } = await openDrawn();
    const result = await project(5555).images().export(out, { as: "coco" });
    expect(result).toMatchObject({
      format: "coco",
      images: 6,
      downloaded: 6,
      classes: { box: 1, road: 2, blob: 1, parts: 1 },
    });
    const { images, annotations, categories } = JSON.parse(
      await readFile(join(out, "annotations/instances.json"), "utf8"),
    );
    expect(images.map(({ file_name }: { file_name: string }) => file_name)).toEqual(names);
    expect(images[0]).toEqual({ id: 1, file_name: "fruits_01.png", ...size });
    expect(annotations[0]).toMatchObject({ id: 1, image_id: 1, area: 1000, bbox: [5, 6, 50, 20] });
    expect(annotations[1]).toMatchObject({ segmentation: [[10, 10, 90, 10, 80, 70, 20, 75]], iscrowd: 0 });
    expect(annotations[2].area).toBe(annotations[3].area);
    expect(categories[annotations[0].category_id - 1].name).toBe("box");
    expect(await filesOf(out)).toEqual(
      [".slylab-export.json", "annotations/instances.json", ...names.map((name) => `images/${name}`)].sort(),
    );
  });

  it.skipIf(coco === undefined)("has the areas and boxes that pycocotools computes", { timeout: 60_000 }, async () => {
    const { project, out } = await openDrawn();
    await project(5555).images().export(out, { as: "coco", pictures: "none" });
    const read = await readBy(coco, ["coco", join(out, "annotations/instances.json")]);
    expect(read.map(({ category, isEqual }: { category: string; isEqual: boolean }) => [category, isEqual])).toEqual(
      ["box", "road", "road", "blob", "parts"].map((name) => [name, true]),
    );
    expect(read[0].area).toBe(1000);
    expect(read[2].area).toBe(field.mask().area);
  });

  it("rejects unsupported shapes before anything is written", async () => {
    const { project, out, api, firstId } = await startDrawn();
    const spots = [1, 2, 3].map((at) => ({ classTitle: "parts", geometry: point(at, at) }));
    await api.annotation.uploadBatch(10555, [{ imageId: firstId, annotation: { size, objects: spots } }]);
    const chain = project(5555).images().export(out, { as: "coco" });
    await expect(chain).rejects.toThrow(`export '${out}' as 'coco': 'coco' does not support 3 objects of shape point`);
    expect((await chain.plan()).problems).toEqual(["'coco' does not support 3 objects of shape point"]);
    expect(await readdir(join(out, ".."))).toEqual([]);
  });
});

describe("an export as Supervisely", () => {
  it.skipIf(sdk === undefined)("is read by the SDK like its own downloads", { timeout: 110_000 }, async () => {
    const { project, out, server, api, firstId } = await startDrawn();
    await project(5555).ensureDataset("night/rain");
    const nested = (await project(5555).datasets()).find(({ name }) => name === "rain");
    await api.image.uploadIds(nested!.id, [firstId], { names: ["deep.png"] });
    await project(5555).images().export(out, { as: "supervisely" });
    const env = { SERVER_ADDRESS: server.address, API_TOKEN: server.token };
    const { ours, theirs } = await readBy(sdk, ["supervisely", out, "5555"], env);
    expect(Object.keys(ours.items)).toContain("night/rain/deep.png");
    expect(ours.items["dataset_01/fruits_01.png"][2].map(([name]: string[]) => name)).toHaveLength(5);
    expect(ours).toEqual(theirs);
  });
});

describe("an export as YOLO", () => {
  it("contains boxes for masks, relative to the picture's size", async () => {
    const { project, out } = await openDrawn();
    await project(5555).images().export(out, { as: "yolo" });
    const lines = (await readFile(join(out, "labels/fruits_01.txt"), "utf8")).trimEnd().split("\n");
    const { classes } = await project(5555).meta();
    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe(`${classes.findIndex(({ name }) => name === "box")} 0.075 0.053333 0.125 0.066667`);
    expect(await readFile(join(out, "labels/fruits_02.txt"), "utf8")).toBe("");
    expect(await readFile(join(out, "data.yaml"), "utf8")).toContain('  0: "kiwi"\n');
  });

  it("contains segments if all shapes are polygons or rectangles, with holes joined to the outline", async () => {
    const { api, project, out, firstId } = await startDrawn();
    await api.annotation.uploadBatch(10555, [
      { imageId: firstId, annotation: { size, objects: [{ classTitle: "road", geometry: field }] } },
    ]);
    await project(5555).images().export(out, { as: "yolo", pictures: "none" });
    const [, ...places] = (await readFile(join(out, "labels/fruits_01.txt"), "utf8")).trim().split(" ").map(Number);
    expect(places).toHaveLength(2 * (4 + 3 + 2));
  });
});

describe("an export as YOLO decides by the drawn shapes", () => {
  it("contains segments if nothing else is drawn, even if the project has a class of masks", async () => {
    const { api, project } = await startLocal();
    const out = join(await tempFolder(), "out");
    await project(5555).ensureClasses({ road: "polygon", blob: "bitmap" });
    const [first] = await project(5555).images();
    const firstId = first?.id ?? 0;
    await api.annotation.uploadBatch(10555, [
      { imageId: firstId, annotation: { size, objects: [{ classTitle: "road", geometry: field }] } },
    ]);
    await project(5555).images().export(out, { as: "yolo", pictures: "none" });
    expect(await readFile(join(out, "data.yaml"), "utf8")).toContain("# Segments");
  });
});

describe("an export as CSV", () => {
  it("contains one line per object, and no cell that a spreadsheet would execute", async () => {
    const { api, project, out, firstId } = await startDrawn();
    await api.image.rename(firstId, '=HYPERLINK("x").png');
    await project(5555).images().export(out, { as: "csv", pictures: "none" });
    const [head, first] = (await readFile(join(out, "objects.csv"), "utf8")).split("\r\n");
    expect(head).toMatch(/^dataset,image,image_width/);
    expect(first).toMatch(
      /^dataset_01,"'=HYPERLINK\(""x""\)\.png",400,300,[^,]*,box,rectangle,5,6,54,25,1000,level=high,/,
    );
  });
});

describe("a second export", () => {
  it("downloads only missing or changed pictures, and keeps files that slylab did not write", async () => {
    const { project, out, calls, forget } = await openDrawn();
    const images = () => project(5555).images();
    await images().export(out, { as: "coco" });
    const before = await readFile(join(out, "annotations/instances.json"));
    await rm(join(out, "images/fruits_02.png"));
    await writeFile(join(out, "images/fruits_03.png"), "spoiled");
    await writeFile(join(out, "notes.txt"), "mine");
    await mkdir(join(out, "labels.cache"));
    await writeFile(join(out, "labels.cache/one"), "kept");
    forget();
    expect(await images().export(out, { as: "coco" })).toMatchObject({ images: 6, downloaded: 2 });
    expect(calls.filter((method) => method === "images.bulk.download")).toHaveLength(1);
    expect(await readFile(join(out, "annotations/instances.json"))).toEqual(before);
    expect(await readFile(join(out, "notes.txt"), "utf8")).toBe("mine");
    expect(await readFile(join(out, "labels.cache/one"), "utf8")).toBe("kept");
    expect((await stat(join(out, "images/fruits_03.png"))).size).toBeGreaterThan(1000);
    expect(await readdir(join(out, ".."))).toEqual(["out"]);
  });

  it("continues an interrupted one", async () => {
    const { project, out } = await openDrawn();
    const images = () => project(5555).images();
    await images().export(out, { as: "supervisely" });
    await rename(out, `${out}.unfinished`);
    await rm(join(`${out}.unfinished`, "dataset_01/img/fruits_05.png"));
    expect(await images().export(out, { as: "supervisely" })).toMatchObject({ images: 6, downloaded: 1 });
    expect(await readdir(join(out, ".."))).toEqual(["out"]);
  });

  it("is written once by concurrent exports: the second downloads nothing", async () => {
    const { project, out } = await openDrawn();
    const one = project(5555).images().export(out, { as: "coco" });
    const other = project(5555).images().export(out, { as: "coco" });
    const downloaded = (await Promise.all([one, other])).map((result) => result.downloaded);
    expect(downloaded.sort()).toEqual([0, 6]);
    expect(await readdir(join(out, ".."))).toEqual(["out"]);
  });

  it("removes pictures of deleted images", async () => {
    const { project, api, out, firstId } = await startDrawn();
    await project(5555).images().export(out, { as: "coco" });
    await api.image.remove(firstId);
    await project(5555).images().export(out, { as: "coco" });
    expect((await filesOf(out)).filter((name) => name.includes("fruits_01"))).toEqual([]);
  });
});

describe("export", () => {
  it("rejects a folder that is not an export and invalid settings at the call", async () => {
    const { project, out } = await openDrawn();
    const images = project(5555).images();
    await mkdir(out);
    await writeFile(join(out, "a.txt"), "a");
    expect(() => images.export(out, { as: "coco" })).toThrow(/out" exists and is not an export of slylab/);
    expect(() => images.export(join(out, "a.txt"), { as: "coco" })).toThrow(/a\.txt" is a file/);
    expect(() => images.export("", { as: "coco" })).toThrow('export: folder is "", expected the path of a folder');
    expect(() => images.export("x", JSON.parse('{"as":"cocoo"}'))).toThrow('export: settings.as is "cocoo"');
    expect(() => images.export("x", JSON.parse('{"as":"coco","picture":"none"}'))).toThrow("unknown setting 'picture'");
    await images.export(join(out, "csv"), { as: "csv", pictures: "none" });
    expect(() => images.export(join(out, "csv"), { as: "yolo" })).toThrow(/is an export as 'csv'/);
    expect(await readFile(join(out, "a.txt"), "utf8")).toBe("a");
  });
});

describe("the path of an export", () => {
  it("may be a link to a folder, which is kept", async () => {
    const { project, out } = await openDrawn();
    await mkdir(`${out}-real`);
    onTestFinished(() => rm(`${out}-real`, { recursive: true }));
    await symlink(`${out}-real`, out);
    const exported = () => project(5555).images().export(out, { as: "coco", pictures: "none" });
    await exported();
    await exported();
    expect((await lstat(out)).isSymbolicLink()).toBe(true);
    expect(await filesOf(`${out}-real`)).toContain("annotations/instances.json");
  });

  it("is checked at the call: broken links, files in the path", async () => {
    const { project, out } = await openDrawn();
    const images = project(5555).images();
    await symlink(`${out}-gone`, out);
    expect(() => images.export(out, { as: "coco" })).toThrow(/is a broken link: no such file or folder/);
    await rm(out);
    await writeFile(out, "x");
    expect(() => images.export(join(out, "a/b"), { as: "coco" })).toThrow(/is not a folder/);
  });
});

describe("file names of an export", () => {
  it("stay inside the folder and are unique", async () => {
    const { project, api, out, firstId } = await startDrawn();
    await api.image.rename(firstId, "../../evil.png");
    const other = await api.dataset.create(5555, "..");
    await api.image.uploadIds(other.id, [firstId], { names: ["fruits_02.png"] });
    await project(5555).images().export(out, { as: "coco" });
    expect((await filesOf(out)).filter((name) => /evil|fruits_02/.test(name))).toEqual([
      "images/_/fruits_02.png",
      "images/dataset_01/.._.._evil.png",
      "images/dataset_01/fruits_02.png",
    ]);
    const { images } = z
      .object({ images: z.array(z.object({ file_name: z.string() })) })
      .parse(JSON.parse(await readFile(join(out, "annotations/instances.json"), "utf8")));
    for (const { file_name } of images) expect((await stat(join(out, "images", file_name))).isFile()).toBe(true);
  });
});

describe("images({ mark })", () => {
  it("selects the images to export; jobs export the accepted ones", async () => {
    const { team, project, job, as, out } = await startDrawn();
    const [made] = await team(8)
      .ensureAnnotator("ana", { password: "ana secret" })
      .job({ name: "a", dataset: 10555 })
      .create();
    const ana = as("ana", { password: "ana secret" });
    await ana.start(made!.id);
    await ana.mark(made!.id);
    expect(await project(5555).images({ mark: "done" })).toHaveLength(6);
    await ana.submit(made!.id);
    await job(made!.id).review(({ name }) => (name < "fruits_03" ? "accepted" : "rejected"));
    expect((await project(5555).images({ mark: "accepted" })).map(({ name }) => name)).toEqual(names.slice(0, 2));
    expect(await project(5555).dataset(10555).images({ mark: "rejected" })).toHaveLength(4);
    expect(await job(made!.id).images({ mark: "rejected" })).toHaveLength(4);
    expect(() => project(5555).images(JSON.parse('{"mark":"acepted"}'))).toThrow('images: filter.mark is "acepted"');
    const plan = await job(made!.id).export(out, { as: "supervisely" }).plan();
    expect(plan.steps.map(({ what }) => what)).toContain(`'${out}' as 'supervisely': 2 images`);
    expect(await job(made!.id).export(out, { as: "supervisely" })).toMatchObject({ images: 2 });
    expect(await readdir(join(out, "dataset_01/img"))).toEqual(names.slice(0, 2));
  });
});
