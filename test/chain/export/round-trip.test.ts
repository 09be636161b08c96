import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { alphaMask, bitmap, multipolygon, polygon, rectangle } from "../../../src/domain/geometry/shapes.js";
import { tempFolder } from "../../support/temp-folder.js";
import { startLocal } from "../local.js";

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

const corner = polygon([
  [100, 100],
  [140, 100],
  [120, 130],
]);
const levels = [
  [0, 40, 0],
  [255, 0, 128],
];

/** Reads all files of a folder. */
async function contentOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(
    files.map(async (file) => [file.slice(folder.length), await readFile(file, "base64")] as const),
  );
  return new Map(contents.sort(([one], [other]) => (one < other ? -1 : 1)));
}

it.each(["supervisely", "coco"] as const)(
  "an export as %s, imported and exported again, has the same bytes",
  async (as) => {
    const { project, team, api } = await startLocal();
    const folder = await tempFolder();
    await project(5555)
      .ensureClasses({ box: "rectangle", road: "polygon", blob: "bitmap" })
      .ensureTags({ level: ["low", "high"] });
    const [image] = await api.image.getList(10555);
    const objects = [
      { classTitle: "box", geometry: rectangle([5, 6], [54, 25]), tags: [{ name: "level", value: "high" }] },
      { classTitle: "road", geometry: road },
      { classTitle: "road", geometry: ring },
      { classTitle: "blob", geometry: bitmap(ring.mask()) },
    ];
    const annotation = { size: { width: 400, height: 300 }, objects };
    await api.annotation.uploadBatch(10555, [{ imageId: image!.id, annotation }]);
    const places = [0, 1, 2].map((at) => join(folder, String(at)));
    await project(5555).images().export(places[0]!, { as });
    for (const at of [1, 2]) {
      const copy = team(8).ensureProject(`copy ${at}`);
      await copy.import(places[at - 1]!, { as });
      await copy.images().export(places[at]!, { as });
    }
    const [first, second, third] = await Promise.all(places.map(contentOf));
    expect([...second!.keys()]).toEqual([...third!.keys()]);
    expect([...third!].filter(([name, content]) => second!.get(name) !== content).map(([name]) => name)).toEqual([]);
    expect(first!.size).toBe(second!.size);
  },
);

const oddNames = [
  "a, b.png",
  `"quoted" 'twice'.png`,
  "sub/../c.png",
  "..png",
  "\u00fcml\u00e4ut \u{1f34b}.png",
  "100% #1 &amp; <b>.png",
  "back\\slash.png",
  "con.png",
  "Same.png",
  "same.png",
  "no ending",
  `${"long ".repeat(45)}.png`,
];

it.each(["supervisely", "coco"] as const)(
  "an export as %s of odd names, masks and shapes with holes, imported and exported again, has the same bytes",
  async (as) => {
    const { project, team, api } = await startLocal();
    const folder = await tempFolder();
    const root = project(5555).ensureClasses({ road: "polygon", parts: "any", soft: "alpha_mask" });
    const [image] = await api.image.getList(10555);
    const datasets = {
      "night, rain": oddNames,
      "night; rain": oddNames.slice(0, 2),
      "\u00e9t\u00e9": oddNames.slice(0, 2),
    };
    for (const [name, names] of Object.entries(datasets)) {
      const { id } = await api.dataset.create(5555, name);
      await api.image.uploadIds(
        id,
        names.map(() => image!.id),
        { names },
      );
    }
    const objects = [
      { classTitle: "road", geometry: ring },
      {
        classTitle: "parts",
        geometry: multipolygon([ring, corner]),
      },
      {
        classTitle: "parts",
        geometry: polygon(
          [
            [0, 0],
            [399, 0],
            [399, 299],
            [0, 299],
          ],
          [
            [
              [0, 0],
              [30, 0],
              [30, 30],
              [0, 30],
            ],
          ],
        ),
      },
      { classTitle: "soft", geometry: alphaMask(levels, [7, 9]) },
    ];
    for (const dataset of await root.datasets()) {
      const images = await api.image.getList(dataset.id);
      const annotation = { size: { width: 400, height: 300 }, objects };
      const drawn = images.map(({ id: imageId }) => ({ imageId, annotation }));
      await api.annotation.uploadBatch(dataset.id, drawn);
    }
    const places = [0, 1, 2].map((at) => join(folder, String(at)));
    await project(5555).images().export(places[0]!, { as });
    for (const at of [1, 2]) {
      const copy = team(8).ensureProject(`copy ${at}`);
      const { uploaded, refused, omitted } = await copy.import(places[at - 1]!, { as });
      expect([uploaded.length, refused.length, omitted]).toEqual([6 + oddNames.length + 2 + 2, 0, []]);
      await copy.images().export(places[at]!, { as });
    }
    const [first, second, third] = await Promise.all(places.map(contentOf));
    expect([...second!.keys()]).toEqual([...first!.keys()]);
    expect([...third!].filter(([name, content]) => second!.get(name) !== content).map(([name]) => name)).toEqual([]);
    const isSame = as === "supervisely" ? second! : third!;
    const before = as === "supervisely" ? first! : second!;
    expect([...before].filter(([name, content]) => isSame.get(name) !== content).map(([name]) => name)).toEqual([]);
  },
);
