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
  it("reads one with only the required fields", () => {
    expect(imageSchema.parse(image)).toMatchObject({ link: null, size: null, labelsCount: 0, tags: [], meta: {} });
  });

  it("is frozen and drops unknown fields", () => {
    const read = imageSchema.parse({ ...image, later: 1 });
    expect(Object.isFrozen(read)).toBe(true);
    expect(read).not.toHaveProperty("later");
  });

  it("requires the id of the dataset", () => {
    const { datasetId: _left, ...rest } = image;
    expect(imageSchema.safeParse(rest).error?.issues[0]?.path).toEqual(["datasetId"]);
  });

  it("shows a tag as its name, with its value if it has one", () => {
    const read = imageSchema.parse({ ...image, tags: [tag, { ...tag, id: 2, name: "weight", value: 12 }] });
    expect(tableOf(ImageInfo, [read]).rows[0]?.[5]).toEqual(["situated", "weight=12"]);
    const model = read[display]() as RecordModel;
    expect(model.fields.find(({ label }) => label === "tags")?.value).toEqual(["situated", "weight=12"]);
  });

  it("requires the id of the tag", () => {
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

  it("keeps geometry and all other fields unchanged", () => {
    expect(annotationSchema.parse(annotation)).toEqual(annotation);
  });

  it("fills in the fields that a new image lacks", () => {
    expect(annotationSchema.parse({ size: { width: 1, height: 1 } })).toMatchObject({
      objects: [],
      tags: [],
      description: "",
    });
  });

  it("requires the size and the type of each geometry", () => {
    expect(annotationSchema.safeParse({ objects: [] }).success).toBe(false);
    expect(figureSchema.safeParse({ ...figure, geometryType: undefined }).success).toBe(false);
  });

  it("reads an image that was never annotated, without times", () => {
    const read = imageAnnotationSchema.parse({ imageId: 900, imageName: "lemons_1.jpg", annotation });
    expect(read.createdAt).toBeNull();
  });
});

it("objects of an annotation have their shape in whole pixels and their fields unchanged", () => {
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
