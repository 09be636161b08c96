import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { alphaMask, bitmap, polygon, rectangle } from "../../../src/domain/geometry/shapes.js";
import { tempFolder } from "../../support/temp-folder.js";
import { startLocal } from "../local.js";

const size = { width: 400, height: 300 };
const road = polygon([
  [10, 10],
  [90, 10],
  [80, 70],
]);
const ring = polygon(road.exterior, [
  [
    [30, 20],
    [60, 20],
    [50, 40],
  ],
]);

/** A nested dataset of one image with everything that a format may omit. */
async function startFull() {
  const local = await startLocal();
  const out = join(await tempFolder(), "out");
  const place = local.team(8).ensureProject("full", {
    classes: { box: "rectangle", road: "polygon", blob: "bitmap", soft: "alpha_mask" },
    tags: { night: null, level: ["low", "high"] },
  });
  await place.ensureDataset("night/rain");
  const { id: projectId } = await place;
  const rain = (await local.project(projectId).datasets()).find(({ name }) => name === "rain")!;
  const [first] = await local.api.image.getList(10555);
  const [image] = await local.api.image.upload(rain.id, [
    { name: "a.png", hash: first!.hash ?? "", meta: { camera: "left" } },
  ]);
  const objects = [
    { classTitle: "box", geometry: rectangle([5, 6], [54, 25]), tags: [{ name: "level", value: "high" }] },
    { classTitle: "box", geometry: rectangle([200, 6], [254, 25]), customData: { by: "hand" } },
    { classTitle: "road", geometry: road, description: "wet" },
    { classTitle: "road", geometry: ring },
    { classTitle: "blob", geometry: bitmap(ring.mask()) },
    {
      classTitle: "soft",
      geometry: alphaMask(
        [
          [128, 255],
          [0, 64],
        ],
        [20, 20],
      ),
    },
  ];
  const annotation = { size, description: "a lane", tags: [{ name: "night" }], objects };
  await local.api.annotation.uploadBatch(rain.id, [{ imageId: image!.id, annotation }]);
  return { ...local, out, images: () => local.project(projectId).images() };
}

const beside = [
  ...["1 image tag", "1 object tag", "1 image description", "1 object description", "1 image with metadata"],
  "1 object with custom data",
];

it.each([
  {
    as: "coco",
    omitted: [...beside, "dataset path 'night/rain'"],
    converted: [
      "1 object of shape alpha_mask as a mask",
      "1 object of shape polygon with holes as a mask",
      "2 objects of shape rectangle as masks",
    ],
  },
  {
    as: "yolo",
    omitted: [...beside, "dataset path 'night/rain'"],
    converted: [
      ...["alpha_mask", "bitmap", "polygon", "polygon with holes"].map(
        (shape) => `1 object of shape ${shape} as a box`,
      ),
    ],
  },
  { as: "supervisely", omitted: [], converted: [] },
  { as: "csv", omitted: [], converted: [] },
] as const)("an export as $as lists what the format omits, in its plan and its result", async (of) => {
  const { images, out } = await startFull();
  const { as, omitted, converted } = of;
  const chain = images().export(out, { as });
  const said = (await chain.plan()).steps.map(({ what }) => what);
  for (const what of omitted) expect(said).toContain(`not in '${as}': ${what}`);
  for (const what of converted) expect(said).toContain(`written in another form: ${what}`);
  expect(said.filter((what) => /^(not in|written in another)/.test(what))).toHaveLength(
    omitted.length + converted.length,
  );
  expect(await chain).toMatchObject({ format: as, images: 1, objects: 6, omitted, converted });
});

it("writes tags, descriptions and custom data as columns in CSV, and as the SDK's files in Supervisely", async () => {
  const { images, out } = await startFull();
  await images().export(join(out, "csv"), { as: "csv", pictures: "none" });
  const lines = (await readFile(join(out, "csv/objects.csv"), "utf8")).split("\r\n");
  expect(lines[0]).toMatch(/,image_description,image_metadata,description,custom_data$/);
  expect(lines[2]).toMatch(/,a lane,"\{""camera"":""left""\}",,"\{""by"":""hand""\}"$/);
  expect(lines[3]).toMatch(/,a lane,"\{""camera"":""left""\}",wet,$/);
  await images().export(join(out, "sly"), { as: "supervisely", pictures: "none" });
  const meta = await readFile(join(out, "sly/night/datasets/rain/meta/a.png.json"), "utf8");
  expect(JSON.parse(meta)).toEqual({ camera: "left" });
});
