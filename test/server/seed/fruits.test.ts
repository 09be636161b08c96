import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { fruitPictures, pictureSize, readPicture } from "../../../src/server/seed/fruits.js";
import { drawPicture } from "../../support/fruit-drawing.js";

/** The color at a point of a picture that {@link drawPicture} made. */
function pixel(png: Buffer, x: number, y: number): number[] {
  const rows = inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)));
  const row = rows.subarray(y * (pictureSize.width * 3 + 1) + 1);
  const color = [0, 0, 0];
  for (let at = 0; at <= x * 3 + 2; at += 1) color[at % 3] = ((color[at % 3] ?? 0) + (row[at] ?? 0)) & 255;
  return color;
}

describe("drawPicture", () => {
  it("draws the same picture each time, whatever was drawn before", () => {
    const empty = drawPicture([]);
    const lemon = { kind: "lemon", x: 200, y: 150, radius: 80, angle: 0.3 } as const;
    expect(drawPicture([lemon]).equals(drawPicture([lemon]))).toBe(true);
    expect(drawPicture([]).equals(empty)).toBe(true);
    expect(drawPicture([lemon]).equals(empty)).toBe(false);
  });

  it("paints a lemon yellow and a kiwi green on brown wood", () => {
    const picture = drawPicture([
      { kind: "lemon", x: 100, y: 150, radius: 60, angle: 0 },
      { kind: "kiwi", x: 300, y: 150, radius: 60, angle: 0 },
    ]);
    const [lemonRed = 0, lemonGreen = 0, lemonBlue = 0] = pixel(picture, 110, 160);
    expect(lemonRed > 200 && lemonGreen > 150 && lemonBlue < 120).toBe(true);
    const [kiwiRed = 0, kiwiGreen = 0, kiwiBlue = 0] = pixel(picture, 300, 186);
    expect(kiwiGreen > kiwiRed && kiwiGreen > kiwiBlue + 50).toBe(true);
    const [red = 0, green = 0, blue = 0] = pixel(picture, 200, 40);
    expect(red > green && green > blue).toBe(true);
  });

  it("cuts a fruit at the picture's edge", () => {
    expect(() => drawPicture([{ kind: "lemon", x: 0, y: 0, radius: 90, angle: 1 }])).not.toThrow();
  });
});

describe("the seed's pictures", () => {
  it.each(fruitPictures)("$name shows the fruits listed for it", ({ name, fruits }) => {
    expect(readPicture(name).equals(drawPicture(fruits))).toBe(true);
  });
});
