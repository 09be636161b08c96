import { crc32, inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readImageFormat } from "../../../src/server/images/image-format.js";
import { encodePng } from "../../../src/server/seed/png.js";

describe("encodePng", () => {
  const rgb = Uint8Array.from([255, 0, 0, 0, 255, 0, 10, 20, 30, 250, 240, 230]);
  const png = encodePng(2, 2, rgb);

  it("is a PNG of that size", () => {
    expect(readImageFormat(png)).toEqual({ mime: "image/png", width: 2, height: 2 });
  });

  it("frames each chunk with its length and checksum", () => {
    const types: string[] = [];
    for (let at = 8; at < png.length; ) {
      const length = png.readUInt32BE(at);
      const body = png.subarray(at + 4, at + 8 + length);
      expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(body));
      types.push(body.toString("latin1", 0, 4));
      at += 12 + length;
    }
    expect(types).toEqual(["IHDR", "IDAT", "IEND"]);
  });

  it("keeps every pixel: each is the difference to its left neighbour", () => {
    const length = png.readUInt32BE(33);
    const rows = inflateSync(png.subarray(41, 41 + length));
    expect([...rows]).toEqual([1, 255, 0, 0, 1, 255, 0, 1, 10, 20, 30, 240, 220, 200]);
  });
});
