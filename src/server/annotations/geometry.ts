/** Shapes on an image. They are kept as received; here is what must hold of them, and what they measure. */
import { z } from "zod";

// Far beyond any picture; the area of what lies beyond could not be told.
const farthest = 1e9;
const coordinate = z
  .number()
  .min(-farthest, "is too far out for a coordinate")
  .max(farthest, "is too far out for a coordinate");
const point = z.tuple([coordinate, coordinate]);
type Point = z.output<typeof point>;

const pointsShape = z.looseObject({
  points: z.looseObject({ exterior: z.array(point).min(1), interior: z.array(z.array(point)).default([]) }),
});
const bitmapShape = z.looseObject({
  bitmap: z.looseObject({ data: z.base64().min(1), origin: z.tuple([z.int(), z.int()]) }),
});
const anyShape = z.record(z.string(), z.unknown());

/** A geometry as it travels; the fields are those of its type. */
export type Geometry = Readonly<Record<string, unknown>>;

/** The fewest points that make a shape of a type. */
const fewestPoints: Readonly<Record<string, number>> = { rectangle: 2, polygon: 3, line: 2, polyline: 2, point: 1 };

/** The schema that a geometry of this type must meet; types that are not listed are kept unread. */
export function geometrySchema(geometryType: string): z.ZodType<Geometry> {
  if (geometryType === "bitmap") return bitmapShape;
  const fewest = fewestPoints[geometryType];
  if (fewest === undefined) return anyShape;
  return pointsShape.refine(({ points }) => points.exterior.length >= fewest, {
    path: ["points", "exterior"],
    message: `a ${geometryType} needs at least ${fewest} points`,
  });
}

function pointsOf(geometry: Geometry): { exterior: Point[]; interior: Point[][] } | undefined {
  const parsed = pointsShape.safeParse(geometry);
  return parsed.success ? parsed.data.points : undefined;
}

/** Whether all points lie on an image of this size. A bitmap's data is not opened: its origin must lie there. */
export function isWithin(geometry: Geometry, width: number, height: number): boolean {
  const isInside = ([x, y]: Point) => x >= 0 && y >= 0 && x <= width && y <= height;
  const bitmap = bitmapShape.safeParse(geometry);
  if (bitmap.success) return isInside(bitmap.data.bitmap.origin);
  const points = pointsOf(geometry);
  return points === undefined || [...points.exterior, ...points.interior.flat()].every(isInside);
}

/** Square pixels of a rectangle or a polygon with its holes; null for shapes that have none or do not tell. */
export function areaOf(geometryType: string, geometry: Geometry): number | null {
  const points = pointsOf(geometry);
  if (points === undefined) return null;
  const { exterior, interior } = points;
  if (geometryType === "rectangle") {
    const [from, to] = exterior;
    return from === undefined || to === undefined ? null : Math.abs((to[0] - from[0]) * (to[1] - from[1]));
  }
  if (geometryType !== "polygon") return null;
  return ringArea(exterior) - interior.reduce((sum, hole) => sum + ringArea(hole), 0);
}

/** The shoelace formula. */
function ringArea(ring: readonly Point[]): number {
  let doubled = 0;
  for (const [index, [x, y]] of ring.entries()) {
    const [nextX, nextY] = ring[(index + 1) % ring.length] ?? [x, y];
    doubled += x * nextY - nextX * y;
  }
  return Math.abs(doubled) / 2;
}

/**
 * The geometry in whole pixels, as clients ask for by `integerCoords`: stored coordinates name places between pixels,
 * so that a rectangle's right and bottom edge lie one beyond its last pixel.
 */
export function inPixels(geometryType: string, geometry: Geometry, width: number, height: number): Geometry {
  const parsed = pointsShape.safeParse(geometry);
  if (!parsed.success) return geometry;
  const { points } = parsed.data;
  const clamp = ([x, y]: Point): Point => [
    Math.min(Math.max(0, Math.floor(x)), width - 1),
    Math.min(Math.max(0, Math.floor(y)), height - 1),
  ];
  const exterior = geometryType === "rectangle" ? pixelRectangle(points.exterior) : points.exterior;
  return {
    ...geometry,
    points: { ...points, exterior: exterior.map(clamp), interior: points.interior.map((ring) => ring.map(clamp)) },
  };
}

function pixelRectangle(corners: readonly Point[]): readonly Point[] {
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return [
    [left, top],
    [Math.max(left, Math.ceil(Math.max(...xs)) - 1), Math.max(top, Math.ceil(Math.max(...ys)) - 1)],
  ];
}
