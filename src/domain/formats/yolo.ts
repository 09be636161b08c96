/** Writes YOLO files: one text file per image, one line per object, coordinates as fractions of the image's size. */
import type { Geometry } from "../geometry/geometry.js";
import type { PictureSize, Xy } from "../geometry/mask.js";
import { OrientedBox } from "../geometry/structured-shapes.js";
import { Multipolygon, Polygon, Rectangle } from "../geometry/vector-shapes.js";

/** The shapes that YOLO supports: polygons as segments, all others as boxes. */
export const yoloShapes: ReadonlySet<string> = new Set([
  ...["rectangle", "polygon", "multipolygon", "bitmap", "alpha_mask", "cuboid", "cuboid_2d", "oriented_bbox"],
]);

/** Kind of a file's lines: boxes or segments, never both. */
export type YoloTask = "detect" | "segment";

const outlined: ReadonlySet<string> = new Set(["rectangle", "polygon", "multipolygon", "oriented_bbox"]);

/** Returns `segment` if all shapes have corners and at least one is a polygon; else `detect`. */
export function yoloTask(shapes: Iterable<string>): YoloTask {
  const seen = new Set(shapes);
  const isOutlined = [...seen].every((shape) => outlined.has(shape));
  return isOutlined && (seen.has("polygon") || seen.has("multipolygon")) ? "segment" : "detect";
}

/** Formats the line of an object, without a line end; returns undefined if it is outside the image. */
export function yoloLine(
  category: number,
  geometry: Geometry,
  { task, size }: { task: YoloTask; size: PictureSize },
): string | undefined {
  if (task === "segment") {
    const ring = outline(geometry);
    if (ring.length < 3) return undefined;
    const numbers = ring.flatMap(([x, y]) => [part(x, size.width), part(y, size.height)]);
    return [category, ...numbers].join(" ");
  }
  const box = geometry.bbox;
  if (box === null) return undefined;
  const [left, right] = [Math.max(box.left, 0), Math.min(box.right + 1, size.width)];
  const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom + 1, size.height)];
  if (left >= right || top >= bottom) return undefined;
  const middle = [part((left + right) / 2, size.width), part((top + bottom) / 2, size.height)];
  return [category, ...middle, part(right - left, size.width), part(bottom - top, size.height)].join(" ");
}

/** Rounds to 6 decimals, a hundredth of a pixel even in large images. */
function part(value: number, total: number): number {
  return Math.round(Math.min(Math.max(value / total, 0), 1) * 1e6) / 1e6;
}

/** Returns one closed line around a shape. Holes and further parts are connected by a line that goes there and back. */
function outline(geometry: Geometry): readonly Xy[] {
  if (geometry instanceof Rectangle) {
    const { left, top, right, bottom } = geometry;
    return [
      [left, top],
      [right + 1, top],
      [right + 1, bottom + 1],
      [left, bottom + 1],
    ];
  }
  if (geometry instanceof Polygon) return joinedRings([geometry.exterior, ...geometry.interior]);
  if (geometry instanceof Multipolygon) {
    return joinedRings(geometry.parts.flatMap(({ exterior, interior }) => [exterior, ...interior]));
  }
  return geometry instanceof OrientedBox ? geometry.corners : [];
}

function joinedRings([first = [], ...others]: readonly (readonly Xy[])[]): readonly Xy[] {
  let merged = first;
  for (const ring of others) {
    if (ring.length === 0) continue;
    const { at, to } = nearest(merged, ring);
    const around = [...ring.slice(to), ...ring.slice(0, to + 1)];
    merged = [...merged.slice(0, at + 1), ...around, ...merged.slice(at)];
  }
  return merged;
}

function nearest(one: readonly Xy[], other: readonly Xy[]): { at: number; to: number } {
  let best = { at: 0, to: 0, distance: Infinity };
  for (const [at, [x, y]] of one.entries()) {
    for (const [to, [otherX, otherY]] of other.entries()) {
      const distance = (x - otherX) ** 2 + (y - otherY) ** 2;
      if (distance < best.distance) best = { at, to, distance };
    }
  }
  return best;
}

/** The content of `data.yaml`. */
export function yoloYaml(names: readonly string[], task: YoloTask): string {
  const lines = names.map((name, at) => `  ${at}: ${JSON.stringify(name)}`);
  const list = lines.length === 0 ? "names: {}" : `names:\n${lines.join("\n")}`;
  return `# ${task === "segment" ? "Segments" : "Boxes"}\npath: .\ntrain: images\nval: images\nnc: ${names.length}\n${list}\n`;
}
