/** Masks: the pixels of an object, one bit each. */
import { badArgument } from "../errors.js";

/** A point on an image: `[x, y]` in pixels, from the upper left corner. */
export type Xy = readonly [x: number, y: number];

/** An axis-aligned box of whole pixels; `right` and `bottom` are inclusive. */
export interface Box {
  /** First column, in pixels. */
  readonly left: number;
  /** First row, in pixels. */
  readonly top: number;
  /** Last column, in pixels. */
  readonly right: number;
  /** Last row, in pixels. */
  readonly bottom: number;
  /** `right - left + 1`. */
  readonly width: number;
  /** `bottom - top + 1`. */
  readonly height: number;
}

/** The size of an image in pixels. */
export interface PictureSize {
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
}

/** Creates a box from its inclusive edges. */
export function boxOf(left: number, top: number, right: number, bottom: number): Box {
  return Object.freeze({ left, top, right, bottom, width: right - left + 1, height: bottom - top + 1 });
}

// 32,768 × 32,768 pixels, 128 MB of bits.
const maxPixels = 2 ** 30;

/** Returns the number of 32-bit words per row. */
export function strideOf(width: number): number {
  return (width + 31) >>> 5;
}

/** Allocates the zeroed bits of an area. @throws {ArgumentError} the area is larger than 2^30 pixels */
export function emptyBits({ width, height }: PictureSize): Uint32Array {
  if (width * height > maxPixels || !Number.isSafeInteger(width * height)) {
    const what = `size is ${width} × ${height} pixels, expected at most ${maxPixels} in total`;
    throw badArgument("mask", "size", what, "pass the size of the image: mask({ width, height })");
  }
  return new Uint32Array(strideOf(width) * height);
}

