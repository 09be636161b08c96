/** Objects whose shapes are uploaded apart from annotations: servers accept neither alpha masks nor multi-part polygons inline. */
import { z } from "zod";
import { isUploadedSeparately } from "../../domain/formats/file-annotation.js";
import { projectMetaSchema } from "../../domain/records/project-meta.js";
import { idSchema } from "../../domain/records/wire.js";
import type { Caller } from "../http/caller.js";
import type { CallOptions } from "../http/send.js";

type RequestFields = Readonly<Record<string, unknown>>;

/** An object without the shape that is uploaded after it. */
export interface Separated {
  /** The object for `figures.bulk.add`. */
  readonly object: RequestFields;
  /** The pixels of an alpha mask, uploaded after the object is created. */
  readonly mask?: RequestFields;
}

const fieldsSchema = z.record(z.string(), z.unknown());

/** Whether the shape of an object is uploaded separately. */
export function isSeparate(object: RequestFields): boolean {
  return isUploadedSeparately(object.geometryType ?? object.shape);
}

/** Splits an object into what `figures.bulk.add` takes and the pixels that follow. */
export function separated(object: RequestFields): Separated {
  const { geometry, bitmap, parts, id, ...rest } = object;
  const shape = fieldsSchema.safeParse(geometry).data ?? { ...(bitmap ? { bitmap } : {}), ...(parts ? { parts } : {}) };
  if ((object.geometryType ?? object.shape) !== "alpha_mask") return { object: { ...rest, geometry: shape } };
  const pixels = fieldsSchema.safeParse(shape.bitmap);
  return pixels.success ? { object: rest, mask: pixels.data } : { object: { ...rest, geometry: shape } };
}

const datasetSchema = z.object({ projectId: idSchema });
const imageSchema = z.object({ datasetId: idSchema });

/** The place of new objects: a dataset, or an image. */
export type Owner = { readonly datasetId: number } | { readonly imageId: number };

/**
 * Adds the class ids of a project to objects that name their classes, as the official SDK does.
 *
 * Cost: two requests for a dataset, three for an image.
 */
export async function withClassIds(
  caller: Caller,
  owner: Owner,
  objects: readonly Separated[],
  { signal, timeout, jobId }: CallOptions = {},
): Promise<readonly Separated[]> {
  if (!objects.some(({ object }) => object.classTitle != null)) return objects;
  const options = { signal, timeout, jobId };
  const datasetId =
    "datasetId" in owner
      ? owner.datasetId
      : (await caller.read("images.info", { id: owner.imageId }, imageSchema, options)).datasetId;
  const { projectId } = await caller.read("datasets.info", { id: datasetId }, datasetSchema, options);
  const { classes } = await caller.read("projects.meta", { id: projectId }, projectMetaSchema, options);
  const idOf = new Map<unknown, number | null | undefined>(classes.map(({ id, name }) => [name, id]));
  return objects.map(({ object, ...rest }) => {
    const classId = idOf.get(object.classTitle);
    // Without an id the server names the unknown class.
    return { ...rest, object: classId == null ? object : { ...object, classId } };
  });
}
