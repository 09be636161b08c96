/** Reads annotations of images in the Supervisely format. */
import { z } from "zod";
import { ArgumentError, messageWithoutMethod } from "../errors.js";
import { parseGeometry } from "../geometry/parse-geometry.js";
import {
  type FileAnnotation,
  type FileObject,
  fileTagsSchema,
  InvalidFormatError,
  keptObjectFields,
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

const kept: ReadonlySet<string> = new Set(keptObjectFields);
/** Fields that are only valid on the server that the file comes from. */
const foreign: ReadonlySet<string> = new Set(["id", "classId", "labelerLogin", "createdAt", "updatedAt", "objectId"]);

/** Parses an annotation file. @throws {InvalidFormatError} the file does not match the format */
export function readSuperviselyAnnotation(text: string): FileAnnotation {
  const { description, tags, objects, size } = parseJson(text, annotationSchema);
  return { description, tags, objects: objects.map(objectOf), size: size ?? undefined };
}

function objectOf(fields: z.output<typeof objectSchema>, at: number): FileObject {
  const { classTitle, geometryType, shape, tags, description, ...rest } = fields;
  const type = geometryType ?? shape;
  if (type == null) throw new InvalidFormatError(`objects.${at}.geometryType: is required`);
  const more = Object.entries(rest).filter(([name]) => kept.has(name));
  const json = Object.entries(rest).filter(([name]) => !kept.has(name) && !foreign.has(name));
  try {
    const geometry = parseGeometry(type, Object.fromEntries(json));
    return { classTitle, geometry, tags, description, more: Object.fromEntries(more) };
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw new InvalidFormatError(`objects.${at}: ${messageWithoutMethod(error)}`);
  }
}
