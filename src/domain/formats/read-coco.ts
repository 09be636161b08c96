/** Reads COCO: a JSON with images, categories, and the objects of all images. */
import { z } from "zod";
import { ArgumentError } from "../errors.js";
import type { Geometry } from "../geometry/geometry.js";
import { Mask, type PictureSize, type Xy } from "../geometry/mask.js";
import { encodeBitmap, tightMask } from "../geometry/mask-data.js";
import { parseGeometry } from "../geometry/parse-geometry.js";
import { type FileObject, InvalidFormatError, parseJson } from "./file-annotation.js";

const idSchema = z.union([z.number(), z.string()]);
const runsSchema = z.looseObject({
  size: z.tuple([z.number(), z.number()]),
  counts: z.union([z.string(), z.array(z.number())]),
});
const objectSchema = z.looseObject({
  image_id: idSchema,
  category_id: idSchema,
  segmentation: z.union([z.array(z.array(z.number())), runsSchema]).nullish(),
  bbox: z.array(z.number()).nullish(),
});
const cocoSchema = z.looseObject({
  images: z.array(
    z.looseObject({
      id: idSchema,
      file_name: z.string().min(1),
      width: z.number().nullish(),
      height: z.number().nullish(),
    }),
  ),
  annotations: z.array(objectSchema).nullish(),
  categories: z.array(z.looseObject({ id: idSchema, name: z.string().min(1) })).nullish(),
});

/** One object as COCO has it. */
export type CocoEntry = z.output<typeof objectSchema>;

/** An image with its objects. */
export interface CocoImage {
  /** Folders are separated by `/`. */
  readonly fileName: string;
  /** Undefined where the file does not say it. */
  readonly size: PictureSize | undefined;
  readonly objects: readonly CocoEntry[];
}

/** The content of a file. */
export interface CocoFile {
  readonly images: readonly CocoImage[];
  /** Names of categories by their ids, in the order of the file. */
  readonly categories: ReadonlyMap<number | string, string>;
}

/** Reads the text of a file. @throws {InvalidFormatError} it is not of the format, or contradicts itself */
export function readCoco(text: string): CocoFile {
  const { images, annotations, categories } = parseJson(text, cocoSchema);
  const names = new Map((categories ?? []).map(({ id, name }) => [id, name]));
  const objects = new Map<number | string, CocoEntry[]>(images.map(({ id }) => [id, []]));
  if (objects.size < images.length) throw new InvalidFormatError("images: two have the same id");
  for (const [at, object] of (annotations ?? []).entries()) {
    const own = objects.get(object.image_id);
    if (own === undefined)
      throw new InvalidFormatError(`annotations.${at}.image_id: there is no image ${object.image_id}`);
    if (!names.has(object.category_id)) {
      throw new InvalidFormatError(`annotations.${at}.category_id: there is no category ${object.category_id}`);
    }
    own.push(object);
  }
  return {
    categories: names,
    images: images.map(({ id, file_name, width, height }) => ({
      fileName: file_name,
      size: width == null || height == null ? undefined : { width, height },
      objects: objects.get(id) ?? [],
    })),
  };
}

/** The shape that an object comes to: one polygon stays one, other segments become a bitmap, a mere box a rectangle. */
export function cocoShape({ segmentation }: CocoEntry): "polygon" | "bitmap" | "rectangle" {
  if (segmentation == null) return "rectangle";
  if (!Array.isArray(segmentation)) return "bitmap";
  if (segmentation.length === 0) return "rectangle";
  return segmentation.length === 1 ? "polygon" : "bitmap";
}

/** The size of the picture as its runs have it; undefined where there are none. */
export function cocoSize(objects: readonly CocoEntry[]): PictureSize | undefined {
  for (const { segmentation } of objects) {
    if (segmentation == null || Array.isArray(segmentation)) continue;
    return { width: segmentation.size[1], height: segmentation.size[0] };
  }
  return undefined;
}

/** Reads an object; undefined for one without a pixel on the picture. @throws {InvalidFormatError} its fields contradict */
export function readCocoObject(
  entry: CocoEntry,
  categories: CocoFile["categories"],
  size: PictureSize,
): FileObject | undefined {
  const geometry = geometryOf(entry, size);
  if (geometry === undefined) return undefined;
  const classTitle = categories.get(entry.category_id) ?? "";
  return { classTitle, geometry, tags: [], description: "", more: {} };
}

