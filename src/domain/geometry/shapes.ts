/** Creates shapes: `rectangle`, `polygon`, `bitmap` and others. Coordinates are whole pixels, `[x, y]`. */
import { z } from "zod";
import { safeParse } from "../../base/safe-parse.js";
import { parseArgument, parseArguments } from "../arguments/parse-arguments.js";
import { shown } from "../arguments/shown.js";
import { badArgument } from "../errors.js";
import type { GeometryJson } from "./coordinates.js";
import { Mask, type Xy } from "./mask.js";
import { encodeAlpha, encodeBitmap, tightMask } from "./mask-data.js";
import { AlphaMask, Bitmap, bitmapSchema } from "./mask-shapes.js";
import { Cuboid, cuboidSchema, Graph, graphSchema } from "./structured-shapes.js";
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

/** Rows of values from top to bottom, all of the same length. */
export type Rows = readonly (readonly (number | boolean)[])[];

// A tuple would take three times as long, and outlines have thousands of points.
const pointKind = z.custom<Xy>(
  (value) => Array.isArray(value) && value.length === 2 && value.every((part) => Number.isFinite(part)),
  "expected [x, y]",
);
const xySchema = pointKind.transform(floored);
const ringSchema = atLeast(3);
const holesSchema = z.array(ringSchema);
const nodesSchema = z
  .record(
    z.string(),
    z.union(
      [xySchema.transform((at) => ({ at })), z.object({ at: xySchema, isDisabled: z.boolean().optional() })],
      "expected [x, y] or { at: [x, y], isDisabled }",
    ),
    "expected points by name",
  )
  .refine((nodes) => Object.keys(nodes).length > 0, "expected at least one point by name");

function floored([x, y]: Xy): Xy {
  return [Math.floor(x), Math.floor(y)];
}

function atLeast(fewest: number) {
  return z
    .array(pointKind, `expected at least ${fewest} points: a list of [x, y]`)
    .min(fewest)
    .transform((points) => points.map(floored));
}

/** Creates a rectangle from two opposite corners, which are both inside it. `rectangle([10, 10], [59, 79])` */
export function rectangle(corner: Xy, opposite: Xy): Rectangle {
  const [x1, y1] = parseArgument("rectangle", "corner", xySchema, corner);
  const [x2, y2] = parseArgument("rectangle", "opposite", xySchema, opposite);
  const exterior: [Xy, Xy] = [
    [Math.min(x1, x2), Math.min(y1, y2)],
    [Math.max(x1, x2), Math.max(y1, y2)],
  ];
  const json = { points: { exterior, interior: [] } };
  return new Rectangle({ json }, rectangleSchema.parse(json));
}

/** Creates a polygon from its outline and holes. `polygon([[0, 0], [90, 0], [90, 90]], [[[40, 10], …]])` */
export function polygon(exterior: readonly Xy[], holes: readonly (readonly Xy[])[] = []): Polygon {
  const json = { points: ringsOf("polygon", exterior, holes) };
  return new Polygon({ json }, pointsSchema.parse(json));
}

function ringsOf(method: string, exterior: unknown, holes: unknown): { exterior: Xy[]; interior: Xy[][] } {
  return {
    exterior: parseArgument(method, "exterior", ringSchema, exterior),
    interior: parseArgument(method, "holes", holesSchema, holes),
  };
}

const partsArgument = z.array(z.custom((part) => part instanceof Polygon, "expected a polygon")).min(1);

/** Creates one object from several polygons. */
export function multipolygon(parts: readonly Polygon[]): Multipolygon {
  parseArgument("multipolygon", "parts", partsArgument, parts);
  const json = { parts: parts.map(({ exterior, interior }) => ringsOf("multipolygon", exterior, interior)) };
  return new Multipolygon({ json }, partsSchema.parse(json));
}

const lineArgument = atLeast(2);

/** Creates a line of at least two points. In the API its type is `line`. */
export function polyline(points: readonly Xy[]): Polyline {
  const json = { points: { exterior: parseArgument("polyline", "points", lineArgument, points), interior: [] } };
  return new Polyline({ json }, lineSchema.parse(json));
}

const pointArgument = z.object({ x: z.number(), y: z.number() });

/** Creates a point, which is one pixel. */
export function point(x: number, y: number): Point {
  const at = parseArguments("point", pointArgument, { x, y });
  const exterior: [Xy] = [floored([at.x, at.y])];
  const json = { points: { exterior, interior: [] } };
  return new Point({ json }, pointSchema.parse(json));
}