/** Counts the set bits of a word. */
function countBits(word: number): number {
  let left = word - ((word >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/**
 * The pixels of an object, in a window of `width` by `height` pixels whose upper left pixel is at `origin` of the image.
 *
 * `bits` has one bit per pixel, row by row from the top. Each row starts a new 32-bit word and takes `stride` words; the
 * lowest bit of a word is its leftmost pixel, and bits beyond `width` are 0.
 */
export class Mask {
  /** Position of the window's upper left pixel, `[x, y]`. */
  readonly origin: Xy;
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
  /** Words per row: `ceil(width / 32)`. */
  readonly stride: number;
  /** One bit per pixel, in rows of whole 32-bit words. */
  readonly bits: Uint32Array;
  #area: number | undefined;

  constructor(fields: { origin: Xy; width: number; height: number; bits: Uint32Array }) {
    this.origin = Object.freeze([fields.origin[0], fields.origin[1]] as const);
    this.width = fields.width;
    this.height = fields.height;
    this.stride = strideOf(fields.width);
    this.bits = fields.bits;
    Object.freeze(this);
  }

  /** Creates a mask from one byte per pixel, row by row; nonzero bytes belong to the object. */
  static fromBytes(bytes: Uint8Array, size: PictureSize, origin: Xy = [0, 0]): Mask {
    const { width, height } = size;
    const bits = emptyBits(size);
    const stride = strideOf(width);
    for (let y = 0, at = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1, at += 1) {
        if (bytes[at] !== 0) bits[y * stride + (x >>> 5)]! |= 1 << (x & 31);
      }
    }
    return new Mask({ origin, width, height, bits });
  }

  /** Number of pixels of the object. */
  get area(): number {
    if (this.#area === undefined) {
      let area = 0;
      for (const word of this.bits) if (word !== 0) area += countBits(word);
      this.#area = area;
    }
    return this.#area;
  }

  /** Whether the pixel `[x, y]` of the image belongs to the object. */
  has(x: number, y: number): boolean {
    const [column, row] = [x - this.origin[0], y - this.origin[1]];
    if (!(column >= 0 && row >= 0 && column < this.width && row < this.height)) return false;
    return ((this.bits[row * this.stride + (column >>> 5)]! >>> (column & 31)) & 1) === 1;
  }

  /** The bounding box; null for an empty mask. */
  get bbox(): Box | null {
    let [top, bottom, left, right] = [-1, -1, this.width, -1];
    for (let y = 0; y < this.height; y += 1) {
      const [from, to] = [y * this.stride, (y + 1) * this.stride];
      let [first, last] = [from, to - 1];
      while (first < to && this.bits[first] === 0) first += 1;
      if (first === to) continue;
      while (this.bits[last] === 0) last -= 1;
      if (top < 0) top = y;
      bottom = y;
      const [low, high] = [this.bits[first]!, this.bits[last]!];
      left = Math.min(left, (first - from) * 32 + 31 - Math.clz32(low & -low));
      right = Math.max(right, (last - from) * 32 + 31 - Math.clz32(high));
    }
    if (top < 0) return null;
    const [x, y] = this.origin;
    return boxOf(x + left, y + top, x + right, y + bottom);
  }

  /** Counts the pixels that two masks share. */
  intersection(other: Mask): number {
    const left = Math.max(this.origin[0], other.origin[0]);
    const top = Math.max(this.origin[1], other.origin[1]);
    const right = Math.min(this.origin[0] + this.width, other.origin[0] + other.width);
    const bottom = Math.min(this.origin[1] + this.height, other.origin[1] + other.height);
    if (left >= right || top >= bottom) return 0;
    const firstWord = (left - this.origin[0]) >>> 5;
    const lastWord = (right - 1 - this.origin[0]) >>> 5;
    // Distance in pixels from the start of the other mask's rows to this mask's rows; may be negative.
    const offset = this.origin[0] - other.origin[0];
    const shift = offset & 31;
    let shared = 0;
    for (let y = top; y < bottom; y += 1) {
      const mine = (y - this.origin[1]) * this.stride;
      const theirs = (y - other.origin[1]) * other.stride;
      for (let word = firstWord; word <= lastWord; word += 1) {
        const ownBits = this.bits[mine + word]!;
        if (ownBits === 0) continue;
        const at = (offset + word * 32) >> 5;
        const low = at < 0 || at >= other.stride ? 0 : other.bits[theirs + at]!;
        const high = shift === 0 || at + 1 < 0 || at + 1 >= other.stride ? 0 : other.bits[theirs + at + 1]!;
        shared += countBits(ownBits & (shift === 0 ? low : (low >>> shift) | (high << (32 - shift))));
      }
    }
    return shared;
  }

  /** Computes the intersection over union, 0 to 1; 0 if both masks are empty. */
  iou(other: Mask): number {
    const shared = this.intersection(other);
    return shared === 0 ? 0 : shared / (this.area + other.area - shared);
  }

  /** Returns one byte per pixel, 0 or 1, row by row. */
  toBytes(): Uint8Array {
    const bytes = new Uint8Array(this.width * this.height);
    for (let y = 0, at = 0; y < this.height; y += 1) {
      for (let x = 0; x < this.width; x += 1, at += 1) {
        bytes[at] = (this.bits[y * this.stride + (x >>> 5)]! >>> (x & 31)) & 1;
      }
    }
    return bytes;
  }

  /** Copies the mask into another window, for example the whole image; pixels outside of it are cut off. */
  within(window: PictureSize, origin: Xy = [0, 0]): Mask {
    const bits = emptyBits(window);
    const stride = strideOf(window.width);
    const [left, top] = [Math.max(origin[0], this.origin[0]), Math.max(origin[1], this.origin[1])];
    const right = Math.min(origin[0] + window.width, this.origin[0] + this.width);
    const bottom = Math.min(origin[1] + window.height, this.origin[1] + this.height);
    for (let y = top; y < bottom; y += 1) {
      const [from, to] = [(y - this.origin[1]) * this.stride, (y - origin[1]) * stride];
      for (let x = left; x < right; x += 1) {
        const column = x - this.origin[0];
        if (((this.bits[from + (column >>> 5)]! >>> (column & 31)) & 1) === 0) continue;
        bits[to + ((x - origin[0]) >>> 5)]! |= 1 << ((x - origin[0]) & 31);
      }
    }
    return new Mask({ origin, width: window.width, height: window.height, bits });
  }
}
