/**
 * COCO's run-length encoding of masks: column by column, alternating lengths of runs of 0 and 1, starting with 0.
 * Polygons are filled by the rules of pycocotools, so that areas and boxes equal those that it computes.
 */
import { Mask, type PictureSize, type Xy } from "../geometry/mask.js";
import { tightMask } from "../geometry/mask-data.js";
import { InvalidFormatError } from "./file-annotation.js";

/** Lengths of runs, alternating between pixels outside and inside the object. */
export type Counts = readonly number[];

/** Encodes a mask on an image. */
export function countsOfMask(mask: Mask, { width, height }: PictureSize): Counts {
  const { origin, stride, bits } = mask;
  const counts: number[] = [];
  let [value, start] = [0, 0];
  const turn = (at: number) => {
    counts.push(at - start);
    [value, start] = [1 - value, at];
  };
  const [left, right] = [Math.max(origin[0], 0), Math.min(origin[0] + mask.width, width)];
  const [top, bottom] = [Math.max(origin[1], 0), Math.min(origin[1] + mask.height, height)];
  for (let x = left; x < right; x += 1) {
    const [word, shift] = [(x - origin[0]) >>> 5, (x - origin[0]) & 31];
    // Pixels above and below the mask's window are outside the object.
    if (value === 1 && top > 0) turn(x * height);
    for (let y = top; y < bottom; y += 1) {
      const bit = (bits[(y - origin[1]) * stride + word]! >>> shift) & 1;
      if (bit !== value) turn(x * height + y);
    }
    if (value === 1 && bottom < height) turn(x * height + bottom);
  }
  if (value === 1) turn(right * height);
  // The encoding has no empty run at the end.
  if (start < width * height) counts.push(width * height - start);
  return counts;
}

/** Encodes a polygon, filled like pycocotools does; `points` are in pixels. */
export function countsOfPolygon(points: readonly Xy[], { width, height }: PictureSize): Counts {
  const scale = 5;
  const fine = points.map(([x, y]) => [Math.trunc(scale * x + 0.5), Math.trunc(scale * y + 0.5)] as const);
  const border: Xy[] = [];
  for (const [at, from] of fine.entries()) walk(from, fine[(at + 1) % fine.length] ?? from, border);
  const corners: number[] = [];
  for (let at = 1; at < border.length; at += 1) {
    const [[x, y], [lastX, lastY]] = [border[at]!, border[at - 1]!];
    if (x === lastX) continue;
    const column = ((x < lastX ? x : x - 1) + 0.5) / scale - 0.5;
    if (!Number.isInteger(column) || column < 0 || column > width - 1) continue;
    const row = Math.ceil(Math.min(Math.max((Math.min(y, lastY) + 0.5) / scale - 0.5, 0), height));
    corners.push(column * height + row);
  }
  corners.push(width * height);
  corners.sort((one, other) => one - other);
  return merged(corners.map((index, at) => index - (corners[at - 1] ?? 0)));
}

/** Appends the points of a line, in steps of a fifth of a pixel, from `from` to `to`. */
function walk(from: Xy, to: Xy, border: Xy[]): void {
  let [[startX, startY], [endX, endY]] = [from, to];
  const [width, height] = [Math.abs(endX - startX), Math.abs(endY - startY)];
  const isWide = width >= height;
  const isBack = isWide ? startX > endX : startY > endY;
  if (isBack) [startX, startY, endX, endY] = [endX, endY, startX, startY];
  const length = isWide ? width : height;
  const slope = length === 0 ? 0 : (isWide ? endY - startY : endX - startX) / length;
  for (let step = 0; step <= length; step += 1) {
    const at = isBack ? length - step : step;
    border.push(
      isWide
        ? [startX + at, Math.trunc(startY + slope * at + 0.5)]
        : [Math.trunc(startX + slope * at + 0.5), startY + at],
    );
  }
}

/** Merges runs that are separated by an empty run. */
function merged(lengths: readonly number[]): Counts {
  const counts = [lengths[0] ?? 0];
  for (let at = 1; at < lengths.length; at += 1) {
    if (lengths[at]! > 0) counts.push(lengths[at]!);
    else {
      at += 1;
      if (at < lengths.length) counts[counts.length - 1]! += lengths[at]!;
    }
  }
  return counts;
}

/** Counts the pixels of the object. */
export function areaOfCounts(counts: Counts): number {
  return counts.reduce((sum, length, at) => (at % 2 === 1 ? sum + length : sum), 0);
}

/** Returns the bounding box of the pixels: left, top, width, height; all 0 for an empty mask. */
export function boxOfCounts(counts: Counts, height: number): readonly [number, number, number, number] {
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  let index = 0;
  for (const [at, length] of counts.entries()) {
    if (at % 2 === 1 && length > 0) {
      const last = index + length - 1;
      const [fromX, toX] = [Math.floor(index / height), Math.floor(last / height)];
      left = Math.min(left, fromX);
      right = Math.max(right, toX);
      top = Math.min(top, fromX < toX ? 0 : index % height);
      bottom = Math.max(bottom, fromX < toX ? height - 1 : last % height);
    }
    index += length;
  }
  return right < 0 ? [0, 0, 0, 0] : [left, top, right - left + 1, bottom - top + 1];
}

/** Formats runs as COCO's text: each run as the difference to the one two before it, in digits of 5 bits. */
export function textOfCounts(counts: Counts): string {
  let text = "";
  for (const [at, length] of counts.entries()) {
    let left = at > 2 ? length - counts[at - 2]! : length;
    for (let isMore = true; isMore; ) {
      const digit = left & 0x1f;
      left >>= 5;
      isMore = (digit & 0x10) !== 0 ? left !== -1 : left !== 0;
      text += String.fromCharCode((isMore ? digit | 0x20 : digit) + 48);
    }
  }
  return text;
}

/** Parses the text that {@link textOfCounts} writes. @throws {InvalidFormatError} a character is invalid */
export function countsOfText(text: string): Counts {
  const counts: number[] = [];
  for (let at = 0; at < text.length; ) {
    let value = 0;
    let shift = 0;
    for (let isMore = true; isMore; shift += 5) {
      const digit = text.charCodeAt(at) - 48;
      if (!(digit >= 0 && digit < 64))
        throw new InvalidFormatError("segmentation.counts: is not run-length encoded text");
      value += (digit & 0x1f) * 2 ** shift;
      isMore = (digit & 0x20) !== 0;
      at += 1;
      if (!isMore && (digit & 0x10) !== 0) value -= 2 ** (shift + 5);
    }
    counts.push(counts.length > 2 ? value + (counts[counts.length - 2] ?? 0) : value);
  }
  return counts;
}

/** Decodes runs that cover an image to a mask, cropped to its pixels. */
export function maskOfCounts(counts: Counts, { width, height }: PictureSize): Mask {
  const values = new Uint8Array(width * height);
  let index = 0;
  for (const [at, run] of counts.entries()) {
    const end = index + run;
    if (at % 2 === 0) index = end;
    else for (; index < end; index += 1) values[(index % height) * width + Math.floor(index / height)] = 1;
  }
  return tightMask({ width, height, values }, [0, 0]) ?? Mask.fromBytes(values, { width, height });
}
