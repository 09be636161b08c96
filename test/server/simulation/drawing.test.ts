import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { drawnShapes, figuresBy } from "../../../src/server/simulation/drawing.js";
import { seededRandom } from "../../../src/server/simulation/seeded-random.js";
import { errorOf } from "../../../src/server/simulation/traits.js";
import { objectsOn } from "../../../src/server/simulation/truth.js";

const seedPicture = { name: "fruits_04.png", hash: null, width: 400, height: 300 };

type Exterior = { points: { exterior: [number, number][] } };

/** The corners of the box of a figure. */
function boxOf(geometry: object) {
  const { exterior } = (geometry as Exterior).points;
  const xs = exterior.map(([x]) => x);
  const ys = exterior.map(([, y]) => y);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

function iou(one: ReturnType<typeof boxOf>, other: ReturnType<typeof boxOf>): number {
  const width = Math.max(0, Math.min(one.right, other.right) - Math.max(one.left, other.left));
  const height = Math.max(0, Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top));
  const area = (box: typeof one) => (box.right - box.left) * (box.bottom - box.top);
  return (width * height) / (area(one) + area(other) - width * height);
}

const boxes = [
  { title: "lemon", shape: "rectangle" },
  { title: "kiwi", shape: "rectangle" },
];

function drawn(login: string, isSloppy = false, most = 99, classes = boxes, picture = seedPicture) {
  const error = errorOf({ sloppy: isSloppy });
  return figuresBy(error, objectsOn(picture, 1), classes, picture, most, seededRandom(1, login, picture.name));
}

describe("the objects that simulated people draw", () => {
  it("are the same for the same seed and person, and nearly the same for two people", () => {
    expect(drawn("ana")).toEqual(drawn("ana"));
    expect(drawn("ana")).not.toEqual(drawn("ben"));
    const [ana, ben] = ["ana", "ben"].map((login) => drawn(login).map(({ geometry }) => boxOf(geometry)));
    const best = ana!.map((box) => Math.max(...ben!.map((other) => iou(box, other))));
    expect(best.filter((value) => value > 0.75).length).toBeGreaterThanOrEqual(3);
  });

  it("are the fruits in the picture, within the job's classes and limit", () => {
    expect(drawn("ana").map(({ classTitle }) => classTitle)).toEqual(["lemon", "kiwi", "lemon", "kiwi"]);
    const lemons = drawn("ana", false, 99, [boxes[0]!]);
    expect(lemons.map(({ classTitle }) => classTitle)).toEqual(["lemon", "lemon"]);
    expect(drawn("ana", false, 1)).toHaveLength(1);
    expect(drawn("ana", false, 0)).toEqual([]);
    expect(drawn("ana", false, 99, [{ title: "bone", shape: "graph" }])).toEqual([]);
  });

  it("are less exact for a sloppy person", () => {
    const truth = drawn("ana");
    const quality = (isSloppy: boolean) => {
      let sum = 0;
      for (let person = 0; person < 40; person += 1) {
        const own = drawn(`p${person}`, isSloppy).map(({ geometry }) => boxOf(geometry));
        for (const { geometry } of truth) sum += Math.max(0, ...own.map((box) => iou(boxOf(geometry), box)));
      }
      return sum;
    };
    expect(quality(true)).toBeLessThan(quality(false) * 0.9);
  });

  it.each([...drawnShapes])("fit in the picture as %s, also in a picture of one pixel", (shape) => {
    const sizes = [
      [1, 1],
      [3, 1],
      [2, 900],
      [640, 480],
    ] as const;
    for (const [width, height] of sizes) {
      for (let person = 0; person < 30; person += 1) {
        const picture = { name: `${width}.png`, hash: `${person}`, width, height };
        const random = seededRandom(1, person);
        const figures = figuresBy(errorOf({}), objectsOn(picture, 1), [{ title: "thing", shape }], picture, 9, random);
        for (const { geometryType, geometry } of figures) {
          expect(geometryType).toBe(shape === "any" ? "rectangle" : shape);
          if (shape === "bitmap") {
            const { data, origin } = (geometry as { bitmap: { data: string; origin: [number, number] } }).bitmap;
            const png = inflateSync(Buffer.from(data, "base64"));
            expect(origin[0] + png.readUInt32BE(16)).toBeLessThanOrEqual(width);
            expect(origin[1] + png.readUInt32BE(20)).toBeLessThanOrEqual(height);
            continue;
          }
          const { left, top, right, bottom } = boxOf(geometry);
          expect(left >= 0 && top >= 0 && right <= width && bottom <= height).toBe(true);
          if (geometryType === "rectangle") expect(right > left && bottom > top).toBe(true);
        }
      }
    }
  });
});
