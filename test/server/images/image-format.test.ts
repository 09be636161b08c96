import { describe, expect, it } from "vitest";
import { readImageFormat } from "../../../src/server/images/image-format.js";

/** Bytes from text and numbers, filled up to a length that a head has. */
function bytes(...parts: readonly (string | readonly number[])[]): Buffer {
  const head = Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part))),
  );
  return Buffer.concat([head, Buffer.alloc(Math.max(0, 40 - head.length))]);
}

describe("readImageFormat", () => {
  it("reads a JPEG's size from its frame, past other segments and fill bytes", () => {
    const app0 = [0xff, 0xe0, 0, 4, 1, 2];
    const frame = [0xff, 0xc2, 0, 17, 8, 0x01, 0x2c, 0x01, 0x90, 3];
    expect(readImageFormat(bytes([0xff, 0xd8], app0, [0xff], frame))).toEqual({
      mime: "image/jpeg",
      width: 400,
      height: 300,
    });
  });

  it("does not take a JPEG's table for its frame", () => {
    const huffman = [0xff, 0xc4, 0, 6, 9, 9, 9, 9];
    const frame = [0xff, 0xc0, 0, 17, 8, 0, 2, 0, 3, 3];
    expect(readImageFormat(bytes([0xff, 0xd8], huffman, frame))).toMatchObject({ width: 3, height: 2 });
  });

  it("reads a GIF", () => {
    expect(readImageFormat(bytes("GIF89a", [16, 0, 9, 0]))).toEqual({ mime: "image/gif", width: 16, height: 9 });
  });

  it("reads each kind of WebP", () => {
    const riff = (kind: string, ...rest: (string | readonly number[])[]) =>
      readImageFormat(bytes("RIFF", [0, 0, 0, 0], `WEBP${kind}`, [0, 0, 0, 0], ...rest));
    const webp = { mime: "image/webp", width: 300, height: 200 };
    expect(riff("VP8 ", [0, 0, 0, 0x9d, 1, 0x2a, 0x2c, 1, 200, 0])).toEqual(webp);
    const packed = 299 | (199 << 14);
    expect(riff("VP8L", [0x2f, packed & 255, (packed >> 8) & 255, (packed >> 16) & 255, packed >> 24])).toEqual(webp);
    expect(riff("VP8X", [0, 0, 0, 0, 0x2b, 1, 0, 199, 0, 0])).toEqual(webp);
    expect(riff("????")).toBeUndefined();
  });

  it("reads a BMP, also one that is stored top down", () => {
    const size = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >> 24) & 255];
    expect(readImageFormat(bytes("BM", new Array<number>(16).fill(0), size(7), size(-5)))).toEqual({
      mime: "image/bmp",
      width: 7,
      height: 5,
    });
  });

  it.each([
    ["text", Buffer.from("not an image, but long enough to be looked at")],
    ["nothing", Buffer.alloc(0)],
    ["a PNG's first bytes only", Buffer.from([0x89, 0x50, 0x4e, 0x47])],
    ["a JPEG without a frame", bytes([0xff, 0xd8, 0xff, 0xd9])],
    ["an image without pixels", bytes("GIF89a", [0, 0, 9, 0])],
  ])("takes %s for no image", (_what, content) => {
    expect(readImageFormat(content)).toBeUndefined();
  });
});
