import { describe, expect, it } from "vitest";
import {
  areaOf,
  geometryProblem,
  geometrySchema,
  inPixels,
  isWithin,
} from "../../../src/server/annotations/geometry.js";

const rectangle = {
  points: {
    exterior: [
      [10, 20],
      [110, 70],
    ],
    interior: [],
  },
};
const ring = {
  points: {
    exterior: [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
    ],
    interior: [
      [
        [2, 2],
        [4, 2],
        [4, 4],
        [2, 4],
      ],
    ],
  },
};
const bitmap = { bitmap: { data: "eJw=", origin: [5, 6] } };

describe("geometrySchema", () => {
  it("accepts each shape and keeps unknown fields", () => {
    expect(geometrySchema("rectangle").parse({ ...rectangle, other: 1 })).toEqual({ ...rectangle, other: 1 });
    expect(geometrySchema("bitmap").parse(bitmap)).toEqual(bitmap);
    expect(geometrySchema("graph").parse({ nodes: {} })).toEqual({ nodes: {} });
  });

  it.each([
    ["rectangle", { points: { exterior: [[1, 2]], interior: [] } }],
    [
      "polygon",
      {
        points: {
          exterior: [
            [1, 2],
            [3, 4],
          ],
          interior: [],
        },
      },
    ],
    [
      "polygon",
      {
        points: {
          exterior: [
            [1, "2"],
            [3, 4],
            [5, 6],
          ],
        },
      },
    ],
    ["point", {}],
    ["bitmap", { bitmap: { data: "", origin: [0, 0] } }],
    ["bitmap", { bitmap: { data: "eJw=", origin: [0.5, 0] } }],
  ])("rejects an invalid %s", (type, geometry) => {
    expect(geometrySchema(type).safeParse(geometry).success).toBe(false);
  });
});

describe("areaOf", () => {
  it("measures rectangles, and polygons without their holes", () => {
    expect(areaOf("rectangle", rectangle)).toBe(5000);
    expect(areaOf("polygon", ring)).toBe(96);
  });

  it("returns null for lines and bitmaps", () => {
    expect(areaOf("line", rectangle)).toBeNull();
    expect(areaOf("bitmap", bitmap)).toBeNull();
  });
});

describe("isWithin", () => {
  it("accepts points on the edge and none outside", () => {
    expect(isWithin(rectangle, 110, 70)).toBe(true);
    expect(isWithin(rectangle, 109, 70)).toBe(false);
    expect(
      isWithin(
        {
          points: {
            exterior: [
              [-1, 0],
              [1, 1],
            ],
          },
        },
        10,
        10,
      ),
    ).toBe(false);
    expect(isWithin(bitmap, 5, 6)).toBe(true);
    expect(isWithin(bitmap, 4, 6)).toBe(false);
  });
});

describe("inPixels", () => {
  it("moves a rectangle's right and bottom edge in by one pixel", () => {
    expect(inPixels("rectangle", rectangle, 200, 200)).toEqual({
      points: {
        exterior: [
          [10, 20],
          [109, 69],
        ],
        interior: [],
      },
    });
  });

  it("leaves a rectangle within one pixel unchanged", () => {
    const tiny = {
      points: {
        exterior: [
          [3, 3],
          [3.4, 3.4],
        ],
        interior: [],
      },
    };
    expect(inPixels("rectangle", tiny, 10, 10)).toEqual({
      points: {
        exterior: [
          [3, 3],
          [3, 3],
        ],
        interior: [],
      },
    });
  });

  it("rounds coordinates of other shapes down and keeps them on the image", () => {
    const line = {
      points: {
        exterior: [
          [1.9, 2.2],
          [10, 10],
        ],
        interior: [],
      },
    };
    expect(inPixels("line", line, 10, 10)).toEqual({
      points: {
        exterior: [
          [1, 2],
          [9, 9],
        ],
        interior: [],
      },
    });
    expect(inPixels("bitmap", bitmap, 10, 10)).toBe(bitmap);
  });
});

it("the error for an invalid geometry names its type and the field", () => {
  const fault = (type: string, given: unknown) => {
    const parsed = geometrySchema(type).safeParse(given);
    return parsed.success ? "" : geometryProblem(type, parsed.error);
  };
  expect(fault("bitmap", { points: {} })).toBe('the bitmap is invalid: "bitmap": is missing, expected object');
  expect(fault("line", { points: { exterior: [[1, 2]] } })).toBe("a line needs at least 2 points");
});
