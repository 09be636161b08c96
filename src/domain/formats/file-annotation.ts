/** Annotations read from files, independent of the format. */
import { z } from "zod";
import { safeParse } from "../../base/safe-parse.js";
import type { Geometry } from "../geometry/geometry.js";
import type { PictureSize } from "../geometry/mask.js";

/** A tag of an image or an object. */
export interface FileTag {
  readonly name: string;
  /** Null for a tag without a value. */
  readonly value: string | number | null;
}

/** An object with its class, shape and tags. */
export interface FileObject {
  readonly classTitle: string;
  readonly geometry: Geometry;
  readonly tags: readonly FileTag[];
  readonly description: string;
  /** Further fields, for example `customData`. */
  readonly more: Readonly<Record<string, unknown>>;
}

/** The annotation of one image. */
export interface FileAnnotation {
  readonly description: string;
  readonly tags: readonly FileTag[];
  readonly objects: readonly FileObject[];
  /** Size of the image that the file states. */
  readonly size?: PictureSize | undefined;
  /** Number of omitted objects, which have no pixel on the image. */
  readonly omitted?: number | undefined;
}

/** A file that does not match its format. The message names the field and the reason. */
export class InvalidFormatError extends Error {}

/** Parses the content of a JSON file. @throws {InvalidFormatError} invalid JSON, or a field that does not match the schema */
export function parseJson<Schema extends z.ZodType>(text: string, schema: Schema): z.output<Schema> {
  let json: unknown;
  try {
    // Editors on Windows start files with a byte order mark.
    json = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw new InvalidFormatError(`is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = safeParse(schema, json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InvalidFormatError(`${issue?.path.join(".") || "its content"}: ${issue?.message ?? "is invalid"}`);
}

/** Tags in the Supervisely format. */
export const fileTagsSchema = z
  .array(z.looseObject({ name: z.string(), value: z.union([z.string(), z.number(), z.null()]).optional() }))
  .nullish()
  .transform((tags) => (tags ?? []).map(({ name, value }): FileTag => ({ name, value: value ?? null })));

/** Fields of an object that files keep in addition to its shape, tags and description. */
export const keptObjectFields = ["instance", "smartToolInput", "customData", "nnCreated", "nnUpdated"] as const;

/** Whether servers take shapes of this type apart from annotations: alpha masks and multi-part polygons. */
export function isUploadedSeparately(type: unknown): boolean {
  return type === "alpha_mask" || type === "multipolygon";
}

/** Converts an annotation to the API's request format. */
export function annotationWire(
  { description, tags, objects }: FileAnnotation,
  size: { width: number; height: number },
) {
  return {
    description,
    size,
    tags: tags.map(tagWire),
    objects: objects.map(({ classTitle, geometry, tags: own, description: text, more }) => ({
      ...more,
      classTitle,
      geometryType: geometry.type,
      description: text,
      tags: own.map(tagWire),
      ...geometry.toWire(),
    })),
  };
}

function tagWire({ name, value }: FileTag): { name: string; value?: string | number } {
  return value === null ? { name } : { name, value };
}

/** Whether an annotation has neither objects, tags nor a description. */
export function isEmptyAnnotation({ description, tags, objects }: FileAnnotation): boolean {
  return description === "" && tags.length === 0 && objects.length === 0;
}

/** Returns a key that is equal for equivalent annotations: shapes in whole pixels, masks by their pixels. */
export function annotationKey({
  description,
  tags,
  objects,
}: Pick<FileAnnotation, "description"> & {
  readonly tags: readonly { readonly name?: string | undefined; readonly value?: unknown }[];
  readonly objects: readonly {
    readonly classTitle: string;
    readonly geometry: Geometry;
    readonly tags: readonly { readonly name?: string | undefined; readonly value?: unknown }[];
  }[];
}): string {
  const tagKeys = (list: typeof tags) =>
    list.map(({ name = "", value = null }) => JSON.stringify([name, value])).sort();
  // Objects whose shapes are uploaded separately are always on top.
  const ordered = [
    ...objects.filter(({ geometry }) => !isUploadedSeparately(geometry.type)),
    ...objects.filter(({ geometry }) => isUploadedSeparately(geometry.type)),
  ];
  const keys = ordered.map((object) => [object.classTitle, ...shapeKey(object.geometry), tagKeys(object.tags)]);
  return JSON.stringify([description, tagKeys(tags), keys]);
}

function shapeKey(geometry: Geometry): readonly unknown[] {
  const { type } = geometry;
  const json = geometry.toJSON();
  // Only the shape itself of these is uploaded.
  if (isUploadedSeparately(type)) return [type, json.bitmap && sorted(json.bitmap), json.parts];
  if (type !== "bitmap") return [type, sorted(json)];
  const { origin, width, height, bits } = geometry.mask();
  return [type, origin, width, height, [...bits]];
}

/** Returns the fields, sorted by name. */
function sorted(json: object): unknown {
  return Object.entries(json).sort(([one], [other]) => (one < other ? -1 : 1));
}
