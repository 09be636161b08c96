/**
 * The two ways to write coordinates. An instance stores places between pixels, in fractions: a rectangle over the
 * pixels 10 to 59 lies between 10 and 60, and the middle of pixel 10 is 10.5. The SDK's JSON counts whole pixels.
 * Both are the same fields; what is written here turns one into the other as the SDK does.
 */
import { z } from "zod";
import type { PictureSize, Xy } from "./mask.js";

/** The fields of a shape as they travel, for example `{ points: { exterior: [[10, 10], [60, 80]], interior: [] } }`. */
export type GeometryJson = Readonly<Record<string, unknown>>;

/** `[x, y]`. */
export const xySchema = z.tuple([z.number(), z.number()]);
/** A line of places. */
export const ringSchema = z.array(xySchema);
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

/** The value itself where it meets a schema: what zod makes of it has its keys in another order. */
function met<T>(schema: z.ZodType<T>, value: unknown): T | undefined {
  const itself = z.custom<T>((input) => schema.safeParse(input).success).safeParse(value);
  return itself.success ? itself.data : undefined;
}

/** Applies `change` to each place of the fields that name places; other fields stay. */
function changed(fields: Known, change: (place: Xy) => Xy, changeNode = change): GeometryJson {
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

/** The edges of two corners, each in the order low, high. */
function edgesOf([[x1, y1], [x2, y2]]: readonly [Xy, Xy]): {
  left: number;
  top: number;
  right: number;
  bottom: number;
} {
  return { left: Math.min(x1, x2), top: Math.min(y1, y2), right: Math.max(x1, x2), bottom: Math.max(y1, y2) };
}

const fraction = (value: number) => value - Math.floor(value);

/** The whole pixels that a box between pixels covers: a pixel that is covered by 0.3 or less is left out. */
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
    const data = met(orientedSchema, fields);
    return data === undefined ? fields : { ...data, points: change(data.points) };
  }
  if (type !== "rectangle") return undefined;
  const data = met(rectangleSchema, fields);
  return data === undefined ? fields : { ...data, points: { ...data.points, exterior: change(data.points.exterior) } };
}

/** Fields as an instance stores them → fields in whole pixels, as the SDK has them after a download. */
export function toPixels(type: string, fields: GeometryJson, { width, height }: PictureSize): GeometryJson {
  const withBox = withCorners(type, fields, pixelCorners);
  if (withBox !== undefined) return withBox;
  const data = met(knownSchema, fields);
  if (data === undefined) return fields;
  // The right and the lower edge of the picture belong to its last pixels.
  return changed(data, ([x, y]) => [Math.floor(x) - (x === width ? 1 : 0), Math.floor(y) - (y === height ? 1 : 0)]);
}

/** Fields in whole pixels → fields as an instance stores them: the middle of a pixel, the outer edges of a rectangle. */
export function toStored(type: string, fields: GeometryJson): GeometryJson {
  const withBox = withCorners(type, fields, storedCorners);
  if (withBox !== undefined) return withBox;
  const data = met(knownSchema, fields);
  if (data === undefined) return fields;
  return changed(
    data,
    ([x, y]) => [x + 0.5, y + 0.5],
    ([x, y]) => [Math.floor(x) + 0.5, Math.floor(y) + 0.5],
  );
}
