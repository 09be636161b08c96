/** Fills outlines, for annotators that draw bitmaps. */
import type { Xy } from "../../domain/geometry/mask.js";
import { Mask } from "../../domain/geometry/mask.js";
import { encodeBitmap } from "../../domain/geometry/mask-data.js";

/** Returns the geometry of a bitmap with the pixels inside an outline, at least one. */
export function bitmapOf(outline: readonly Xy[], width: number, height: number) {
  const clamp = (value: number, max: number) => Math.min(Math.max(Math.floor(value), 0), max - 1);
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
  const data = encodeBitmap(Mask.fromBytes(mask, { width: columns, height: rows }));
  return { bitmap: { data, origin: [left, top] } };
}

/** Returns the positions at which a horizontal line crosses an outline, from left to right. */
function crossings(outline: readonly Xy[], y: number): number[] {
  const found: number[] = [];
  for (const [at, [x1, y1]] of outline.entries()) {
    const [x2, y2] = outline[(at + 1) % outline.length]!;
    if (y1 <= y !== y2 <= y) found.push(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1));
  }
  return found.sort((a, b) => a - b);
}
