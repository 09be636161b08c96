/** What is on the images of an export: counted by class, and by shapes that a format does not hold. */
import { ArgumentError } from "../../domain/errors.js";
import type { Annotation } from "../../domain/records/image.js";
import type { ReadContext } from "../core/node.js";
import { inOrder } from "../upload/ordered.js";
import { heldShapes } from "./formats.js";
import type { ExportDataset, ExportImage, Gathered } from "./gather.js";
import type { ExportFormat } from "./settings.js";

/** Images of one dataset that are read together. */
export interface Batch {
  readonly dataset: ExportDataset;
  readonly images: readonly ExportImage[];
  /** Bytes of the pictures. */
  readonly size: number;
}

const most = { images: 50, bytes: 16e6 };
const atOnce = 4;

/** All images, some of one dataset at a time; a batch with pictures takes 16 MB at most, or one picture. */
export function* batches({ datasets }: Gathered, withPictures: boolean): Generator<Batch, void, undefined> {
  for (const dataset of datasets) {
    let images: ExportImage[] = [];
    let size = 0;
    for (const image of dataset.images) {
      const bytes = withPictures ? (image.info.size ?? 0) : 0;
      if (images.length === most.images || (images.length > 0 && size + bytes > most.bytes)) {
        yield { dataset, images, size };
        [images, size] = [[], 0];
      }
      images.push(image);
      size += bytes;
    }
    if (images.length > 0) yield { dataset, images, size };
  }
}

/** What is on the images of a batch, in their order. */
export async function annotationsOf({ dataset, images }: Batch, context: ReadContext): Promise<readonly Annotation[]> {
  const api = await context.api();
  const ids = images.map(({ info }) => info.id);
  const read = await api.annotation.downloadBatch(dataset.id, ids, { signal: context.signal });
  return read.map(({ annotation }) => annotation);
}

/** What was counted. */
export interface Survey {
  /** Objects by class. */
  readonly classes: ReadonlyMap<string, number>;
  /** Objects by shape. */
  readonly shapes: ReadonlyMap<string, number>;
}

/** Counts the objects of annotations. */
export class Counter implements Survey {
  readonly classes = new Map<string, number>();
  readonly shapes = new Map<string, number>();

  /** Adds those of an image. */
  add({ objects }: Annotation): void {
    for (const { classTitle, geometryType } of objects) {
      this.classes.set(classTitle, (this.classes.get(classTitle) ?? 0) + 1);
      this.shapes.set(geometryType, (this.shapes.get(geometryType) ?? 0) + 1);
    }
  }
}

/** Reads all annotations and counts. Cost: one request for 50 images, 4 at once. */
export async function survey(gathered: Gathered, context: ReadContext): Promise<Survey> {
  const counter = new Counter();
  const bounds = { items: atOnce, weight: atOnce, weightOf: () => 1 };
  for await (const annotations of inOrder(batches(gathered, false), bounds, (batch) => annotationsOf(batch, context))) {
    for (const annotation of annotations) counter.add(annotation);
  }
  return counter;
}

/** The shapes of a project's classes; undefined where a class takes any. */
export function shapesOfClasses({ meta }: Gathered): ReadonlySet<string> | undefined {
  const shapes = meta.classes.map(({ shape }) => (shape === "polyline" ? "line" : shape));
  return shapes.includes("any") ? undefined : new Set(shapes);
}

/** The shapes that a format does not hold, as `3 of shape point`; undefined where it holds all. */
export function unheld(as: ExportFormat, shapes: ReadonlyMap<string, number>): string | undefined {
  const held = heldShapes[as];
  if (held === undefined) return undefined;
  const others = [...shapes].filter(([shape]) => !held.has(shape)).sort();
  if (others.length === 0) return undefined;
  return others.map(([shape, count]) => `${count} ${count === 1 ? "object" : "objects"} of shape ${shape}`).join(", ");
}

/**
 * The shapes that an export has to do with. Where the project's classes allow others than the format holds, the objects are
 * counted first.
 *
 * @throws {ArgumentError} there are objects that the format does not hold
 */
export async function checkShapes(
  as: ExportFormat,
  gathered: Gathered,
  context: ReadContext,
): Promise<ReadonlySet<string>> {
  const held = heldShapes[as];
  const possible = shapesOfClasses(gathered);
  if (possible !== undefined && (held === undefined || [...possible].every((shape) => held.has(shape))))
    return possible;
  if (held === undefined) return new Set();
  const { shapes } = await survey(gathered, context);
  refuseUnheld(as, shapes);
  return new Set(shapes.keys());
}

/** Refuses shapes that the format does not hold. @throws {ArgumentError} there are such objects */
export function refuseUnheld(as: ExportFormat, shapes: ReadonlyMap<string, number>): void {
  const others = unheld(as, shapes);
  if (others === undefined) return;
  throw new ArgumentError(`export: '${as}' cannot hold ${others}`, {
    method: "export",
    argument: "as",
    hint: "export as 'supervisely' or 'csv', which hold every shape",
  });
}
