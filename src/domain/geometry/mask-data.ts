/** Encodes and decodes masks like the official SDK: base64 of a zlib-compressed PNG. */
import { deflateSync, inflateSync } from "node:zlib";
import { shown } from "../arguments/shown.js";
import { badArgument } from "../errors.js";
import { Mask, type Xy } from "./mask.js";
import { decodePng, encodeBits, encodeGray, PngError, type Samples } from "./png.js";

/** One byte per pixel, row by row. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array;
}

const maxBytes = 2 ** 28;

function picture(data: string): { samples: Samples; isPacked: boolean } {
  const bytes = Buffer.from(data, "base64");
  // Very old masks are a PNG without the outer zlib compression.
  const isPacked = bytes[0] !== 137;
  let png = bytes;
  if (isPacked) {
    try {
      png = inflateSync(bytes, { maxOutputLength: maxBytes });
    } catch {
      throw new PngError("it is not base64 of zlib data");
    }
  }
  return { samples: decodePng(png), isPacked };
}

function read<T>(data: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PngError)) throw error;
    const expected = "expected base64 of zlib-compressed PNG bytes";
    throw badArgument("mask", "data", `data is ${shown(data)}, ${expected}: ${error.message}`);
  }
}

/** Decodes a bitmap: pixels that are not transparent, or not black if the PNG has no transparency. */
export function decodeBitmap(data: string): Plane {
  return read(data, () => {
    const { samples, isPacked } = picture(data);
    const { width, height, channels, values, palette, transparency } = samples;
    const count = width * height;
    const isSet = new Uint8Array(count);
    const alphaOf = channels === 2 || channels === 4 ? channels - 1 : undefined;
    if (!isPacked && alphaOf === undefined && palette === undefined && channels === 3) {
      for (let at = 0; at < count; at += 1) {
        isSet[at] = values[at * 3] !== 0 || values[at * 3 + 1] !== 0 || values[at * 3 + 2] !== 0 ? 1 : 0;
      }
    } else if (alphaOf !== undefined) {
      for (let at = 0; at < count; at += 1) isSet[at] = values[at * channels + alphaOf] === 0 ? 0 : 1;
    } else if (palette !== undefined) {
      if (transparency === undefined) throw new PngError("it has colors and no transparency");
      for (let at = 0; at < count; at += 1) isSet[at] = transparency[values[at]!] === 0 ? 0 : 1;
    } else if (channels === 1) {
      for (let at = 0; at < count; at += 1) isSet[at] = values[at] === 0 ? 0 : 1;
    } else throw new PngError("it has colors and no transparency");
    return { width, height, values: isSet };
  });
}

/** Decodes the opacity of each pixel of an alpha mask, 0 to 255. */
export function decodeAlpha(data: string): Plane {
  return read(data, () => {
    const { width, height, channels, values, palette } = picture(data).samples;
    const count = width * height;
    if (channels === 1 && palette === undefined) return { width, height, values };
    const levels = new Uint8Array(count);
    for (let at = 0; at < count; at += 1) {
      const [from, colors] = palette === undefined ? [at * channels, values] : [values[at]! * 3, palette];
      const [red = 0, green = 0, blue = 0] = colors.subarray(from, from + 3);
      levels[at] = channels === 2 ? red : Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
    }
    return { width, height, values: levels };
  });
}

/** Converts a plane to the mask of its nonzero pixels, cropped to them; returns undefined if all are 0. */
export function tightMask(plane: Plane, origin: Xy): Mask | undefined {
  const mask = Mask.fromBytes(plane.values, plane, origin);
  const box = mask.bbox;
  if (box === null) return undefined;
  if (box.width === mask.width && box.height === mask.height) return mask;
  return mask.within(box, [box.left, box.top]);
}

/** Encodes a bitmap. */
export function encodeBitmap(mask: Mask): string {
  const { width, height, stride, bits } = mask;
  const inRow = (width + 7) >> 3;
  const rows = new Uint8Array((inRow + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let byte = 0; byte < inRow; byte += 1) {
      const eight = (bits[y * stride + (byte >> 2)]! >>> ((byte & 3) * 8)) & 0xff;
      rows[y * (inRow + 1) + 1 + byte] = reversed(eight);
    }
  }
  return packed(encodeBits(rows, mask));
}

/** Encodes an alpha mask. */
export function encodeAlpha({ width, height, values }: Plane): string {
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y += 1) rows.set(values.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return packed(encodeGray(rows, { width, height }));
}

function packed(png: Buffer): string {
  return deflateSync(png).toString("base64");
}

/** Reverses the bits of a byte: a PNG has its leftmost pixel in the highest bit. */
function reversed(byte: number): number {
  let bits = ((byte & 0xf0) >> 4) | ((byte & 0x0f) << 4);
  bits = ((bits & 0xcc) >> 2) | ((bits & 0x33) << 2);
  return ((bits & 0xaa) >> 1) | ((bits & 0x55) << 1);
}
