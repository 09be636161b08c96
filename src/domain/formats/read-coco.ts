/** Reads COCO files: JSON with images, categories, and the objects of all images. */
import { z } from "zod";
import { isNumber, longList } from "../../base/long-list.js";
import { ArgumentError, messageWithoutMethod } from "../errors.js";
import type { Geometry } from "../geometry/geometry.js";
import type { Mask, PictureSize, Xy } from "../geometry/mask.js";
import { encodeBitmap } from "../geometry/mask-data.js";
import { parseGeometry } from "../geometry/parse-geometry.js";
import { type FileObject, InvalidFormatError, parseJson } from "./file-annotation.js";
import { countsOfText, maskOfCounts } from "./rle.js";

// Some tools mix numbers and strings: an image has the id 7, its objects refer to "7".
const idSchema = z.union([z.number(), z.string()], "expected a number or a text").transform(String);
const numbers = longList(z.array(z.number()), isNumber);
const runsSchema = z.looseObject({
  size: z.tuple([z.number(), z.number()]),
  counts: z.union([z.string(), numbers], "expected a text or a list of numbers"),
});
const objectSchema = z.looseObject({
  image_id: idSchema,
  category_id: idSchema,
  segmentation: z
    .union([z.array(numbers), runsSchema], "expected lists of numbers, or an object with size and counts")
    .nullish(),
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

/** An object in COCO's format. */
export interface CocoEntry extends z.output<typeof objectSchema> {
  /** Its place in the file, for errors: `annotations.3`. */
  readonly path: string;
}

/** An image with its objects. */
export interface CocoImage {
  /** Path of the image, with `/` between folders. */
  readonly fileName: string;
  /** Size of the image; undefined if the file does not state it. */
  readonly size: PictureSize | undefined;
  readonly objects: readonly CocoEntry[];
}

/** The content of a COCO file. */
export interface CocoFile {
  readonly images: readonly CocoImage[];
  /** Id → name of each category, in the order of the file. */
  readonly categories: ReadonlyMap<string, string>;
}

/** Parses a COCO file. @throws {InvalidFormatError} the file does not match the format, or its ids are inconsistent */
export function readCoco(text: string): CocoFile {
  const { images, annotations, categories } = parseJson(text, cocoSchema);
  const names = new Map((categories ?? []).map(({ id, name }) => [id, name]));
  if (names.size < (categories ?? []).length) throw new InvalidFormatError("categories: two have the same id");
  const objects = new Map<string, CocoEntry[]>(images.map(({ id }) => [id, []]));
  if (objects.size < images.length) throw new InvalidFormatError("images: two have the same id");
  for (const [at, object] of (annotations ?? []).entries()) {
    const imageObjects = objects.get(object.image_id);
    if (imageObjects === undefined)
      throw new InvalidFormatError(`annotations.${at}.image_id: there is no image ${object.image_id}`);
    if (!names.has(object.category_id)) {
      throw new InvalidFormatError(`annotations.${at}.category_id: there is no category ${object.category_id}`);
    }
    imageObjects.push({ ...object, path: `annotations.${at}` });
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

/**
 * Returns the shape of an object: a single polygon becomes a polygon, other segmentations a bitmap, boxes a rectangle.
 */
export function cocoShape({ segmentation }: CocoEntry): "polygon" | "bitmap" | "rectangle" {
  if (segmentation == null) return "rectangle";
  if (!Array.isArray(segmentation)) return "bitmap";
  if (segmentation.length === 0) return "rectangle";
  return segmentation.length === 1 ? "polygon" : "bitmap";
}

/** Returns the size of the image that its run-length encoded masks state; undefined without such masks. */
export function cocoSize(objects: readonly CocoEntry[]): PictureSize | undefined {
  for (const { segmentation } of objects) {
    if (segmentation == null || Array.isArray(segmentation)) continue;
    return { width: segmentation.size[1], height: segmentation.size[0] };
  }
  return undefined;
}

/** Converts an object; returns undefined if it has no pixel on the image. @throws {InvalidFormatError} inconsistent fields */
export function readCocoObject(
  entry: CocoEntry,
  categories: CocoFile["categories"],
  size: PictureSize,
): FileObject | undefined {
  const geometry = inEntry(entry, () => geometryOf(entry, size));
  if (geometry === undefined) return undefined;
  const classTitle = categories.get(entry.category_id) ?? "";
  return { classTitle, geometry, tags: [], description: "", more: {} };
}

/** Adds the place of an object to the errors of `read`. */
function inEntry<T>({ path }: CocoEntry, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidFormatError || error instanceof ArgumentError)) throw error;
    throw new InvalidFormatError(`${path}: ${messageWithoutMethod(error)}`);
  }
}

function geometryOf({ segmentation, bbox }: CocoEntry, size: PictureSize): Geometry | undefined {
  if (segmentation == null || (Array.isArray(segmentation) && segmentation.length === 0)) return boxOf(bbox, size);
  if (!Array.isArray(segmentation)) return bitmapOf(maskOfRuns(segmentation, size));
  const rings = segmentation.map((ring) => ringOf(ring, size)).filter((ring) => ring !== undefined);
  const [first] = rings;
  if (first === undefined) return undefined;
  if (segmentation.length === 1) return parseGeometry("polygon", { points: { exterior: first, interior: [] } });
  const parts = rings.map((exterior) => ({ exterior, interior: [] }));
  return bitmapOf(parseGeometry("multipolygon", { parts }).mask(size));
}

/**
 * Converts corners to whole pixels; undefined if the ring is outside of the image. Other tools write corners on the right
 * and lower edge of the image.
 */
function ringOf(numbers: readonly number[], { width, height }: PictureSize): Xy[] | undefined {
  if (numbers.length < 6 || numbers.length % 2 !== 0) {
    throw new InvalidFormatError(`segmentation: has ${numbers.length} numbers, expected x and y of at least 3 corners`);
  }
  const xs = numbers.filter((_, at) => at % 2 === 0);
  const ys = numbers.filter((_, at) => at % 2 === 1);
  if (isOutside(xs, width) || isOutside(ys, height)) return undefined;
  return Array.from({ length: numbers.length / 2 }, (_, at): Xy => {
    return [within(numbers[2 * at] ?? 0, width), within(numbers[2 * at + 1] ?? 0, height)];
  });
}

function isOutside(numbers: readonly number[], length: number): boolean {
  return numbers.every((each) => each < 0) || numbers.every((each) => each > length);
}

function within(coordinate: number, length: number): number {
  return Math.max(0, Math.min(Math.floor(coordinate), length - 1));
}

function boxOf(bbox: readonly number[] | null | undefined, size: PictureSize): Geometry | undefined {
  if (bbox?.length !== 4) throw new InvalidFormatError("has neither a segmentation nor a bbox of 4 numbers");
  const [x = 0, y = 0, width = 0, height = 0] = bbox;
  if (width <= 0 || height <= 0 || x >= size.width || y >= size.height || x + width <= 0 || y + height <= 0)
    return undefined;
  const [left, top] = [within(Math.round(x), size.width), within(Math.round(y), size.height)];
  const right = Math.max(left, within(Math.round(x + width) - 1, size.width));
  const bottom = Math.max(top, within(Math.round(y + height) - 1, size.height));
  const exterior = [
    [left, top],
    [right, bottom],
  ];
  return parseGeometry("rectangle", { points: { exterior, interior: [] } });
}

/** Converts a mask to a bitmap, cropped to its pixels. */
function bitmapOf(mask: Mask): Geometry | undefined {
  const box = mask.bbox;
  if (box === null) return undefined;
  const tight = mask.within(box, [box.left, box.top]);
  try {
    return parseGeometry("bitmap", { bitmap: { data: encodeBitmap(tight), origin: [box.left, box.top] } });
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw new InvalidFormatError(messageWithoutMethod(error));
  }
}

/** Decodes a run-length encoded mask. @throws {InvalidFormatError} its runs do not match the image */
function maskOfRuns({ size: [height, width], counts }: z.output<typeof runsSchema>, size: PictureSize): Mask {
  if (height !== size.height || width !== size.width) {
    throw new InvalidFormatError(
      `segmentation.size: is ${height} × ${width}, expected the size of the image, ${size.height} × ${size.width}`,
    );
  }
  const runs = typeof counts === "string" ? countsOfText(counts) : counts;
  if (runs.reduce((total, run) => total + run, 0) !== width * height || runs.some((run) => run < 0)) {
    throw new InvalidFormatError("segmentation.counts: do not cover the image");
  }
  return maskOfCounts(runs, size);
}
