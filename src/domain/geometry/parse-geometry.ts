/** Parses the fields of shapes. */
import type { z } from "zod";
import { safeParse } from "../../base/safe-parse.js";
import { badArgument } from "../errors.js";
import type { GeometryJson } from "./coordinates.js";
import { type Geometry, type GeometrySource, storedSource } from "./geometry.js";
import type { PictureSize } from "./mask.js";
import { AlphaMask, Bitmap, bitmapSchema } from "./mask-shapes.js";
import {
  Cuboid,
  Cuboid2d,
  cuboidSchema,
  Graph,
  graphSchema,
  OrientedBox,
  OtherGeometry,
  orientedSchema,
  verticesSchema,
} from "./structured-shapes.js";
import {
  lineSchema,
  Multipolygon,
  Point,
  Polygon,
  Polyline,
  partsSchema,
  pointSchema,
  pointsSchema,
  Rectangle,
  rectangleSchema,
} from "./vector-shapes.js";

/** Parses the fields of one type of shape. @throws {Unreadable} the fields are invalid */
type Reader = (source: GeometrySource) => Geometry;

class Unreadable extends Error {}

function reader<Schema extends z.ZodType>(
  schema: Schema,
  make: (source: GeometrySource, fields: z.output<Schema>) => Geometry,
): Reader {
  return (source) => {
    const parsed = safeParse(schema, source.json);
    if (parsed.success) return make(source, parsed.data);
    const [issue] = parsed.error.issues;
    throw new Unreadable(`${issue?.path.join(".") || "the fields"}: ${issue?.message ?? "invalid"}`);
  };
}

const line = reader(lineSchema, (source, fields) => new Polyline(source, fields));

const readers: ReadonlyMap<string, Reader> = new Map([
  ["rectangle", reader(rectangleSchema, (source, fields) => new Rectangle(source, fields))],
  ["polygon", reader(pointsSchema, (source, fields) => new Polygon(source, fields))],
  ["multipolygon", reader(partsSchema, (source, fields) => new Multipolygon(source, fields))],
  ["bitmap", reader(bitmapSchema, (source, fields) => new Bitmap(source, fields))],
  ["alpha_mask", reader(bitmapSchema, (source, fields) => new AlphaMask(source, fields))],
  ["point", reader(pointSchema, (source, fields) => new Point(source, fields))],
  ["line", line],
  ["polyline", line],
  ["graph", reader(graphSchema, (source, { nodes }) => new Graph(source, nodes))],
  ["cuboid_2d", reader(verticesSchema, (source, { vertices }) => new Cuboid2d(source, vertices))],
  [
    "cuboid",
    reader(
      cuboidSchema.refine(
        ({ points, faces }) => faces.flat().every((number) => number >= 0 && number < points.length),
        "expected indices of points",
      ),
      (source, fields) => new Cuboid(source, fields),
    ),
  ],
  ["oriented_bbox", reader(orientedSchema, (source, fields) => new OrientedBox(source, fields))],
]);

/**
 * Parses a shape from the SDK's JSON. Coordinates are whole pixels; fractions are truncated. Unknown types give an
 * {@link OtherGeometry} with the unchanged fields.
 *
 * @throws {ArgumentError} the fields do not match the type
 * @example
 * const box = parseGeometry("rectangle", { points: { exterior: [[10, 10], [59, 79]], interior: [] } });
 * box.area; // 3500
 */
export function parseGeometry(type: string, json: GeometryJson): Geometry {
  const read = readers.get(type);
  const source = { json };
  if (read === undefined) return new OtherGeometry(source, type);
  try {
    return read(source);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const hint = "pass the fields in the format of the SDK's to_json";
    throw badArgument("parseGeometry", "json", `invalid fields of a ${type}: ${error.message}`, hint);
  }
}

/**
 * Parses a shape in a server's coordinates. Never throws: if the fields do not match the type, it returns an
 * {@link OtherGeometry} with the reason in `problem`.
 */
export function readGeometry(type: string, wire: GeometryJson, size: PictureSize): Geometry {
  const read = readers.get(type);
  const source = storedSource(type, wire, size);
  if (read === undefined) return new OtherGeometry(source, type);
  try {
    return read(source);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return new OtherGeometry(source, type, error.message);
  }
}
