/**
 * Run-length encoding of masks as COCO has it: column by column, the lengths of runs of 0 and 1 in turn, first of 0.
 * Polygons are filled by pycocotools' own rules, so that areas and boxes in a file are those that it computes.
 */
import type { Mask, PictureSize, Xy } from "../geometry/mask.js";

/** Lengths of runs, in turn of pixels that do not belong to the object and of pixels that do. */
export type Counts = readonly number[];

/** The runs of a mask on a picture. */
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
    // Pixels above and below the mask's window do not belong to the object.
    if (value === 1 && top > 0) turn(x * height);
    for (let y = top; y < bottom; y += 1) {
      const bit = (bits[(y - origin[1]) * stride + word]! >>> shift) & 1;
      if (bit !== value) turn(x * height + y);
    }
    if (value === 1 && bottom < height) turn(x * height + bottom);
  }
  if (value === 1) turn(right * height);
  // No run of no length at the end.
  if (start < width * height) counts.push(width * height - start);
  return counts;
}

/** The runs of a polygon, as pycocotools fills it; `points` in pixels. */
export function countsOfPolygon(points: readonly Xy[], { width, height }: PictureSize): Counts {
  const scale = 5;
  const fine = points.map(([x, y]) => [Math.trunc(scale * x + 0.5), Math.trunc(scale * y + 0.5)] as const);
  const border: Xy[] = [];
  for (const [at, from] of fine.entries()) walk(from, fine[(at + 1) % fine.length] ?? from, border);
  const places: number[] = [];
  for (let at = 1; at < border.length; at += 1) {
    const [[x, y], [lastX, lastY]] = [border[at]!, border[at - 1]!];
    if (x === lastX) continue;
    const column = ((x < lastX ? x : x - 1) + 0.5) / scale - 0.5;
    if (!Number.isInteger(column) || column < 0 || column > width - 1) continue;
    const row = Math.ceil(Math.min(Math.max((Math.min(y, lastY) + 0.5) / scale - 0.5, 0), height));
    places.push(column * height + row);
  }
  places.push(width * height);
  places.sort((one, other) => one - other);
  return merged(places.map((place, at) => place - (places[at - 1] ?? 0)));
}

/** The places on a line, each pixel of a fifth of a pixel, in the order from `from` to `to`. */
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

/** A run of no length between two others makes them one. */
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

/** The number of pixels. */
export function areaOfCounts(counts: Counts): number {
  return counts.reduce((sum, length, at) => (at % 2 === 1 ? sum + length : sum), 0);
}

/** The box around the pixels: left, top, width, height; all 0 where there are none. */
export function boxOfCounts(counts: Counts, height: number): readonly [number, number, number, number] {
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  let place = 0;
  for (const [at, length] of counts.entries()) {
    if (at % 2 === 1 && length > 0) {
      const last = place + length - 1;
      const [fromX, toX] = [Math.floor(place / height), Math.floor(last / height)];
      left = Math.min(left, fromX);
      right = Math.max(right, toX);
      top = Math.min(top, fromX < toX ? 0 : place % height);
      bottom = Math.max(bottom, fromX < toX ? height - 1 : last % height);
    }
    place += length;
  }
  return right < 0 ? [0, 0, 0, 0] : [left, top, right - left + 1, bottom - top + 1];
}

/** Runs in the text form of COCO: each as the difference to the run before the last, in digits of 5 bits. */
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
