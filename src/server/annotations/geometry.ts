/** Checks and measures geometries, which are stored unchanged. */
import { z } from "zod";
import { isNumber, longList } from "../../base/long-list.js";
import { rangeOf } from "../../base/number-range.js";
import { safeParse } from "../../base/safe-parse.js";
import { wordsOf } from "../http/error-response.js";

// Far beyond any image; larger areas would lose precision.
const farthest = 1e9;
const coordinate = z
  .number()
  .min(-farthest, "is out of range for a coordinate")
  .max(farthest, "is out of range for a coordinate");
const point = z.tuple([coordinate, coordinate]);
type Coordinates = z.output<typeof point>;
const ringSchema = z.array(point);
const isPoint = (value: unknown) =>
  Array.isArray(value) && value.length === 2 && value.every((each) => isNumber(each) && Math.abs(each) <= farthest);
const ring = longList(ringSchema, isPoint);

const pointsShape = z.looseObject({
  points: z.looseObject({ exterior: longList(ringSchema.min(1), isPoint, 1), interior: z.array(ring).default([]) }),
});
const bitmapShape = z.looseObject({
  bitmap: z.looseObject({ data: z.base64().min(1), origin: z.tuple([z.int(), z.int()]) }),
});
const anyShape = z.record(z.string(), z.unknown());

/** A geometry in the API's format; its fields depend on its type. */
export type GeometryFields = Readonly<Record<string, unknown>>;

/** Minimum number of points, by type. */
const fewestPoints: Readonly<Record<string, number>> = { rectangle: 2, polygon: 3, line: 2, polyline: 2, point: 1 };

/** Returns the schema for a type of geometry; unknown types are not checked. */
export function geometrySchema(geometryType: string): z.ZodType<GeometryFields> {
  if (geometryType === "bitmap") return bitmapShape;
  const fewest = fewestPoints[geometryType];
  if (fewest === undefined) return anyShape;
  return pointsShape.refine(({ points }) => points.exterior.length >= fewest, {
    path: ["points", "exterior"],
    message: `a ${geometryType} needs at least ${fewest} points`,
  });
}

/** Says which field of a geometry is missing or invalid. */
export function geometryProblem(geometryType: string, { issues: [issue] }: z.ZodError): string {
  if (issue === undefined) return "is no geometry";
  const { path, message } = issue;
  if (issue.code === "custom") return message;
  return `the ${geometryType} is invalid: "${path.join(".")}": ${wordsOf(message)}`;
}

function pointsOf(geometry: GeometryFields): { exterior: Coordinates[]; interior: Coordinates[][] } | undefined {
  const parsed = safeParse(pointsShape, geometry);
  return parsed.success ? parsed.data.points : undefined;
}

/** Whether all points are on an image of this size. For bitmaps, only the origin is checked. */
export function isWithin(geometry: GeometryFields, width: number, height: number): boolean {
  const isInside = ([x, y]: Coordinates) => x >= 0 && y >= 0 && x <= width && y <= height;
  const bitmap = safeParse(bitmapShape, geometry);
  if (bitmap.success) return isInside(bitmap.data.bitmap.origin);
  const points = pointsOf(geometry);
  return points === undefined || [...points.exterior, ...points.interior.flat()].every(isInside);
}

/** Computes the area of a rectangle or polygon in square pixels, without holes; null for other shapes. */
export function areaOf(geometryType: string, geometry: GeometryFields): number | null {
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

/** Computes the area of a ring by the shoelace formula. */
function ringArea(ring: readonly Coordinates[]): number {
  let doubled = 0;
  for (const [index, [x, y]] of ring.entries()) {
    const [nextX, nextY] = ring[(index + 1) % ring.length] ?? [x, y];
    doubled += x * nextY - nextX * y;
  }
  return Math.abs(doubled) / 2;
}

/**
 * Converts a geometry to whole pixels, for `integerCoords`. Stored coordinates are between pixels: the right and bottom edge
 * of a rectangle are one more than its last pixel.
 */
export function inPixels(
  geometryType: string,
  geometry: GeometryFields,
  width: number,
  height: number,
): GeometryFields {
  const parsed = safeParse(pointsShape, geometry);
  if (!parsed.success) return geometry;
  const { points } = parsed.data;
  const clamp = ([x, y]: Coordinates): Coordinates => [
    Math.min(Math.max(0, Math.floor(x)), width - 1),
    Math.min(Math.max(0, Math.floor(y)), height - 1),
  ];
  const exterior = geometryType === "rectangle" ? pixelRectangle(points.exterior) : points.exterior;
  return {
    ...geometry,
    points: { ...points, exterior: exterior.map(clamp), interior: points.interior.map((ring) => ring.map(clamp)) },
  };
}

function pixelRectangle(corners: readonly Coordinates[]): readonly Coordinates[] {
  const [left, right] = rangeOf(corners.map(([x]) => x));
  const [top, bottom] = rangeOf(corners.map(([, y]) => y));
  return [
    [left, top],
    [Math.max(left, Math.ceil(right) - 1), Math.max(top, Math.ceil(bottom) - 1)],
  ];
}
