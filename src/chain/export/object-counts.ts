/** Counts the objects of an export by class and shape, and finds shapes that a format does not support. */
import { badArgument } from "../../domain/errors.js";
import type { Annotation } from "../../domain/records/image.js";
import type { ReadContext } from "../core/node.js";
import { inOrder } from "../upload/ordered.js";
import type { ExportContents, ExportDataset, ExportImage } from "./contents.js";
import { supportedShapes } from "./formats.js";
import { Counter, objectsText } from "./losses.js";
import type { ExportFormat } from "./settings.js";

/** Images of one dataset that are read in one request. */
export interface ImageBatch {
  readonly dataset: ExportDataset;
  readonly images: readonly ExportImage[];
  /** Size of the pictures in bytes. */
  readonly size: number;
}

const batchLimit = { images: 50, bytes: 16e6 };
const atOnce = 4;

/** Splits all images into batches of one dataset, with pictures at most 16 MB each (or one larger picture). */
export function* batches({ datasets }: ExportContents, withPictures: boolean): Generator<ImageBatch, void, undefined> {
  for (const dataset of datasets) {
    let images: ExportImage[] = [];
    let size = 0;
    for (const image of dataset.images) {
      const bytes = withPictures ? (image.info.size ?? 0) : 0;
      if (images.length === batchLimit.images || (images.length > 0 && size + bytes > batchLimit.bytes)) {
        yield { dataset, images, size };
        [images, size] = [[], 0];
      }
      images.push(image);
      size += bytes;
    }
    if (images.length > 0) yield { dataset, images, size };
  }
}

/** Reads the annotations of a batch, in the order of its images. */
export async function annotationsOf(
  { dataset, images }: ImageBatch,
  context: ReadContext,
): Promise<readonly Annotation[]> {
  const api = await context.api();
  const ids = images.map(({ info }) => info.id);
  const read = await api.annotation.downloadBatch(dataset.id, ids, context);
  return read.map(({ annotation }) => annotation);
}

/** Reads all annotations and counts their objects. Cost: one request per 50 images, 4 at once. */
export async function countObjects(as: ExportFormat, gathered: ExportContents, context: ReadContext): Promise<Counter> {
  const counter = new Counter(as);
  const bounds = { maxItems: atOnce, maxWeight: atOnce, weightOf: () => 1 };
  const read = async (batch: ImageBatch) => ({ batch, annotations: await annotationsOf(batch, context) });
  for await (const { batch, annotations } of inOrder(batches(gathered, false), bounds, read)) {
    for (const [at, annotation] of annotations.entries()) counter.add(batch.images[at]!, annotation);
  }
  return counter;
}

/**
 * Returns the shapes of the project's classes; undefined if the objects have to be counted: a class allows a shape that the
 * format does not support, or the drawn shapes decide what is written.
 */
function shapesOfClasses(as: ExportFormat, { meta }: ExportContents): ReadonlySet<string> | undefined {
  const supported = supportedShapes[as];
  if (supported === undefined) return new Set();
  const shapes = meta.classes.map(({ shape }) => shape);
  if (as === "yolo" && new Set(shapes).size > 1) return undefined;
  return shapes.every((shape) => supported.has(shape)) ? new Set(shapes) : undefined;
}

/** Returns the shapes that the export can contain, given the counted objects. */
export function shapesOf(as: ExportFormat, gathered: ExportContents, { shapes }: Counter): ReadonlySet<string> {
  return shapesOfClasses(as, gathered) ?? new Set(shapes.keys());
}

/** Lists unsupported objects, for example `3 objects of shape point`; undefined if the format supports all of them. */
export function unsupportedText(as: ExportFormat, shapes: ReadonlyMap<string, number>): string | undefined {
  const supported = supportedShapes[as];
  if (supported === undefined) return undefined;
  const others = [...shapes].filter(([shape]) => !supported.has(shape)).sort();
  if (others.length === 0) return undefined;
  return others.map(([shape, count]) => objectsText(shape, count)).join(", ");
}

/**
 * Returns the shapes that the export can contain. If this does not follow from the project's classes, the objects are
 * counted first.
 *
 * @throws {ArgumentError} there are objects that the format does not support
 */
export async function checkShapes(
  as: ExportFormat,
  gathered: ExportContents,
  context: ReadContext,
): Promise<ReadonlySet<string>> {
  const possible = shapesOfClasses(as, gathered);
  if (possible !== undefined) return possible;
  const { shapes } = await countObjects(as, gathered, context);
  checkSupported(as, shapes);
  return new Set(shapes.keys());
}

/** Checks the shapes of the objects. @throws {ArgumentError} there are objects that the format does not support */
export function checkSupported(as: ExportFormat, shapes: ReadonlyMap<string, number>): void {
  const others = unsupportedText(as, shapes);
  if (others === undefined) return;
  const hint = "export as 'supervisely' or 'csv', which support every shape";
  throw badArgument("export", "as", `'${as}' does not support ${others}`, hint);
}
