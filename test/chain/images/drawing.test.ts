import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { type ColoredFigure, shapesSvg } from "../../../src/chain/images/drawing.js";
import { shrink } from "../../../src/chain/images/thumbnail.js";

const canvas = { width: 50, height: 50, scale: 0.5 };
const object = (geometryType: string, geometry: object, more: Partial<ColoredFigure> = {}): ColoredFigure => ({
  figure: { id: null, classId: null, classTitle: "a", geometryType, tags: [], ...geometry },
  color: "#ff0000",
  ...more,
});
const svg = (...given: Parameters<typeof object>) => shapesSvg([object(...given)], canvas) ?? "";
const points = (exterior: number[][], interior: number[][][] = []) => ({ points: { exterior, interior } });

describe("objects on a thumbnail", () => {
  it("are drawn as rectangles, polygons with holes, lines and points, in the thumbnail's scale", () => {
    expect(
      svg(
        "rectangle",
        points([
          [10, 20],
          [30, 40],
        ]),
      ),
    ).toContain('d="M5 10L15 10L15 20L5 20Z"');
    const holed = svg(
      "polygon",
      points(
        [
          [0, 0],
          [40, 0],
          [40, 40],
        ],
        [
          [
            [20, 10],
            [30, 10],
            [30, 20],
          ],
        ],
      ),
    );
    expect(holed).toContain('d="M0 0L20 0L20 20ZM10 5L15 5L15 10Z"');
    expect(holed).toContain('fill-rule="evenodd"');
    expect(
      svg(
        "line",
        points([
          [0, 0],
          [10, 10],
        ]),
      ),
    ).toContain('d="M0 0L5 5" fill="none"');
    expect(svg("point", points([[10, 10]]))).toContain('<circle cx="5" cy="5"');
  });

  it("are drawn as graphs with the edges of their class", () => {
    const nodes = { nodes: { a: { loc: [0, 0] }, b: { loc: [10, 10] }, c: { loc: [20, 0] } } };
    const drawn = svg("graph", nodes, {
      edges: [
        ["a", "b"],
        ["b", "gone"],
      ],
    });
    expect(drawn.match(/<circle/g)).toHaveLength(3);
    expect(drawn).toContain('d="M0 0L5 5"');
  });

  it("are left out if their shape is damaged or unknown", () => {
    for (const given of [{}, points([]), { points: { exterior: [["x", 1]] } }, { nodes: { a: {} } }, { nodes: [] }])
      expect(svg("polygon", given)).toBe("");
  });

  it("are drawn as masks, transparent or black and white; damaged masks are left out", async () => {
    const photo = await sharp({ create: { width: 40, height: 40, channels: 3, background: "#000000" } })
      .png()
      .toBuffer();
    const maskPixels = new Uint8Array(10 * 10 * 4).map((_none, at) => (at % 40 < 20 ? 255 : 0));
    const clear = await sharp(maskPixels, { raw: { width: 10, height: 10, channels: 4 } })
      .png()
      .toBuffer();
    const opaque = await sharp(clear).flatten({ background: "#000000" }).png().toBuffer();
    for (const png of [clear, opaque]) {
      const bitmap = { data: deflateSync(png).toString("base64"), origin: [20, 20] };
      const picture = await shrink(photo, { width: 40, height: 40 }, [object("bitmap", { bitmap })]);
      const data = await sharp(Buffer.from(picture!.src.split(",")[1]!, "base64"))
        .raw()
        .toBuffer();
      const redAt = (x: number, y: number) => data[(y * 40 + x) * 3] ?? 0;
      expect(redAt(22, 25)).toBeGreaterThan(80);
      expect(redAt(28, 25)).toBeLessThan(40);
      expect(redAt(5, 5)).toBeLessThan(20);
    }
    for (const data of ["", "AAAA", deflateSync(Buffer.from("no picture")).toString("base64")]) {
      const bitmap = { data, origin: [0, 0] };
      expect(await shrink(photo, { width: 40, height: 40 }, [object("bitmap", { bitmap })])).not.toBeNull();
    }
  });
});
