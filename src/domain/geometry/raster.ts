/**
 * Draws lines and polygons by the rules of OpenCV's `fillPoly` and `polylines`, so that masks equal those of the official
 * SDK pixel by pixel. Like OpenCV, it clips lines to the canvas before drawing them.
 */
import { emptyBits, Mask, type PictureSize, strideOf, type Xy } from "./mask.js";

/** A closed line of points in whole pixels. */
export type Ring = readonly Xy[];

// Fixed-point scale of positions on edges: 1/65536 of a pixel.
const one = 65536;

/** An edge of a ring from row `top` to `bottom` (exclusive); `x` is its position on the current row. */
interface Edge {
  readonly top: number;
  readonly bottom: number;
  x: number;
  readonly step: number;
}

/** A 1-bit drawing surface. Coordinates are those of the image minus `origin`. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly origin: Xy;
  readonly #stride: number;
  readonly #bits: Uint32Array;

  constructor(size: PictureSize, origin: Xy = [0, 0]) {
    this.width = size.width;
    this.height = size.height;
    this.origin = origin;
    this.#stride = strideOf(size.width);
    this.#bits = emptyBits(size);
  }

  /** Returns the drawn pixels. */
  toMask(): Mask {
    return new Mask({ origin: this.origin, width: this.width, height: this.height, bits: this.#bits });
  }

  /** Sets (`ink` 1) or clears (0) one pixel of the canvas. */
  dot(x: number, y: number, bit: 0 | 1): void {
    if (!(x >= 0 && y >= 0 && x < this.width && y < this.height)) return;
    const at = y * this.#stride + (x >>> 5);
    if (bit === 1) this.#bits[at]! |= 1 << (x & 31);
    else this.#bits[at]! &= ~(1 << (x & 31));
  }

  /** Sets or clears the pixels of a row from `from` to `to`, inclusive; pixels outside of the canvas are ignored. */
  span(y: number, from: number, to: number, bit: 0 | 1): void {
    const [first, last] = [Math.max(from, 0), Math.min(to, this.width - 1)];
    if (first > last || !(y >= 0 && y < this.height)) return;
    const row = y * this.#stride;
    const [firstWord, lastWord] = [first >>> 5, last >>> 5];
    for (let word = firstWord; word <= lastWord; word += 1) {
      let pixels = 0xffffffff;
      if (word === firstWord) pixels &= 0xffffffff << (first & 31);
      if (word === lastWord) pixels &= 0xffffffff >>> (31 - (last & 31));
      if (bit === 1) this.#bits[row + word]! |= pixels;
      else this.#bits[row + word]! &= ~pixels;
    }
  }

  /** Draws on an empty layer of the same size and adds its pixels. */
  merge(draw: (layer: Canvas) => void): void {
    const layer = new Canvas(this, this.origin);
    draw(layer);
    for (const [at, word] of layer.#bits.entries()) this.#bits[at]! |= word;
  }

  /** Draws an 8-connected line, one pixel wide, including both ends. */
  line(from: Xy, to: Xy, bit: 0 | 1): void {
    let [[x1, y1], [x2, y2]] = [from, to];
    if (!(isOn(this, from) && isOn(this, to))) {
      const clipped = clipLine(this, from, to);
      if (!clipped.isSeen) return;
      [[x1, y1], [x2, y2]] = [clipped.from, clipped.to];
    }
    if (x2 < x1) [x1, y1, x2, y2] = [x2, y2, x1, y1];
    const [width, height] = [x2 - x1, Math.abs(y2 - y1)];
    const down = y2 < y1 ? -1 : 1;
    const isSteep = height > width;
    const [long, short] = isSteep ? [height, width] : [width, height];
    let error = long - 2 * short;
    for (let [left, x, y] = [long, x1, y1]; ; left -= 1) {
      this.dot(x, y, bit);
      if (left === 0) return;
      const isTurn = error < 0;
      error += (isTurn ? 2 * long : 0) - 2 * short;
      if (isSteep || isTurn) y += down;
      if (!isSteep || isTurn) x += 1;
    }
  }

  /** Fills rings, including their borders, by the even-odd rule: nested rings are holes. */
  fill(rings: readonly Ring[], bit: 0 | 1): void {
    const edges = rings.flatMap((ring) => this.#edges(ring, bit));
    edges.sort((one, other) => one.top - other.top || one.x - other.x || one.step - other.step);
    if (edges.length < 2) return;
    const last = Math.min(
      edges.reduce((lowest, { bottom }) => Math.max(lowest, bottom), -Infinity),
      this.height,
    );
    let active: Edge[] = [];
    let next = 0;
    for (let y = Math.max(edges[0]!.top, 0); y < last; y += 1) {
      active = active.filter(({ bottom }) => bottom > y);
      for (; next < edges.length && edges[next]!.top <= y; next += 1) {
        const edge = edges[next]!;
        if (edge.bottom <= y) continue;
        // Edges may start above the canvas.
        edge.x += (y - edge.top) * edge.step;
        active.push(edge);
      }
      sortByX(active);
      for (let at = 0; at + 1 < active.length; at += 2) {
        this.span(y, Math.floor((active[at]!.x + one - 1) / one), Math.floor(active[at + 1]!.x / one), bit);
      }
      for (const edge of active) edge.x += edge.step;
    }
  }

  /** Draws the border of a ring and returns its edges, except horizontal ones. */
  #edges(ring: Ring, bit: 0 | 1): Edge[] {
    const edges: Edge[] = [];
    let from = ring[ring.length - 1];
    for (const to of ring) {
      if (from === undefined) break;
      this.line(from, to, bit);
      const edge = edgeOf(this, from, to);
      if (edge !== undefined) edges.push(edge);
      from = to;
    }
    return edges;
  }
}

function isOn({ width, height }: PictureSize, [x, y]: Xy): boolean {
  return x >= 0 && y >= 0 && x < width && y < height;
}

/** Insertion sort, since the edges are nearly sorted from row to row, except in polygons with many crossings. */
function sortByX(edges: Edge[]): void {
  let moves = 0;
  for (let at = 1; at < edges.length; at += 1) {
    const edge = edges[at]!;
    let to = at;
    for (; to > 0 && edges[to - 1]!.x > edge.x; to -= 1) edges[to] = edges[to - 1]!;
    edges[to] = edge;
    moves += at - to;
    if (moves > 32 * edges.length) {
      edges.sort((one, other) => one.x - other.x);
      return;
    }
  }
}

/** Creates an edge. If it leaves the canvas, its slope is that of the clipped part. */
function edgeOf(canvas: PictureSize, from: Xy, to: Xy): Edge | undefined {
  if (from[1] === to[1]) return undefined;
  let [start, end] = [from, to];
  if (!(isOn(canvas, from) && isOn(canvas, to))) {
    const clipped = clipLine(canvas, from, to);
    const isFlat = clipped.from[1] === clipped.to[1];
    start = isFlat ? [clipped.from[0], from[1]] : clipped.from;
    end = isFlat ? [clipped.to[0], to[1]] : clipped.to;
  }
  const step = Math.trunc(((end[0] - start[0]) * one) / (end[1] - start[1]));
  const [upper, clippedUpper] = from[1] < to[1] ? [from, start] : [to, end];
  const bottom = Math.max(from[1], to[1]);
  return { top: upper[1], bottom, x: clippedUpper[0] * one + (upper[1] - clippedUpper[1]) * step, step };
}

/** Computes `a * b / c`, truncated; exact even if the product exceeds the safe integers. */
function part(a: number, b: number, c: number): number {
  const product = a * b;
  return Number.isSafeInteger(product) ? Math.trunc(product / c) : Number((BigInt(a) * BigInt(b)) / BigInt(c));
}

/**
 * Clips a line to the canvas. A line that misses the canvas may still be clipped at one side; one that is entirely beyond
 * one side is returned unchanged.
 */
function clipLine({ width, height }: PictureSize, from: Xy, to: Xy): { isSeen: boolean; from: Xy; to: Xy } {
  const [right, bottom] = [width - 1, height - 1];
  let [[x1, y1], [x2, y2]] = [from, to];
  const side = (x: number) => (x < 0 ? 1 : x > right ? 2 : 0);
  const level = (y: number) => (y < 0 ? 4 : y > bottom ? 8 : 0);
  let [start, end] = [side(x1) + level(y1), side(x2) + level(y2)];
  if ((start & end) === 0 && (start | end) !== 0) {
    if ((start & 12) !== 0) {
      const y = start < 8 ? 0 : bottom;
      x1 += part(y - y1, x2 - x1, y2 - y1);
      y1 = y;
      start = side(x1);
    }
    if ((end & 12) !== 0) {
      const y = end < 8 ? 0 : bottom;
      x2 += part(y - y2, x2 - x1, y2 - y1);
      y2 = y;
      end = side(x2);
    }
    if ((start & end) === 0 && (start | end) !== 0) {
      if (start !== 0) {
        const x = start === 1 ? 0 : right;
        y1 += part(x - x1, y2 - y1, x2 - x1);
        x1 = x;
        start = 0;
      }
      if (end !== 0) {
        const x = end === 1 ? 0 : right;
        y2 += part(x - x2, y2 - y1, x2 - x1);
        x2 = x;
        end = 0;
      }
    }
  }
  return { isSeen: (start | end) === 0, from: [x1, y1], to: [x2, y2] };
}
