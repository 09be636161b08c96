/** Counts the objects of an export by class and shape, and finds shapes that a format does not support. */
import { ArgumentError } from "../../domain/errors.js";
import type { Annotation } from "../../domain/records/image.js";
import type { ReadContext } from "../core/node.js";
import { inOrder } from "../upload/ordered.js";
import { supportedShapes } from "./formats.js";
import type { ExportDataset, ExportImage, Gathered } from "./gather.js";
import type { ExportFormat } from "./settings.js";

/** Images of one dataset that are read in one request. */
export interface Batch {
  readonly dataset: ExportDataset;
  readonly images: readonly ExportImage[];
  /** Size of the pictures in bytes. */
  readonly size: number;
}

const batchLimit = { images: 50, bytes: 16e6 };
const atOnce = 4;

/** Splits all images into batches of one dataset, with pictures at most 16 MB each (or one larger picture). */
export function* batches({ datasets }: Gathered, withPictures: boolean): Generator<Batch, void, undefined> {
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
export async function annotationsOf({ dataset, images }: Batch, context: ReadContext): Promise<readonly Annotation[]> {
  const api = await context.api();
  const ids = images.map(({ info }) => info.id);
  const read = await api.annotation.downloadBatch(dataset.id, ids, { signal: context.signal });
  return read.map(({ annotation }) => annotation);
}

/** Numbers of objects. */
export interface ObjectCounts {
  /** Objects by class. */
  readonly classes: ReadonlyMap<string, number>;
  /** Objects by shape. */
  readonly shapes: ReadonlyMap<string, number>;
}

/** Counts the objects of annotations. */
export class Counter implements ObjectCounts {
  readonly classes = new Map<string, number>();
  readonly shapes = new Map<string, number>();

  /** Adds the objects of one image. */
  add({ objects }: Annotation): void {
    for (const { classTitle, geometryType } of objects) {
      this.classes.set(classTitle, (this.classes.get(classTitle) ?? 0) + 1);
      this.shapes.set(geometryType, (this.shapes.get(geometryType) ?? 0) + 1);
    }
  }
}

/** Reads all annotations and counts their objects. Cost: one request per 50 images, 4 at once. */
export async function countObjects(gathered: Gathered, context: ReadContext): Promise<ObjectCounts> {
  const counter = new Counter();
  const bounds = { items: atOnce, weight: atOnce, weightOf: () => 1 };
  for await (const annotations of inOrder(batches(gathered, false), bounds, (batch) => annotationsOf(batch, context))) {
    for (const annotation of annotations) counter.add(annotation);
  }
  return counter;
}

/** Returns the shapes of the project's classes; undefined if a class allows any shape. */
export function shapesOfClasses({ meta }: Gathered): ReadonlySet<string> | undefined {
  const shapes = meta.classes.map(({ shape }) => (shape === "polyline" ? "line" : shape));
  return shapes.includes("any") ? undefined : new Set(shapes);
}

/** Lists unsupported objects, for example `3 objects of shape point`; undefined if the format supports all of them. */
export function unsupportedText(as: ExportFormat, shapes: ReadonlyMap<string, number>): string | undefined {
  const supported = supportedShapes[as];
  if (supported === undefined) return undefined;
  const others = [...shapes].filter(([shape]) => !supported.has(shape)).sort();
  if (others.length === 0) return undefined;
  return others.map(([shape, count]) => `${count} ${count === 1 ? "object" : "objects"} of shape ${shape}`).join(", ");
}

/**
 * Returns the shapes that the export can contain. If the project's classes allow shapes that the format does not support,
 * the objects are counted first.
 *
 * @throws {ArgumentError} there are objects that the format does not support
 */
export async function checkShapes(
  as: ExportFormat,
  gathered: Gathered,
  context: ReadContext,
): Promise<ReadonlySet<string>> {
  const supported = supportedShapes[as];
  const possible = shapesOfClasses(gathered);
  if (possible !== undefined && (supported === undefined || [...possible].every((shape) => supported.has(shape))))
    return possible;
  if (supported === undefined) return new Set();
  const { shapes } = await countObjects(gathered, context);
  checkSupported(as, shapes);
  return new Set(shapes.keys());
}

/** Checks the shapes of the objects. @throws {ArgumentError} there are objects that the format does not support */
export function checkSupported(as: ExportFormat, shapes: ReadonlyMap<string, number>): void {
  const others = unsupportedText(as, shapes);
  if (others === undefined) return;
  throw new ArgumentError(`export: '${as}' does not support ${others}`, {
    method: "export",
    argument: "as",
    hint: "export as 'supervisely' or 'csv', which support every shape",
  });
}
