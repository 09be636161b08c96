import { describe, expect, it } from "vitest";
import { annotationWire, isEmptyAnnotation } from "../../../src/domain/formats/file-annotation.js";
import { type CocoEntry, cocoSize, readCoco, readCocoObject } from "../../../src/domain/formats/read-coco.js";
import { readSuperviselyAnnotation } from "../../../src/domain/formats/read-supervisely.js";

const categories = new Map([["1", "car"]]);
const size = { width: 7, height: 5 };
function object(segmentation: unknown, bbox?: number[]): CocoEntry {
  const { images } = readCoco(
    JSON.stringify({
      images: [{ id: 1, file_name: "a.png" }],
      categories: [{ id: 1, name: "car" }],
      annotations: [{ image_id: 1, category_id: 1, segmentation, bbox }],
    }),
  );
  const [entry] = images.flatMap(({ objects }) => objects);
  if (entry === undefined) throw new Error("there is no object");
  return entry;
}
const read = (segmentation: unknown, bbox?: number[]) => readCocoObject(object(segmentation, bbox), categories, size);

describe("an object", () => {
  it("of run lengths is the same in numbers and in text", () => {
    const numbers = read({ size: [5, 7], counts: [6, 2, 3, 2, 3, 2, 17] });
    const text = read({ size: [5, 7], counts: "623000>" });
    expect(numbers?.geometry.area).toBe(6);
    expect(numbers?.geometry.bbox).toMatchObject({ left: 1, top: 1, right: 3, bottom: 2 });
    expect(text?.geometry.toJSON()).toEqual(numbers?.geometry.toJSON());
    expect(cocoSize([object({ size: [5, 7], counts: [35] })])).toEqual(size);
  });

  it("without a pixel is undefined", () => {
    expect(read({ size: [5, 7], counts: [35] })).toBeUndefined();
    expect(read(null, [1, 1, 0, 3])).toBeUndefined();
  });

  it("of one polygon keeps its corners, clipped to the image", () => {
    expect(read([[0, 0, 7, 0, 6.9, 5]])?.geometry.toJSON()).toMatchObject({
      points: {
        exterior: [
          [0, 0],
          [6, 0],
          [6, 4],
        ],
      },
    });
  });

  it.each([
    [[[1, 1, 2, 2]], "at least 3 corners"],
    [{ size: [5, 7], counts: [34] }, "do not cover the image"],
    [{ size: [7, 5], counts: [35] }, "is 7 × 5, expected the size of the image, 5 × 7"],
    [{ size: [5, 7], counts: "\u00ff" }, "is not run-length encoded text"],
    [{ size: [5, 7], counts: "P" }, "is not run-length encoded text"],
    [null, "neither a segmentation nor a bbox"],
  ])("with segmentation %j is rejected", (segmentation, fault) => {
    expect(() => read(segmentation)).toThrow(fault);
  });
});

it("annotations of the Supervisely format are converted to the API's format", () => {
  const text = JSON.stringify({
    description: "",
    tags: [{ name: "night", value: null, id: 7 }],
    objects: [
      {
        classTitle: "sign",
        geometryType: "rectangle",
        id: 5,
        labelerLogin: "ana",
        customData: { a: 1 },
        points: {
          exterior: [
            [1, 1],
            [3, 2],
          ],
          interior: [],
        },
      },
    ],
  });
  const annotation = readSuperviselyAnnotation(text);
  expect(isEmptyAnnotation(annotation)).toBe(false);
  expect(annotationWire(annotation, size)).toEqual({
    description: "",
    size,
    tags: [{ name: "night" }],
    objects: [
      {
        classTitle: "sign",
        geometryType: "rectangle",
        customData: { a: 1 },
        description: "",
        tags: [],
        points: {
          exterior: [
            [1, 1],
            [4, 3],
          ],
          interior: [],
        },
      },
    ],
  });
});

it("a file may start with a byte order mark", () => {
  expect(readCoco('\ufeff{"images":[]}').images).toEqual([]);
});
