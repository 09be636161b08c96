/** The fields of objects and tags in requests. */
import { z } from "zod";
import { typoOf } from "../../base/text/nearest.js";
import { text } from "../http/fields.js";
import { invalid } from "../http/problem.js";

/** A tag of an annotation, by its name or by the id of the project's tag. */
export const tagInput = z.looseObject({
  name: z.string().nullish(),
  tagId: z.int().positive().nullish(),
  value: z.unknown().optional(),
});

/** An object of an annotation. The fields of its geometry are among these fields. */
export const objectInput = z.looseObject({
  // The id of the figure when it was read; ignored if it is on another image.
  id: z.unknown().optional(),
  classId: z.int().positive().nullish(),
  classTitle: z.string().nullish(),
  geometryType: z.string().nullish(),
  description: text.nullish(),
  shape: z.string().nullish(),
  tags: z.array(tagInput).nullish(),
});

export type ObjectInput = z.output<typeof objectInput>;

/** The id of a figure. */
export const figureId = z.int().positive();

/** Fields of an object that are stored unchanged. */
export const extraFields = [
  "description",
  "customData",
  "priority",
  "nnCreated",
  "nnUpdated",
  "instance",
  "smartToolInput",
  "meta",
];

// Set by the server, or stored in columns.
const ownFields = [
  "id",
  "classId",
  "classTitle",
  "geometryType",
  "shape",
  "tags",
  "labelerLogin",
  "createdAt",
  "updatedAt",
];

/** All fields of an object except its geometry, also those that only exports contain. */
export const fieldsWithoutGeometry = new Set([
  ...ownFields,
  ...extraFields,
  "entityId",
  "imageId",
  "datasetId",
  "projectId",
  "trackId",
  "objectId",
  "createdBy",
  "updatedBy",
]);

/** All fields of an object. */
export const objectFields = [...fieldsWithoutGeometry, "geometry", "points", "bitmap", "nodes"];

/** All fields of a tag. */
export const tagFields = [
  "id",
  "tagId",
  "name",
  "value",
  "labelerLogin",
  "createdAt",
  "updatedAt",
  "createdBy",
  "updatedBy",
];

/** All fields of an annotation. */
export const annotationFields = ["description", "tags", "objects", "size", "imageId", "imageName", "datasetId"];

/**
 * Rejects misspelled fields of annotations, objects and tags. Exports and other tools add fields of their own, so only
 * a field that resembles a known one is rejected.
 */
export function rejectMisspelled(input: object, fieldNames: readonly string[], path: string): void {
  for (const field of Object.keys(input)) {
    const suggestion = fieldNames.includes(field) ? undefined : typoOf(field, fieldNames);
    if (suggestion !== undefined)
      throw invalid(at(path, field), `unknown field "${field}"; did you mean "${suggestion}"?`);
  }
}

/** Joins the path of a field; `path` is empty for the request itself. */
export function at(path: string, ...fields: readonly PropertyKey[]): string {
  return [path, ...fields.map(String)].filter((part) => part !== "").join(".");
}