function geometryOf({ segmentation, bbox }: CocoEntry, size: PictureSize): Geometry | undefined {
  if (segmentation == null || (Array.isArray(segmentation) && segmentation.length === 0)) return boxOf(bbox, size);
  if (!Array.isArray(segmentation)) return bitmapOf(maskOfRuns(segmentation, size));
  const rings = segmentation.map((ring) => ringOf(ring, size));
  const [first = []] = rings;
  if (rings.length === 1) return parseGeometry("polygon", { points: { exterior: first, interior: [] } });
  const parts = rings.map((exterior) => ({ exterior, interior: [] }));
  return bitmapOf(parseGeometry("multipolygon", { parts }).mask(size));
}

/** A line of corners in whole pixels. Files of others have places on the right and lower edge of the picture. */
function ringOf(places: readonly number[], { width, height }: PictureSize): Xy[] {
  if (places.length < 6 || places.length % 2 !== 0) {
    throw new InvalidFormatError(`segmentation: a polygon has at least three corners, and x and y of each`);
  }
  return Array.from({ length: places.length / 2 }, (_, at): Xy => {
    return [within(places[2 * at] ?? 0, width), within(places[2 * at + 1] ?? 0, height)];
  });
}

function within(place: number, length: number): number {
  return Math.max(0, Math.min(Math.floor(place), length - 1));
}

function boxOf(bbox: readonly number[] | null | undefined, size: PictureSize): Geometry | undefined {
  if (bbox?.length !== 4) throw new InvalidFormatError("an object has neither a segmentation nor a bbox of 4 numbers");
  const [x = 0, y = 0, width = 0, height = 0] = bbox;
  if (width <= 0 || height <= 0) return undefined;
  const [left, top] = [within(Math.round(x), size.width), within(Math.round(y), size.height)];
  const right = Math.max(left, within(Math.round(x + width) - 1, size.width));
  const bottom = Math.max(top, within(Math.round(y + height) - 1, size.height));
  const exterior = [
    [left, top],
    [right, bottom],
  ];
  return parseGeometry("rectangle", { points: { exterior, interior: [] } });
}

/** The mask as a bitmap in its smallest window. */
function bitmapOf(mask: Mask): Geometry | undefined {
  const box = mask.bbox;
  if (box === null) return undefined;
  const tight = mask.within(box, [box.left, box.top]);
  try {
    return parseGeometry("bitmap", { bitmap: { data: encodeBitmap(tight), origin: [box.left, box.top] } });
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw new InvalidFormatError(error.message);
  }
}

/** Runs go down the columns, first those of pixels that do not belong to the object. */
function maskOfRuns({ size: [height, width], counts }: z.output<typeof runsSchema>, size: PictureSize): Mask {
  if (height !== size.height || width !== size.width) {
    throw new InvalidFormatError(
      `segmentation.size: is ${height} × ${width}, the picture is ${size.height} × ${size.width}`,
    );
  }
  const runs = typeof counts === "string" ? countsOfText(counts) : counts;
  if (runs.reduce((total, run) => total + run, 0) !== width * height || runs.some((run) => run < 0)) {
    throw new InvalidFormatError("segmentation.counts: do not cover the picture");
  }
  const values = new Uint8Array(width * height);
  let place = 0;
  for (const [at, run] of runs.entries()) {
    const end = place + run;
    if (at % 2 === 0) place = end;
    else for (; place < end; place += 1) values[(place % height) * width + Math.floor(place / height)] = 1;
  }
  return tightMask({ width, height, values }, [0, 0]) ?? Mask.fromBytes(values, { width, height });
}

/** The text form of runs: digits of 5 bits, each run as the difference to the run before the last. */
function countsOfText(text: string): readonly number[] {
  const counts: number[] = [];
  for (let at = 0; at < text.length; ) {
    let value = 0;
    let shift = 0;
    for (let isMore = true; isMore; shift += 5) {
      const digit = text.charCodeAt(at) - 48;
      if (!(digit >= 0 && digit < 64))
        throw new InvalidFormatError("segmentation.counts: is not the text form of runs");
      value += (digit & 0x1f) * 2 ** shift;
      isMore = (digit & 0x20) !== 0;
      at += 1;
      if (!isMore && (digit & 0x10) !== 0) value -= 2 ** (shift + 5);
    }
    counts.push(counts.length > 2 ? value + (counts[counts.length - 2] ?? 0) : value);
  }
  return counts;
}
