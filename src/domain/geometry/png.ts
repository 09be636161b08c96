/** Decodes and encodes the PNGs of masks: 8 bits per sample when read, 1 or 8 bits per pixel when written. */
import { crc32, deflateSync, inflateSync } from "node:zlib";

/** A PNG that cannot be read. The message completes a sentence about the PNG. */
export class PngError extends Error {}

/** The samples of a PNG, row by row; 16-bit samples keep their upper byte, or 1 if only the lower one is set. */
export interface Samples {
  readonly width: number;
  readonly height: number;
  /** Samples per pixel: 1 for gray or palette index, 2 for gray and alpha, 3 for RGB, 4 for RGBA. */
  readonly channels: number;
  readonly values: Uint8Array;
  /** RGB of each palette color; undefined without a palette. */
  readonly palette?: Uint8Array | undefined;
  /** With a palette: the alpha of its first colors; the others are opaque. For gray and RGB: the transparent color. */
  readonly transparency?: Uint8Array | undefined;
}

const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
// Without a limit, a few compressed bytes could fill the memory.
const maxBytes = 2 ** 30;

/** Decodes a PNG. @throws {PngError} not a PNG, truncated, or interlaced */
export function decodePng(bytes: Buffer): Samples {
  if (!bytes.subarray(0, 8).equals(signature)) throw new PngError("it is not a PNG");
  let head: { width: number; height: number; depth: number; color: number; interlaced: number } | undefined;
  let [palette, transparency]: (Uint8Array | undefined)[] = [];
  const parts: Buffer[] = [];
  for (let at = 8; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const kind = bytes.toString("latin1", at + 4, at + 8);
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (body.length < length) throw new PngError("it is truncated");
    if (kind === "IHDR" && length >= 13) {
      const [width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)];
      head = { width, height, depth: body[8] ?? 0, color: body[9] ?? 0, interlaced: body[12] ?? 0 };
    } else if (kind === "PLTE") palette = body;
    else if (kind === "tRNS") transparency = body;
    else if (kind === "IDAT") parts.push(body);
    else if (kind === "IEND") break;
    at += length + 12;
  }
  if (head === undefined) throw new PngError("it has no header");
  const { width, height, depth, color, interlaced } = head;
  const channels = channelsOf[color];
  if (channels === undefined || ![1, 2, 4, 8, 16].includes(depth))
    throw new PngError("its color type or bit depth is invalid");
  if (interlaced !== 0) throw new PngError("it is interlaced");
  const stride = Math.ceil((width * channels * depth) / 8);
  if (width === 0 || height === 0 || (stride + 1) * height > maxBytes) throw new PngError("its size is invalid");
  const raw = inflated(Buffer.concat(parts), (stride + 1) * height);
  const rows = unfiltered(raw, { stride, height, step: Math.max(1, (channels * depth) >> 3) });
  const values = samplesOf(rows, { width, height, channels, depth, stride });
  return { width, height, channels, values, palette, transparency };
}

function inflated(bytes: Buffer, length: number): Buffer {
  let raw: Buffer;
  try {
    raw = inflateSync(bytes, { maxOutputLength: length + 65536 });
  } catch {
    throw new PngError("its pixels cannot be decompressed");
  }
  if (raw.length < length) throw new PngError("it is truncated");
  return raw;
}

/** Undoes the filter of each row; `step` is the distance in bytes to the previous pixel. */
function unfiltered(raw: Buffer, shape: { stride: number; height: number; step: number }): Uint8Array {
  const { stride, height, step } = shape;
  const rows = new Uint8Array(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)] ?? 0;
    const from = y * (stride + 1) + 1;
    const to = y * stride;
    if (filter === 0) {
      rows.set(raw.subarray(from, from + stride), to);
      continue;
    }
    for (let x = 0; x < stride; x += 1) {
      const left = x < step ? 0 : rows[to + x - step]!;
      const up = y === 0 ? 0 : rows[to + x - stride]!;
      const corner = x < step || y === 0 ? 0 : rows[to + x - stride - step]!;
      rows[to + x] = raw[from + x]! + predicted(filter, left, up, corner);
    }
  }
  return rows;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) throw new PngError(`its filter ${filter} is unknown`);
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function samplesOf(
  rows: Uint8Array,
  shape: { width: number; height: number; channels: number; depth: number; stride: number },
): Uint8Array {
  const { width, height, channels, depth, stride } = shape;
  if (depth === 8) return rows;
  const inRow = width * channels;
  const values = new Uint8Array(inRow * height);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < inRow; x += 1, at += 1) {
      if (depth === 16) {
        const upper = rows[y * stride + 2 * x]!;
        values[at] = upper === 0 && rows[y * stride + 2 * x + 1] !== 0 ? 1 : upper;
      } else {
        const bit = x * depth;
        values[at] = (rows[y * stride + (bit >> 3)]! >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
      }
    }
  }
  return values;
}

function chunk(kind: string, body: Uint8Array): Buffer {
  const bytes = Buffer.alloc(body.length + 12);
  bytes.writeUInt32BE(body.length, 0);
  bytes.write(kind, 4, "latin1");
  bytes.set(body, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + body.length)), 8 + body.length);
  return bytes;
}

function png(
  head: readonly number[],
  size: { width: number; height: number },
  more: Buffer[],
  rows: Uint8Array,
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size.width, 0);
  header.writeUInt32BE(size.height, 4);
  header.set(head, 8);
  const pixels = chunk("IDAT", deflateSync(rows));
  return Buffer.concat([signature, chunk("IHDR", header), ...more, pixels, chunk("IEND", new Uint8Array(0))]);
}

/** Encodes a PNG of two colors, transparent and white. `rows` has 1 bit per pixel and a filter byte 0 before each row. */
export function encodeBits(rows: Uint8Array, size: { width: number; height: number }): Buffer {
  const colors = [chunk("PLTE", Uint8Array.of(0, 0, 0, 255, 255, 255)), chunk("tRNS", Uint8Array.of(0))];
  return png([1, 3, 0, 0, 0], size, colors, rows);
}

/** Encodes a grayscale PNG in which 0 is transparent. `rows` has 1 byte per pixel and a filter byte 0 before each row. */
export function encodeGray(rows: Uint8Array, size: { width: number; height: number }): Buffer {
  return png([8, 0, 0, 0, 0], size, [chunk("tRNS", Uint8Array.of(0, 0))], rows);
}
