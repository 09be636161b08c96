import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { readImageFormat } from "../../../src/base/pictures/image-format.js";
import { makeBmp } from "../../support/bmp.js";

const size = { width: 40, height: 30 };
const canvas = () =>
  sharp({ create: { ...size, channels: 3, background: "#aa3300", noise: { type: "gaussian", mean: 120, sigma: 40 } } });

/** Complete files by a descriptive name. */
const files: Record<string, Buffer> = {};
beforeAll(async () => {
  files.jpeg = await canvas().jpeg().toBuffer();
  files.progressive = await canvas().jpeg({ progressive: true }).toBuffer();
  files.png = await canvas().png().toBuffer();
  files.interlaced = await canvas().png({ progressive: true }).toBuffer();
  files.palette = await canvas().png({ palette: true }).toBuffer();
  files.webp = await canvas().webp().toBuffer();
  files.lossless = await canvas().webp({ lossless: true }).toBuffer();
  files.tiff = await canvas().tiff({ compression: "none" }).toBuffer();
  files.tiled = await canvas().tiff({ tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer();
  files.bigtiff = await canvas().tiff({ bigtiff: true }).toBuffer();
  files.bmp = makeBmp(40, 30);
  for (const format of ["jpeg", "png", "webp", "tiff"] as const) {
    files[`${format} on its side`] = await canvas().withMetadata({ orientation: 6 }).toFormat(format).toBuffer();
  }
});

const mimes = {
  jpeg: "image/jpeg",
  progressive: "image/jpeg",
  png: "image/png",
  interlaced: "image/png",
  palette: "image/png",
  webp: "image/webp",
  lossless: "image/webp",
  tiff: "image/tiff",
  tiled: "image/tiff",
  bigtiff: "image/tiff",
  bmp: "image/bmp",
};

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(content.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** A PNG whose header claims this size, with the data of a single row. */
function claiming(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const data = deflateSync(Buffer.alloc(64));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

describe("readImageFormat", () => {
  it.each(Object.entries(mimes))("reads %s", (name, mime) => {
    expect(readImageFormat(files[name]!)).toEqual({ mime, ...size });
  });

  it("reads JFIF and MPO as JPEG, with data after the image", () => {
    const two = Buffer.concat([files.jpeg!, files.jpeg!]);
    expect(readImageFormat(two)).toEqual({ mime: "image/jpeg", ...size });
    expect(readImageFormat(Buffer.concat([files.jpeg!, Buffer.alloc(100)]))).toEqual({ mime: "image/jpeg", ...size });
  });

  it.each(["jpeg", "png", "webp", "tiff"])("swaps width and height of a rotated %s", (format) => {
    expect(readImageFormat(files[`${format} on its side`]!)).toMatchObject({ width: 30, height: 40 });
  });

  it.each(Object.keys(mimes))("rejects a truncated %s, wherever it ends", (name) => {
    const whole = files[name]!;
    const ends = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98].map((share) => Math.floor(whole.length * share));
    for (const end of [...ends, whole.length - 2]) {
      expect(() => readImageFormat(whole.subarray(0, end)), `${name} ${end}`).toThrow(/truncated|supported format/);
    }
  });

  it("rejects a PNG with a changed byte", () => {
    const changed = Buffer.from(files.png!);
    changed[changed.length >> 1]! ^= 0xff;
    expect(() => readImageFormat(changed)).toThrow("damaged PNG");
  });

  it("rejects huge images, and images with too little data for their size", () => {
    expect(() => readImageFormat(claiming(200_000, 200_000))).toThrow("truncated");
    expect(() => readImageFormat(claiming(10_000, 10_000))).toThrow("truncated");
    const large = makeBmp(4, 4);
    large.writeInt32LE(0, 18);
    expect(() => readImageFormat(large)).toThrow("has no pixels");
  });

  it.each(["jpeg", "progressive"])("rejects a small %s that claims 15,000 × 15,000 pixels", (name) => {
    const small = Buffer.from(files[name]!);
    const frame = small.indexOf(Buffer.from([0xff, name === "jpeg" ? 0xc0 : 0xc2]));
    small.writeUInt16BE(15_000, frame + 5);
    small.writeUInt16BE(15_000, frame + 7);
    expect(() => readImageFormat(small)).toThrow("truncated JPEG");
  });

  it.each([
    ["uncompressed", 1, 40],
    ["Deflate", 8, 15_000],
  ])("rejects a TIFF with too few bytes for its size: %s", (_name, compression, side) => {
    expect(readImageFormat(makeTiff(8, 6, 1, 48))).toMatchObject({ width: 8, height: 6 });
    expect(() => readImageFormat(makeTiff(side, side, compression, 48))).toThrow("truncated TIFF");
  });

  it.each(["4:2:0", "4:4:4"])("accepts a large JPEG of one color, %s", async (chromaSubsampling) => {
    const flat = sharp({ create: { width: 4000, height: 3000, channels: 3, background: "#aa3300" } });
    const file = await flat.jpeg({ progressive: true, mozjpeg: true, quality: 1, chromaSubsampling }).toBuffer();
    expect(readImageFormat(file)).toMatchObject({ width: 4000, height: 3000 });
  });

  it.each([
    ["GIF", Buffer.from("GIF89a\x10\0\x09\0 and so on, long enough to be read", "latin1"), "GIF is not a supported"],
    ["text", Buffer.from("not an image, but long enough to be looked at"), "is not an image of a supported format"],
    ["nothing", Buffer.alloc(0), "is not an image of a supported format"],
    ["SVG", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"), "JPEG (also JFIF and MPO), PNG, BMP, WebP, TIFF"],
  ])("rejects %s", (_what, content, message) => {
    expect(() => readImageFormat(content)).toThrow(message);
  });
});

/** A TIFF of one strip of gray pixels. */
function makeTiff(width: number, height: number, compression: number, stripBytes: number): Buffer {
  const tags = [
    ...[
      [256, width],
      [257, height],
      [258, 8],
      [259, compression],
      [262, 1],
    ],
    ...[
      [273, 150],
      [277, 1],
      [278, height],
      [279, stripBytes],
    ],
  ] as const;
  const bytes = Buffer.alloc(150 + stripBytes);
  bytes.write("II*\0\x08\0\0\0", 0, "latin1");
  bytes.writeUInt16LE(tags.length, 8);
  for (const [index, [key = 0, value = 0]] of tags.entries()) {
    const at = 10 + index * 12;
    bytes.writeUInt16LE(key, at);
    bytes.writeUInt16LE(4, at + 2);
    bytes.writeUInt32LE(1, at + 4);
    bytes.writeUInt32LE(value, at + 8);
  }
  return bytes;
}
