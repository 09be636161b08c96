/** Shapes made of points: rectangles, polygons, lines, points. */
import { z } from "zod";
import { ringOf, xySchema } from "./coordinates.js";
import { boxAround, Geometry, type GeometrySource, moved, pixelOf } from "./geometry.js";
import { type Box, boxOf, type Xy } from "./mask.js";
import type { Canvas, Ring } from "./raster.js";

const ringsSchema = z.looseObject({ exterior: ringOf(1), interior: z.array(ringOf(1)).nullish() });
/** The fields of polygons and lines. */
export const pointsSchema = z.looseObject({ points: ringsSchema });
/** The fields of a rectangle. */
export const rectangleSchema = z.looseObject({ points: z.looseObject({ exterior: z.tuple([xySchema, xySchema]) }) });
/** The fields of a point. */
export const pointSchema = z.looseObject({ points: z.looseObject({ exterior: z.tuple([xySchema]) }) });
/** The fields of a line. */
export const lineSchema = z.looseObject({ points: z.looseObject({ exterior: ringOf(2) }) });
/** The fields of a multipolygon. */
export const partsSchema = z.looseObject({ parts: z.array(ringsSchema).min(1) });

/** Computes the area of a ring by the shoelace formula. */
function ringArea(ring: Ring): number {
  let doubled = 0;
  let [x, y] = ring[ring.length - 1] ?? [0, 0];
  for (const [nextX, nextY] of ring) {
    doubled += x * nextY - nextX * y;
    [x, y] = [nextX, nextY];
  }
  return 0.5 * Math.abs(doubled);
}

/** An axis-aligned rectangle of whole pixels; its last column and row are included. */
export class Rectangle extends Geometry {
  readonly type = "rectangle";
  /** Left side, in pixels. */
  readonly left: number;
  /** Upper side, in pixels. */
  readonly top: number;
  /** Right side, in pixels. */
  readonly right: number;
  /** Lower side, in pixels. */
  readonly bottom: number;

  /** @internal */
  constructor(source: GeometrySource, fields: z.output<typeof rectangleSchema>) {
    super(source);
    const [[x1, y1], [x2, y2]] = fields.points.exterior.map(pixelOf) as [Xy, Xy];
    [this.left, this.right] = [Math.min(x1, x2), Math.max(x1, x2)];
    [this.top, this.bottom] = [Math.min(y1, y2), Math.max(y1, y2)];
    Object.freeze(this);
  }

  get area(): number {
    const { width, height } = this.bbox;
    return width * height;
  }

  get bbox(): Box {
    return boxOf(this.left, this.top, this.right, this.bottom);
  }

  override iou(other: Geometry): number {
    if (!(other instanceof Rectangle)) return super.iou(other);
    const width = Math.min(this.right, other.right) - Math.max(this.left, other.left) + 1;
    const height = Math.min(this.bottom, other.bottom) - Math.max(this.top, other.top) + 1;
    if (width <= 0 || height <= 0) return 0;
    return (width * height) / (this.area + other.area - width * height);
  }

  /** @internal */
  protected override paint(canvas: Canvas): void {
    const [x, y] = canvas.origin;
    const [top, bottom] = [Math.max(this.top - y, 0), Math.min(this.bottom - y, canvas.height - 1)];
    for (let row = top; row <= bottom; row += 1) canvas.span(row, this.left - x, this.right - x, 1);
  }
}

/** The base class of polygons and multipolygons. */
export abstract class RingShape extends Geometry {
  /** @internal */
  protected paintRings(canvas: Canvas, exterior: Ring, interior: readonly Ring[]): void {
    canvas.fill([moved(exterior, canvas.origin)], 1);
    const holes = interior.map((ring) => moved(ring, canvas.origin));
    if (holes.length > 0) canvas.fill(holes, 0);
  }
}

/** A polygon, with or without holes. */
export class Polygon extends RingShape {
  readonly type = "polygon";
  /** The outline; its last point is connected to its first. */
  readonly exterior: Ring;
  /** The outlines of the holes. */
  readonly interior: readonly Ring[];

