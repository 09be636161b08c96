/** Reads the JSON of one picture in the Supervisely format. */
import { z } from "zod";
import { ArgumentError } from "../errors.js";
import { parseGeometry } from "../geometry/parse-geometry.js";
import {
  type FileAnnotation,
  type FileObject,
  fileTagsSchema,
  InvalidFormatError,
  parseJson,
} from "./file-annotation.js";

const textSchema = z
  .string()
  .nullish()
  .transform((text) => text ?? "");

const objectSchema = z.looseObject({
  classTitle: z.string().min(1),
  geometryType: z.string().nullish(),
  shape: z.string().nullish(),
  tags: fileTagsSchema,
  description: textSchema,
});

const annotationSchema = z.looseObject({
  description: textSchema,
  tags: fileTagsSchema,
  size: z.looseObject({ width: z.number(), height: z.number() }).nullish(),
  objects: z.array(objectSchema).default([]),
});

/** Fields of an object that go with it. */
const kept: ReadonlySet<string> = new Set(["instance", "smartToolInput", "customData", "nnCreated", "nnUpdated"]);
/** Fields that belong to the instance that the file comes from. */
const foreign: ReadonlySet<string> = new Set(["id", "classId", "labelerLogin", "createdAt", "updatedAt", "objectId"]);

/** Reads the text of a file. @throws {InvalidFormatError} it is not of the format */
export function readSuperviselyAnnotation(text: string): FileAnnotation {
  const { description, tags, objects } = parseJson(text, annotationSchema);
  return { description, tags, objects: objects.map(objectOf) };
}

function objectOf(fields: z.output<typeof objectSchema>, at: number): FileObject {
  const { classTitle, geometryType, shape, tags, description, ...rest } = fields;
  const type = geometryType ?? shape;
  if (type == null) throw new InvalidFormatError(`objects.${at}.geometryType: is missing`);
  const more = Object.entries(rest).filter(([name]) => kept.has(name));
  const json = Object.entries(rest).filter(([name]) => !kept.has(name) && !foreign.has(name));
  try {
    const geometry = parseGeometry(type, Object.fromEntries(json));
    return { classTitle, geometry, tags, description, more: Object.fromEntries(more) };
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw new InvalidFormatError(`objects.${at}: ${error.message}`);
  }
}
