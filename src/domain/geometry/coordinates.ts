/**
 * Converts between the two coordinate systems. Servers store subpixel coordinates: a rectangle over the pixels 10 to 59
 * spans 10 to 60, and the center of pixel 10 is 10.5. The SDK's JSON uses whole pixels. The fields are the same.
 */
import { z } from "zod";
import { isNumber, longList } from "../../base/long-list.js";
import type { PictureSize, Xy } from "./mask.js";

/** The fields of a shape, for example `{ points: { exterior: [[10, 10], [60, 80]], interior: [] } }`. */
export type GeometryJson = Readonly<Record<string, unknown>>;

/** `[x, y]`. */
export const xySchema = z.tuple([z.number(), z.number()]);
const pointsSchema = z.array(xySchema);
/** A list of points. */
export const ringSchema = longList(pointsSchema, isPoint);
/** Returns the schema of a list of at least `least` points. */
export function ringOf(least: number): z.ZodType<Xy[]> {
  return longList(pointsSchema.min(least), isPoint, least);
}

function isPoint(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(isNumber);
}

const partSchema = z.looseObject({ exterior: ringSchema, interior: z.array(ringSchema).nullish() });
const knownSchema = z.looseObject({
  points: z.looseObject({ exterior: ringSchema, interior: z.array(ringSchema).nullish() }).optional(),
  parts: z.array(partSchema).optional(),
  bitmap: z.looseObject({ origin: xySchema }).optional(),
  nodes: z.record(z.string(), z.looseObject({ loc: xySchema })).optional(),
});
const orientedSchema = z.looseObject({ points: z.tuple([xySchema, xySchema]) });
const rectangleSchema = z.looseObject({ points: z.looseObject({ exterior: z.tuple([xySchema, xySchema]) }) });

type Known = z.output<typeof knownSchema>;

/** Returns `value` itself if it matches a schema. The output of zod would have its keys in another order. */
function ifValid<T>(schema: z.ZodType<T>, value: unknown): T | undefined {
  const itself = z.custom<T>((input) => schema.safeParse(input).success).safeParse(value);
  return itself.success ? itself.data : undefined;
}

/** Applies `change` to each point of the known fields; other fields are unchanged. */
function mapPoints(fields: Known, change: (point: Xy) => Xy, changeNode = change): GeometryJson {
  const rings = ({ exterior, interior }: { exterior: Xy[]; interior?: Xy[][] | null | undefined }) => ({
    exterior: exterior.map(change),
    ...(interior == null ? {} : { interior: interior.map((ring) => ring.map(change)) }),
  });
  const { points, parts, bitmap, nodes } = fields;
  return {
    ...fields,
    ...(points === undefined ? {} : { points: { ...points, ...rings(points) } }),
    ...(parts === undefined ? {} : { parts: parts.map((part) => ({ ...part, ...rings(part) })) }),
    ...(bitmap === undefined ? {} : { bitmap: { ...bitmap, origin: bitmap.origin.map(Math.floor) } }),
    ...(nodes === undefined
      ? {}
      : {
          nodes: Object.fromEntries(
            Object.entries(nodes).map(([name, node]) => [name, { ...node, loc: changeNode(node.loc) }]),
          ),
        }),
  };
}

/** Returns the edges of a box, given two opposite corners. */
function edgesOf([[x1, y1], [x2, y2]]: readonly [Xy, Xy]): {
  left: number;
  top: number;
  right: number;
  bottom: number;
} {
  return { left: Math.min(x1, x2), top: Math.min(y1, y2), right: Math.max(x1, x2), bottom: Math.max(y1, y2) };
}

const fraction = (value: number) => value - Math.floor(value);

/** Returns the whole pixels that a subpixel box covers, without pixels that are covered by 0.3 or less. */
function pixelCorners(corners: readonly [Xy, Xy]): [Xy, Xy] {
  const edges = edgesOf(corners);
  let { left, top, right, bottom } = edges;
  if (Math.trunc(top) === Math.trunc(bottom) && Math.trunc(left) === Math.trunc(right)) {
    [left, top, right, bottom] = [left, top, right, bottom].map(Math.trunc) as [number, number, number, number];
  } else {
    const low = (value: number) => (fraction(value) >= 0.7 ? Math.ceil(value) : Math.floor(value));
    const high = (value: number) => (fraction(value) >= 0.3 ? Math.ceil(value) : Math.floor(value));
    [left, top, right, bottom] = [low(left), low(top), high(right), high(bottom)];
  }
  return [
    [left, top],
    [Math.max(left, right - 1), Math.max(top, bottom - 1)],
  ];
}

function storedCorners(corners: readonly [Xy, Xy]): [Xy, Xy] {
  const { left, top, right, bottom } = edgesOf(corners);
  return [
    [left, top],
    [right + 1, bottom + 1],
  ];
}

function withCorners(type: string, fields: GeometryJson, change: typeof pixelCorners): GeometryJson | undefined {
  if (type === "oriented_bbox") {
    const data = ifValid(orientedSchema, fields);
    return data === undefined ? fields : { ...data, points: change(data.points) };
  }
  if (type !== "rectangle") return undefined;
  const data = ifValid(rectangleSchema, fields);
  return data === undefined ? fields : { ...data, points: { ...data.points, exterior: change(data.points.exterior) } };
}

/** Converts a server's fields to whole pixels, like the SDK does after a download. */
export function toPixels(type: string, fields: GeometryJson, { width, height }: PictureSize): GeometryJson {
  const withBox = withCorners(type, fields, pixelCorners);
  if (withBox !== undefined) return withBox;
  const data = ifValid(knownSchema, fields);
  if (data === undefined) return fields;
  // The right and the lower edge of the image belong to its last pixels.
  return mapPoints(data, ([x, y]) => [Math.floor(x) - (x === width ? 1 : 0), Math.floor(y) - (y === height ? 1 : 0)]);
}

/** Converts fields in whole pixels to a server's: the center of each pixel, the outer edges of a rectangle. */
export function toStored(type: string, fields: GeometryJson): GeometryJson {
  const withBox = withCorners(type, fields, storedCorners);
  if (withBox !== undefined) return withBox;
  const data = ifValid(knownSchema, fields);
  if (data === undefined) return fields;
  return mapPoints(
    data,
    ([x, y]) => [x + 0.5, y + 0.5],
    ([x, y]) => [Math.floor(x) + 0.5, Math.floor(y) + 0.5],
  );
}
