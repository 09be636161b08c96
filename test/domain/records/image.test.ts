import { describe, expect, it } from "vitest";
import { display, type RecordModel } from "../../../src/domain/display/display.js";

import { tableOf } from "../../../src/domain/display/record-display.js";

import {
  annotationSchema,
  figureSchema,
  ImageInfo,
  imageAnnotationSchema,
  imageSchema,
  imageTagSchema,
} from "../../../src/domain/records/image.js";

const times = { createdAt: "2019-07-18T15:39:57.377Z", updatedAt: "2019-07-18T15:39:57.377Z" };
const tag = { id: 1, tagId: 21, name: "situated", value: null, labelerLogin: "my_username", ...times };
const image = { id: 900, name: "lemons_1.jpg", datasetId: 10555, ...times };

describe("images", () => {
  it("reads one with only what is always there", () => {
    expect(imageSchema.parse(image)).toMatchObject({ link: null, size: null, labelsCount: 0, tags: [], meta: {} });
  });

  it("is frozen and drops what it does not know", () => {
    const read = imageSchema.parse({ ...image, later: 1 });
    expect(Object.isFrozen(read)).toBe(true);
    expect(read).not.toHaveProperty("later");
  });

  it("is strict on the dataset it lies in", () => {
    const { datasetId: _left, ...rest } = image;
    expect(imageSchema.safeParse(rest).error?.issues[0]?.path).toEqual(["datasetId"]);
  });

  it("shows a tag as its name, with its value where it has one", () => {
    const read = imageSchema.parse({ ...image, tags: [tag, { ...tag, id: 2, name: "weight", value: 12 }] });
    expect(tableOf(ImageInfo, [read]).rows[0]?.[5]).toEqual(["situated", "weight=12"]);
    const model = read[display]() as RecordModel;
    expect(model.fields.find(({ label }) => label === "tags")?.value).toEqual(["situated", "weight=12"]);
  });

  it("is strict on the tag's id", () => {
    expect(imageTagSchema.safeParse({ ...tag, tagId: undefined }).success).toBe(false);
  });
});

describe("annotations", () => {
  const figure = {
    id: 5,
    classId: 11,
    classTitle: "lemon",
    geometryType: "bitmap",
    bitmap: { data: "eJwB", origin: [3, 4] },
    tags: [{ name: "size", value: "small", tagId: 21 }],
    labelerLogin: "labeler_1",
  };
  const annotation = {
    description: "",
    tags: [{ name: "situated" }],
    size: { width: 20, height: 10 },
    objects: [figure],
  };

  it("keeps geometry and everything else as it came, so that it goes back as it came", () => {
    expect(annotationSchema.parse(annotation)).toEqual(annotation);
  });

  it("fills in what a fresh image has none of", () => {
    expect(annotationSchema.parse({ size: { width: 1, height: 1 } })).toMatchObject({
      objects: [],
      tags: [],
      description: "",
    });
  });

  it("is strict on the size and on the kind of geometry", () => {
    expect(annotationSchema.safeParse({ objects: [] }).success).toBe(false);
    expect(figureSchema.safeParse({ ...figure, geometryType: undefined }).success).toBe(false);
  });

  it("reads an image never annotated, without times", () => {
    const read = imageAnnotationSchema.parse({ imageId: 900, imageName: "lemons_1.jpg", annotation });
    expect(read.createdAt).toBeNull();
  });
});

it("objects of an annotation have their shape in whole pixels, beside the fields as they came", () => {
  const box = { id: 5, classTitle: "lemon", geometryType: "rectangle", later: 1 };
  const points = {
    exterior: [
      [10, 10],
      [60, 80],
    ],
    interior: [],
  };
  const wire = {
    size: { width: 60, height: 90 },
    objects: [
      { ...box, points },
      { geometryType: "hologram", beam: 2 },
    ],
  };
  const { objects } = annotationSchema.parse(wire);
  expect(objects[0]?.geometry).toMatchObject({ type: "rectangle", area: 3500, right: 59, bottom: 79 });
  expect(objects[0]?.geometry.toWire()).toEqual({ later: 1, points });
  expect(objects[1]?.geometry).toMatchObject({ type: "hologram", bbox: null });
  expect(JSON.parse(JSON.stringify(objects[0]))).toEqual({ ...box, classId: null, tags: [], points });
  expect(objects[0]?.geometry).toBe(objects[0]?.geometry);
});