/** Creates keypoints by name. `graph({ nose: [40, 32], ear: { at: [61, 20], isDisabled: true } })` */
export function graph(nodes: Readonly<Record<string, Xy | { readonly at: Xy; readonly isDisabled?: boolean }>>): Graph {
  const read = Object.entries(parseArgument("graph", "nodes", nodesSchema, nodes)).map(([name, node]) => {
    const isDisabled = "isDisabled" in node && node.isDisabled === true;
    return [name, { loc: node.at, ...(isDisabled ? { disabled: true } : {}) }];
  });
  const json = { nodes: Object.fromEntries(read) };
  return new Graph({ json }, graphSchema.parse(json).nodes);
}

/** Creates a cuboid of three faces, each given as four indices of `points`. */
export function cuboid(points: readonly Xy[], faces: readonly (readonly [number, number, number, number])[]): Cuboid {
  const json = { points: parseArgument("cuboid", "points", atLeast(4), points), faces };
  const parsed = safeParse(cuboidSchema, json);
  if (!parsed.success || !parsed.data.faces.flat().every((at) => at >= 0 && at < json.points.length)) {
    const what = `faces is ${shown(faces)}, expected 3 lists of 4 indices of points, below ${json.points.length}`;
    throw badArgument("cuboid", "faces", what);
  }
  return new Cuboid({ json }, parsed.data);
}

/**
 * Creates a bitmap from a mask, or from rows in which every value except 0 and false is a pixel of the object.
 *
 * @throws {ArgumentError} rows differ in length, or no pixel is set
 * @example bitmap([[0, 1, 1], [1, 1, 0]], [120, 80])
 */
export function bitmap(pixels: Mask | Rows, origin: Xy = [0, 0]): Bitmap {
  const mask = pixels instanceof Mask ? pixels : maskOf("bitmap", pixels, origin);
  const box = mask.bbox;
  if (box === null) throw badArgument("bitmap", "pixels", "pixels is empty, expected at least one pixel above 0");
  const tight = mask.within(box, [box.left, box.top]);
  const json = pixelJson("bitmap", encodeBitmap(tight), tight.origin);
  return new Bitmap({ json }, bitmapSchema.parse(json));
}

/** Creates an alpha mask from rows of opacities, 0 to 255. @throws {ArgumentError} rows differ in length, or all are 0 */
export function alphaMask(levels: Rows, origin: Xy = [0, 0]): AlphaMask {
  const { width, height, values } = planeOf("alphaMask", levels);
  const start = parseArgument("alphaMask", "origin", xySchema, origin);
  const box = tightMask({ width, height, values }, start)?.bbox;
  if (box == null) throw badArgument("alphaMask", "levels", "levels is empty, expected at least one pixel above 0");
  const cut = new Uint8Array(box.width * box.height);
  for (let y = 0; y < box.height; y += 1) {
    const from = (box.top - start[1] + y) * width + box.left - start[0];
    cut.set(values.subarray(from, from + box.width), y * box.width);
  }
  const data = encodeAlpha({ width: box.width, height: box.height, values: cut });
  const json = pixelJson("alpha_mask", data, [box.left, box.top]);
  return new AlphaMask({ json }, bitmapSchema.parse(json));
}

function pixelJson(type: string, data: string, origin: Xy): GeometryJson {
  return { bitmap: { origin: [...origin], data }, shape: type, geometryType: type };
}

function maskOf(method: string, rows: Rows, origin: Xy): Mask {
  const { values, ...size } = planeOf(method, rows);
  return Mask.fromBytes(values, size, parseArgument(method, "origin", xySchema, origin));
}

function planeOf(method: string, rows: Rows): { width: number; height: number; values: Uint8Array } {
  const width = Array.isArray(rows) && Array.isArray(rows[0]) ? rows[0].length : 0;
  if (width === 0 || !rows.every((row) => Array.isArray(row) && row.length === width)) {
    throw badArgument(method, "rows", `rows is ${shown(rows)}, expected lists of numbers, all of one length`);
  }
  const values = Uint8Array.from(rows.flat(), (value) => {
    const level = Number(value);
    if (level >= 0 && level <= 255) return level;
    throw badArgument(method, "rows", `rows contains ${shown(value)}, expected numbers from 0 to 255`);
  });
  return { width, height: rows.length, values };
}
