import { expect, it } from "vitest";
import { projectStatsSchema, statsOfDataset } from "../../../src/domain/records/project-stats.js";

const images = (id: number) => ({ id, name: `d${id}`, imagesMarked: id, imagesNotMarked: 0, imagesInDataset: id });
const tagged = (id: number) => ({ id, name: `d${id}`, imagesTagged: 0, imagesNotTagged: id, imagesInDataset: id });
const objects = (id: number) => ({ id, name: `d${id}`, objectsInDataset: 10 * id });
const untagged = (id: number) => ({ ...objects(id), objectsTagged: 0, objectsNotTagged: 10 * id });
const lemon = { id: 7, name: "lemon" };
const byClass = [{ objectClass: lemon, datasets: [{ id: 2, count: 20 }], total: 20 }];
const whole = projectStatsSchema.parse({
  images: { total: images(3), datasets: [images(1), images(2)], objectClasses: byClass },
  imageTags: { total: tagged(3), datasets: [tagged(1), tagged(2)], items: [] },
  objects: { total: objects(3), datasets: [objects(1), objects(2)], items: byClass },
  objectTags: { total: untagged(3), datasets: [untagged(1), untagged(2)], items: [] },
});

it("returns the statistics of one dataset, with 0 for classes without objects", () => {
  expect(statsOfDataset(whole, 2)?.objects).toMatchObject({
    total: { objectsInDataset: 20 },
    items: [{ objectClass: lemon, total: 20 }],
  });
  expect(statsOfDataset(whole, 1)?.images).toMatchObject({
    total: { imagesInDataset: 1 },
    objectClasses: [{ objectClass: lemon, total: 0 }],
  });
  expect(statsOfDataset(whole, 3)).toBeUndefined();
});