  /** @internal */
  constructor(source: GeometrySource, fields: z.output<typeof pointsSchema>) {
    super(source);
    this.exterior = fields.points.exterior.map(pixelOf);
    this.interior = (fields.points.interior ?? []).map((ring) => ring.map(pixelOf));
    Object.freeze(this);
  }

  get area(): number {
    return ringArea(this.exterior) - this.interior.reduce((sum, ring) => sum + ringArea(ring), 0);
  }

  get bbox(): Box {
    return boxAround(this.exterior) ?? boxOf(0, 0, -1, -1);
  }

  protected override get reach(): Box | null {
    return boxAround([...this.exterior, ...this.interior.flat()]);
  }

  /** @internal */
  protected override paint(canvas: Canvas): void {
    this.paintRings(canvas, this.exterior, this.interior);
  }
}

/** One object that consists of several polygons. */
export class Multipolygon extends RingShape {
  readonly type = "multipolygon";
  /** Its polygons. */
  readonly parts: readonly { readonly exterior: Ring; readonly interior: readonly Ring[] }[];

  /** @internal */
  constructor(source: GeometrySource, fields: z.output<typeof partsSchema>) {
    super(source);
    this.parts = fields.parts.map(({ exterior, interior }) => ({
      exterior: exterior.map(pixelOf),
      interior: (interior ?? []).map((ring) => ring.map(pixelOf)),
    }));
    Object.freeze(this);
  }

  get area(): number {
    return this.parts.reduce((sum, { exterior, interior }) => {
      return sum + (ringArea(exterior) - interior.reduce((holes, ring) => holes + ringArea(ring), 0));
    }, 0);
  }

  get bbox(): Box {
    return boxAround(this.parts.flatMap(({ exterior }) => exterior)) ?? boxOf(0, 0, -1, -1);
  }

  protected override get reach(): Box | null {
    return boxAround(this.parts.flatMap(({ exterior, interior }) => [...exterior, ...interior.flat()]));
  }

  /** @internal */
  protected override paint(canvas: Canvas): void {
    // Each part is drawn on its own layer, since its holes must not clear pixels of other parts.
    for (const { exterior, interior } of this.parts) {
      if (interior.length === 0) {
        this.paintRings(canvas, exterior, interior);
        continue;
      }
      canvas.merge((layer) => this.paintRings(layer, exterior, interior));
    }
  }
}

/** A line of several points. In the API its type is `line`. */
export class Polyline extends Geometry {
  readonly type = "line";
  /** Points in order, in pixels. */
  readonly points: Ring;

  /** @internal */
  constructor(source: GeometrySource, fields: z.output<typeof lineSchema>) {
    super(source);
    this.points = fields.points.exterior.map(pixelOf);
    Object.freeze(this);
  }

  get area(): number {
    return 0;
  }

  get bbox(): Box {
    return boxAround(this.points) ?? boxOf(0, 0, -1, -1);
  }

  /** @internal */
  protected override paint(canvas: Canvas): void {
    const points = moved(this.points, canvas.origin);
    for (let at = 1; at < points.length; at += 1) canvas.line(points[at - 1]!, points[at]!, 1);
  }
}

/** A point, which is one pixel. */
export class Point extends Geometry {
  readonly type = "point";
  /** Column, in pixels. */
  readonly x: number;
  /** Row, in pixels. */
  readonly y: number;

  /** @internal */
  constructor(source: GeometrySource, fields: z.output<typeof pointSchema>) {
    super(source);
    [this.x, this.y] = pixelOf(fields.points.exterior[0]);
    Object.freeze(this);
  }

  get area(): number {
    return 0;
  }

  get bbox(): Box {
    return boxOf(this.x, this.y, this.x, this.y);
  }

  /** @internal */
  protected override paint(canvas: Canvas): void {
    canvas.dot(this.x - canvas.origin[0], this.y - canvas.origin[1], 1);
  }
}
