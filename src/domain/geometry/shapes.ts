/** Creates shapes: `rectangle`, `polygon`, `bitmap` and others. Coordinates are whole pixels, `[x, y]`. */
import { countText } from "../../base/count-text.js";
import { safeParse } from "../../base/safe-parse.js";
import { shortened } from "../../base/shorten.js";
import { ArgumentError } from "../errors.js";
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

function reject(method: string, argument: string, message: string, hint: string): never {
  throw new ArgumentError(message, { method, argument, hint });
}

function shown(value: unknown): string {
  return shortened(JSON.stringify(value) ?? String(value), 60);
}

function isPoint(value: unknown): value is Xy {
  return Array.isArray(value) && value.length === 2 && value.every((number) => Number.isFinite(number));
}

function checkedPoint(method: string, argument: string, value: unknown): Xy {
  if (isPoint(value)) return [Math.floor(value[0]), Math.floor(value[1])];
  return reject(method, argument, `${argument} is ${shown(value)}, expected [x, y]`, "pass x and y in pixels");
}

function checkedPoints(method: string, argument: string, value: unknown, fewest: number): Xy[] {
  if (!Array.isArray(value) || value.length < fewest) {
    const expected = `at least ${countText(fewest, "point")}`;
    return reject(method, argument, `${argument} is ${shown(value)}, expected ${expected}`, "give a list of [x, y]");
  }
  return value.map((each, at) => checkedPoint(method, `${argument}.${at}`, each));
}

/** Creates a rectangle from two opposite corners, which are both inside it. `rectangle([10, 10], [59, 79])` */
export function rectangle(corner: Xy, opposite: Xy): Rectangle {
  const [x1, y1] = checkedPoint("rectangle", "corner", corner);
  const [x2, y2] = checkedPoint("rectangle", "opposite", opposite);
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

function ringsOf(method: string, exterior: unknown, holes: readonly unknown[]): { exterior: Xy[]; interior: Xy[][] } {
  return {
    exterior: checkedPoints(method, "exterior", exterior, 3),
    interior: holes.map((hole, at) => checkedPoints(method, `holes.${at}`, hole, 3)),
  };
}

/** Creates one object from several polygons. */
export function multipolygon(parts: readonly Polygon[]): Multipolygon {
  if (!Array.isArray(parts) || parts.length === 0 || !parts.every((part) => part instanceof Polygon)) {
    reject("multipolygon", "parts", `parts is ${shown(parts)}, expected polygons`, "create them with polygon([…])");
  }
  const json = { parts: parts.map(({ exterior, interior }) => ringsOf("multipolygon", exterior, interior)) };
  return new Multipolygon({ json }, partsSchema.parse(json));
}

/** Creates a line of at least two points. In the API its type is `line`. */
export function polyline(points: readonly Xy[]): Polyline {
  const json = { points: { exterior: checkedPoints("polyline", "points", points, 2), interior: [] } };
  return new Polyline({ json }, lineSchema.parse(json));
}

/** Creates a point, which is one pixel. */
export function point(x: number, y: number): Point {
  const json = { points: { exterior: [checkedPoint("point", "x, y", [x, y])] as [Xy], interior: [] } };
  return new Point({ json }, pointSchema.parse(json));
}

/** Creates keypoints by name. `graph({ nose: [40, 32], ear: { at: [61, 20], isDisabled: true } })` */
export function graph(nodes: Readonly<Record<string, Xy | { readonly at: Xy; readonly isDisabled?: boolean }>>): Graph {
  const read = Object.entries(nodes ?? {}).map(([name, node]) => {
    const { at, isDisabled = false } = isPoint(node) ? { at: node } : (node as { at: Xy; isDisabled?: boolean });
    return [name, { loc: checkedPoint("graph", name, at), ...(isDisabled ? { disabled: true } : {}) }];
  });
  if (read.length === 0) reject("graph", "nodes", "nodes is empty, expected at least one", "pass nodes by name");
  const json = { nodes: Object.fromEntries(read) };
  return new Graph({ json }, graphSchema.parse(json).nodes);
}

/** Creates a cuboid of three faces, each given as four indices of `points`. */
export function cuboid(points: readonly Xy[], faces: readonly (readonly [number, number, number, number])[]): Cuboid {
  const json = { points: checkedPoints("cuboid", "points", points, 4), faces };
  const parsed = safeParse(cuboidSchema, json);
  if (!parsed.success || !parsed.data.faces.flat().every((at) => at >= 0 && at < json.points.length)) {
    const message = `faces is ${shown(faces)}, expected 3 faces of 4 indices below ${json.points.length}`;
    return reject("cuboid", "faces", message, "pass three lists of four indices of points");
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
  if (box === null) return reject("bitmap", "pixels", "the mask is empty", "set at least one pixel");
  const tight = mask.within(box, [box.left, box.top]);
  const json = pixelJson("bitmap", encodeBitmap(tight), tight.origin);
  return new Bitmap({ json }, bitmapSchema.parse(json));
}

/** Creates an alpha mask from rows of opacities, 0 to 255. @throws {ArgumentError} rows differ in length, or all are 0 */
export function alphaMask(levels: Rows, origin: Xy = [0, 0]): AlphaMask {
  const { width, height, values } = planeOf("alphaMask", levels);
  const start = checkedPoint("alphaMask", "origin", origin);
  const box = tightMask({ width, height, values }, start)?.bbox;
  if (box == null) return reject("alphaMask", "levels", "the mask is empty", "set at least one pixel");
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
  return Mask.fromBytes(values, size, checkedPoint(method, "origin", origin));
}

function planeOf(method: string, rows: Rows): { width: number; height: number; values: Uint8Array } {
  const width = Array.isArray(rows) && Array.isArray(rows[0]) ? rows[0].length : 0;
  if (width === 0 || !rows.every((row) => Array.isArray(row) && row.length === width)) {
    reject(method, "rows", `rows is ${shown(rows)}, expected rows of one length`, "pass a list of lists of numbers");
  }
  const values = Uint8Array.from(rows.flat(), (value) => {
    const level = Number(value);
    if (level >= 0 && level <= 255) return level;
    return reject(method, "rows", `a value is ${shown(value)}, expected 0 to 255`, "give whole numbers");
  });
  return { width, height: rows.length, values };
}
