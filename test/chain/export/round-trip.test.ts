import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { bitmap, polygon, rectangle } from "../../../src/domain/geometry/shapes.js";
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
