import { describe, expect, it } from "vitest";
import { Mask } from "../../../src/domain/geometry/mask.js";
import {
  alphaMask,
  bitmap,
  cuboid,
  graph,
  multipolygon,
  point,
  polygon,
  polyline,
  rectangle,
} from "../../../src/domain/geometry/shapes.js";

const square = polygon([
  [0, 0],
  [9, 0],
  [9, 9],
  [0, 9],
]);

describe("created shapes", () => {
  it("have an area and a box", () => {
    expect(rectangle([59, 79], [10, 10])).toMatchObject({ area: 3500, bbox: { left: 10, top: 10, width: 50 } });
    expect(square.area).toBe(81);
    expect(square.mask().area).toBe(100);
    const ring = polygon(square.exterior, [
      [
        [2, 2],
        [5, 2],
        [5, 5],
        [2, 5],
      ],
    ]);
    expect([ring.area, ring.mask().area, ring.mask().has(3, 3), ring.mask().has(1, 1)]).toEqual([72, 84, false, true]);
    expect(multipolygon([square, ring]).area).toBe(153);
    expect(
      polyline(
        [
          [0, 0],
          [3, 3],
        ].map(([x = 0, y = 0]) => [x, y] as const),
      ).mask().area,
    ).toBe(4);
    expect([point(3, 4).area, point(3, 4).mask().area]).toEqual([0, 1]);
    expect(graph({ nose: [4, 4], ear: { at: [9, 2], isDisabled: true } })).toMatchObject({
      area: 0,
      bbox: { right: 9 },
    });
    expect(
      bitmap(
        [
          [0, 1, 1],
          [0, 1, 0],
        ],
        [20, 30],
      ),
    ).toMatchObject({ area: 3, bbox: { left: 21, top: 30, width: 2 } });
    expect(
      alphaMask([
        [0, 0],
        [9, 255],
      ]).levels(),
    ).toMatchObject({ width: 2, height: 1, values: Uint8Array.of(9, 255) });
  });

  it("overlap in any combination, by their pixels", () => {
    expect(rectangle([0, 0], [9, 9]).iou(square)).toBe(1);
    expect(rectangle([0, 0], [9, 9]).iou(rectangle([5, 0], [14, 9]))).toBe(50 / 150);
    expect(rectangle([0, 0], [9, 9]).iou(bitmap(rectangle([5, 0], [14, 9]).mask()))).toBe(50 / 150);
    expect(rectangle([0, 0], [9, 9]).iou(point(4, 4))).toBe(1 / 100);
    expect(rectangle([0, 0], [9, 9]).iou(rectangle([20, 20], [29, 29]))).toBe(0);
    expect(
      polyline([
        [0, 5],
        [99, 5],
      ]).iou(rectangle([0, 0], [99, 9])),
    ).toBe(0.1);
    for (const shift of [1, 31, 32, 33, 70]) {
      const [one, other] = [rectangle([0, 0], [99, 3]), rectangle([shift, 1], [shift + 99, 4])];
      expect(one.mask().iou(other.mask())).toBe(one.iou(other));
      expect(other.mask().iou(one.mask())).toBe(one.iou(other));
    }
  });

  it("are sent in a server's coordinates", () => {
    expect(rectangle([10, 10], [59, 79]).toWire()).toEqual({
      points: {
        exterior: [
          [10, 10],
          [60, 80],
        ],
        interior: [],
      },
    });
    expect(point(3, 4).toWire()).toEqual({ points: { exterior: [[3.5, 4.5]], interior: [] } });
  });

  it.each([
    [() => rectangle([1, 2], JSON.parse("[3]")), "rectangle: opposite is [ 3 ], expected [x, y]"],
    [
      () =>
        polygon([
          [1, 2],
          [3, 4],
        ]),
      "polygon: exterior is [ [ 1, 2 ], [ 3, 4 ] ], expected at least 3 points",
    ],
    [
      () =>
        polygon(square.exterior, [
          [
            [1, 2],
            [3, 4],
            [5, NaN],
          ],
        ]),
      "polygon: holes[0] contains [ 5, NaN ], expected [x, y]",
    ],
    [() => polyline([[1, 2]]), "polyline: points is [ [ 1, 2 ] ], expected at least 2 points"],
    [
      () =>
        bitmap([
          [0, 0],
          [0, 0],
        ]),
      "bitmap: pixels is empty, expected at least one pixel above 0",
    ],
    [() => bitmap([[1], [1, 0]]), "bitmap: rows is [ [ 1 ], [ 1, 0 ] ], expected lists of numbers, all of one length"],
    [() => alphaMask([[256]]), "alphaMask: rows contains 256, expected numbers from 0 to 255"],
    [() => multipolygon([]), "multipolygon: parts is [], expected a non-empty list"],
    [() => graph({}), "graph: nodes is {}, expected at least one point by name"],
    [
      () =>
        cuboid(
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 1],
          ],
          [[0, 1, 2, 9]],
        ),
      "cuboid: faces is [ [ 0, 1, 2, 9 ] ]",
    ],
    [() => rectangle([0, 0], [1e9, 1e9]).mask(), "mask: size is 1000000001 × 1000000001 pixels, expected at most"],
  ])("reject invalid arguments: %#", (make, message) => {
    expect(make).toThrow(message);
  });
});

it("a mask has one bit per pixel, row by row, the lowest bit first", () => {
  const mask = Mask.fromBytes(Uint8Array.of(1, 0, 1, 0, 0, 0), { width: 3, height: 2 }, [5, 6]);
  expect([mask.stride, [...mask.bits], mask.area, mask.origin]).toEqual([1, [0b101, 0], 2, [5, 6]]);
  expect(mask.bbox).toEqual({ left: 5, top: 6, right: 7, bottom: 6, width: 3, height: 1 });
  expect([...mask.within({ width: 2, height: 2 }, [6, 5]).toBytes()]).toEqual([0, 0, 0, 1]);
  expect(Mask.fromBytes(new Uint8Array(4), { width: 2, height: 2 }).bbox).toBe(null);
});
