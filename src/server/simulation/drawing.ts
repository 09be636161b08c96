/** Draws the objects of an image with the errors of a simulated person. */
import type { Xy } from "../../domain/geometry/mask.js";
import type { Fruit } from "../seed/fruits.js";
import { bitmapOf } from "./bitmap.js";
import { normalRandom, type Random } from "./seeded-random.js";
import type { DrawingError } from "./traits.js";
import { type PictureToDraw, randomObject, type TrueObject } from "./truth.js";

/** A class that a person may draw. */
export interface DrawnClass {
  readonly title: string;
  /** For example `polygon`; classes of shapes outside of {@link drawnShapes} are skipped. */
  readonly shape: string;
}

/** A figure in the format of `figures.bulk.add`. */
export interface DrawnFigure {
  readonly classTitle: string;
  readonly geometryType: string;
  readonly geometry: Readonly<Record<string, unknown>>;
}

/** The shapes that simulated people can draw. */
export const drawnShapes: ReadonlySet<string> = new Set(["rectangle", "polygon", "bitmap", "line", "point", "any"]);

const kinds: ReadonlySet<string> = new Set<Fruit["kind"]>(["lemon", "kiwi"]);

/** Returns the figures that a person draws, at most `max`. */
export function figuresBy(
  error: DrawingError,
  objects: readonly TrueObject[],
  allClasses: readonly DrawnClass[],
  picture: PictureToDraw,
  max: number,
  random: Random,
): readonly DrawnFigure[] {
  const classes = allClasses.filter(({ shape }) => drawnShapes.has(shape));
  if (classes.length === 0) return [];
  // A job with a class `lemon` or `kiwi` only gets these objects; one with neither gets any object in any class.
  const isNamed = objects.some(({ kind }) => kind !== undefined) && classes.some(({ title }) => kinds.has(title));
  const figures: DrawnFigure[] = [];
  const seen = isNamed ? objects.filter(({ kind }) => classes.some(({ title }) => title === kind)) : objects;
  for (const object of seen) {
    if (random() < error.missed) continue;
    const right = isNamed
      ? classes.findIndex(({ title }) => title === object.kind)
      : Math.floor(object.pick * classes.length);
    const isMistaken = random() < error.mistaken && classes.length > 1;
    const index = isMistaken ? (right + 1 + Math.floor(random() * (classes.length - 1))) % classes.length : right;
    figures.push(figureOf(object, classes[index]!, picture, error.offset, random));
  }
  if (random() < error.imagined) {
    const index = Math.floor(random() * classes.length);
    figures.push(figureOf(randomObject(picture, random), classes[index]!, picture, error.offset, random));
  }
  return figures.slice(0, Math.max(max, 0));
}

function figureOf(
  object: TrueObject,
  { title, shape }: DrawnClass,
  picture: PictureToDraw,
  offset: number,
  random: Random,
): DrawnFigure {
  const outline = outlineOf(object, offset, random).map((point) => within(point, picture));
  const geometryType = shape === "any" ? "rectangle" : shape;
  return { classTitle: title, geometryType, geometry: geometryOf(geometryType, outline, picture) };
}

function geometryOf(shape: string, outline: readonly Xy[], { width, height }: PictureToDraw) {
  if (shape === "bitmap") return bitmapOf(outline, width, height);
  const box = boxOf(outline, width, height);
  const points = (exterior: readonly Xy[]) => ({ points: { exterior, interior: [] } });
  if (shape === "rectangle") return points(box);
  const [[left, top], [right, bottom]] = box;
  if (shape === "point") return points([[Math.floor((left + right) / 2), Math.floor((top + bottom) / 2)]]);
  const thinned = outline.filter((_point, at) => at % 3 === 0);
  if (shape === "line") return points(distinct(thinned.slice(0, thinned.length / 2), [box[0], box[1]], 2));
  return points(distinct(thinned, [box[0], [right, top], box[1], [left, bottom]], 3));
}

const outlinePoints = 72;

/** Returns an outline with errors: shifted, scaled and uneven. */
function outlineOf({ kind, x, y, rx, ry, angle }: TrueObject, offset: number, random: Random): Xy[] {
  const size = (rx + ry) / 2;
  const [moveX, moveY] = [normalRandom(random) * offset * size, normalRandom(random) * offset * size];
  const scale = 1 + normalRandom(random) * offset;
  const waves = [2, 3, 5].map((count) => ({ count, height: normalRandom(random) * offset * 0.5, from: random() * 6 }));
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return Array.from({ length: outlinePoints }, (_, at) => {
    const turn = (at / outlinePoints) * 2 * Math.PI;
    const wave = waves.reduce((sum, { count, height, from }) => sum + height * Math.sin(count * turn + from), 1);
    const v = Math.sin(turn) * ry;
    // A lemon has a tip at both ends.
    const tip = kind === "lemon" ? 1 + Math.exp(-((v / rx) ** 2) * 40) * 0.16 : 1;
    const u = Math.cos(turn) * rx * tip;
    const [du, dv] = [u * scale * wave, v * scale * wave];
    return [x + moveX + du * cos - dv * sin, y + moveY + du * sin + dv * cos] as const;
  });
}

function within([x, y]: Xy, { width, height }: PictureToDraw): Xy {
  const clamp = (value: number, max: number) => Math.min(Math.max(Math.round(value), 0), max);
  return [clamp(x, width), clamp(y, height)];
}

/** Returns the corners of the bounding box, at least one pixel wide and high. */
function boxOf(outline: readonly Xy[], width: number, height: number): readonly [Xy, Xy] {
  const xs = outline.map(([x]) => x);
  const ys = outline.map(([, y]) => y);
  const left = Math.min(Math.min(...xs), width - 1);
  const top = Math.min(Math.min(...ys), height - 1);
  return [
    [left, top],
    [Math.max(Math.max(...xs), left + 1), Math.max(Math.max(...ys), top + 1)],
  ];
}

/** Removes repeated points; returns `instead` if too few are left. */
function distinct(points: readonly Xy[], instead: readonly Xy[], fewest: number): readonly Xy[] {
  const inside = points.filter(([x, y], at) => {
    const [lastX, lastY] = points[at === 0 ? points.length - 1 : at - 1]!;
    return x !== lastX || y !== lastY;
  });
  return new Set(inside.map(String)).size < fewest ? instead : inside;
}
