/** Masks as the API carries them: a PNG of one channel, packed by zlib, as base64. */
import { crc32, deflateSync } from "node:zlib";

type Point = readonly [x: number, y: number];

/** The pixels inside of an outline, as the geometry of a bitmap; at least one pixel. */
export function bitmapOf(outline: readonly Point[], width: number, height: number) {
  const clamp = (value: number, most: number) => Math.min(Math.max(Math.floor(value), 0), most - 1);
  const xs = outline.map(([x]) => clamp(x, width));
  const ys = outline.map(([, y]) => clamp(y, height));
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [columns, rows] = [Math.max(...xs) - left + 1, Math.max(...ys) - top + 1];
  const mask = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row += 1) {
    const edges = crossings(outline, top + row + 0.5);
    for (let at = 0; at + 1 < edges.length; at += 2) {
      const from = Math.max(0, Math.ceil(edges[at]! - left - 0.5));
      const to = Math.min(columns - 1, Math.floor(edges[at + 1]! - left - 0.5));
      mask.fill(255, row * columns + from, row * columns + Math.max(to + 1, from));
    }
  }
  if (!mask.includes(255)) mask[0] = 255;
  return { bitmap: { data: deflateSync(grayPng(columns, rows, mask)).toString("base64"), origin: [left, top] } };
}

/** Where a horizontal line crosses an outline, from left to right. */
function crossings(outline: readonly Point[], y: number): number[] {
  const found: number[] = [];
  for (const [at, [x1, y1]] of outline.entries()) {
    const [x2, y2] = outline[(at + 1) % outline.length]!;
    if (y1 <= y !== y2 <= y) found.push(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1));
  }
  return found.sort((a, b) => a - b);
}

function grayPng(width: number, height: number, values: Uint8Array): Buffer {
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row += 1) {
    rows.set(values.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.writeUInt8(8, 8);
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([
    signature,
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
}
